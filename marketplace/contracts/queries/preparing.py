"""What does a buyer look at who prepares the contract of an award?"""

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.replacements import replaced_members
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tender_documents import TenderDocument, documents_of_tender
from marketplace.tendering.queries.tenders import tender_of
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class ToPrepare:
    """An award with what its contract takes over."""

    tender: Tender
    lot: Lot
    name: str
    """Whose bid won."""
    price: Money
    replaced: Sequence[tuple[str, str]]
    """Members of the bid who were replaced, each with who came in."""
    documents: Sequence[TenderDocument]


def to_prepare(award: Award) -> ToPrepare:
    """With the winning bid as it was assessed."""
    tender = tender_of(award.tender_id)
    assessment = assessment_of(tender)
    behind = zip(assessment.party_ids[award.bid_id], assessment.parties[award.bid_id], strict=True)
    came_in = replaced_members(award.bid_id)
    return ToPrepare(
        tender,
        next(lot for lot in assessment.lots if lot.id == award.lot_id),
        assessment.name_of(award.bid_id),
        assessment.prices[award.bid_id, award.lot_id].price,
        [(party.name, came_in[key]) for key, party in behind if key in came_in],
        documents_of_tender(tender.id),
    )
