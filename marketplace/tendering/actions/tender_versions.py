"""What is kept of a tender each time it is published?"""

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions.publications import make_public
from marketplace.tendering.actions.search_documents import keep_documents
from marketplace.tendering.actions.tenders import touched
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.regimes import regime_for
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tender_versions import content_of, fingerprint_of
from marketplace.tendering.queries.tenders import parts_of


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


def find_where_it_stands(tender: Tender) -> None:
    """Let the tender be found where it stands after an act."""
    db.session.flush()
    keep_documents(Tender, [tender.id])
