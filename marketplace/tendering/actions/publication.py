"""When is a tender published, and what is kept of it?"""

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.publications import make_public
from marketplace.tendering.actions.tenders import refuse_deleted, touched
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.declarations import conflict_faults
from marketplace.tendering.queries.draft_faults import draft_faults
from marketplace.tendering.queries.publications import sealing_key
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tender_versions import content_of, fingerprint_of
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.tender import TENDER


@action("tender.publish")
def publish_tender(act: Act, tender: Tender) -> Tender:
    """Publish a draft: it is frozen as version 1, and bids can be sealed to its key."""
    state = TENDER.after(tender.state, "publish")
    refuse_deleted(tender)
    buyer = db.session.get_one(Organisation, tender.buyer_id)
    _may_publish(buyer)
    parts = parts_of(tender.id)
    refuse_if_any(
        [
            *conflict_faults(tender.id, act.person_id),
            *draft_faults(tender, parts, buyer.kind, act.now),
        ]
    )
    _refuse_unsafe(tender)
    tender.state = state
    tender.published_at = act.now
    tender.sealing_key = sealing_key(tender.id)
    freeze(act, tender, buyer, "First published")
    return tender


def _may_publish(buyer: Organisation) -> None:
    if buyer.approved_at is None:
        raise Refusal(
            f"The broker has not yet confirmed that {buyer.name} is who it says. You can finish "
            "the draft; it can be published as soon as that is done."
        )
    if buyer.dissolved_on is not None or buyer.merged_into_id is not None:
        raise Refusal(f"{buyer.name} no longer exists, so it cannot publish a tender.")


def _refuse_unsafe(tender: Tender) -> None:
    for document in documents_of_tender(tender.id):
        if document.is_unsafe:
            raise Refusal(
                f"The document “{document.kind}” is not safe. Replace it or take it out before "
                "you publish."
            )


def freeze(act: Act, tender: Tender, buyer: Organisation, why: str) -> None:
    """Keep what is published now as the next version, and note what is due at its deadline."""
    assert tender.closes_at is not None
    db.session.refresh(buyer, with_for_update={"read": True})  # its name stays until this commits
    tender.version += 1
    content = content_of(
        tender,
        parts_of(tender.id),
        documents_of_tender(tender.id),
        buyer,
        regime_for(tender, buyer.kind, act.today),
    )
    version = act.add(
        TenderVersion(
            tender_id=tender.id,
            number=tender.version,
            published_at=act.now,
            published_by=act.person_id,
            why=why,
            content=content,
            sha256=fingerprint_of(content),
        )
    )
    make_public(version, tender)
    touched(tender)
    act.enqueue(
        "tender_closed",
        at=tender.closes_at,
        once=f"tender-closed-{tender.id}-{tender.closes_at.isoformat()}",
        tender_id=tender.id,
    )
