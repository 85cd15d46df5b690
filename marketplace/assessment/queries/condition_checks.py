"""What does an opened bid say of the conditions of participation, and what does it assure?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.queries.assessments import Assessment
from marketplace.bidding.models.bids import Bid, BidCondition
from marketplace.bidding.queries.bid_assurances import assurances_of_text
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Condition
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding.assurances import Assurances, ConditionMet


@dataclass(frozen=True, slots=True)
class PartyNamed:
    """One of those who bid."""

    organisation_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class BidderSays:
    """What one bidder says of itself."""

    conditions: Sequence[Condition]
    met: Mapping[UUID, ConditionMet]
    """By the condition's id."""
    parties: Sequence[PartyNamed]
    assurances: Assurances | None
    """None for a bid from before there were any."""


def said_of_itself(assessment: Assessment, bid: Bid) -> BidderSays:
    """Two queries."""
    rows = session.scalars(select(BidCondition).where(BidCondition.bid_id == bid.id))
    behind = zip(assessment.party_ids[bid.id], assessment.parties[bid.id], strict=True)
    return BidderSays(
        parts_of(assessment.tender.id).conditions,
        {row.condition_id: ConditionMet(row.met_by_id, row.relied_on, row.how) for row in rows},
        [PartyNamed(key, details.name) for key, details in behind],
        assurances_of_text(bid.assurances),
    )
