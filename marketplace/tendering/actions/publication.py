"""When is a tender published?"""

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.approvals import require_second_to_publish
from marketplace.tendering.actions.official_notices import keep_tender_notice
from marketplace.tendering.actions.tender_versions import freeze
from marketplace.tendering.actions.tenders import refuse_deleted
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.declarations import conflict_faults
from marketplace.tendering.queries.draft_faults import draft_faults
from marketplace.tendering.queries.publications import sealing_key
from marketplace.tendering.queries.tender_documents import documents_of_tender
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
    require_second_to_publish(tender, act.now)
    tender.state = state
    tender.published_at = act.now
    tender.sealing_key = sealing_key(tender.id)
    freeze(act, tender, buyer, "First published")
    keep_tender_notice(act, tender, buyer.kind)
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
