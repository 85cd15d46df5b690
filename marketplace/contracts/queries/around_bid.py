"""What did a bidder hear from the buyer after the deadline, and what was its result?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row

from marketplace.assessment.models.condition_checks import Replacement
from marketplace.assessment.models.feedback_calls import FeedbackCall
from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.assessment.queries.feedback_calls import call_about
from marketplace.assessment.queries.results import (
    chances_about,
    documents_asked,
    ended_lots_of,
    enquiries_of_bid,
    told_of,
)
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.models.threads import Thread
from marketplace.contracts.queries.threads import thread_of_bid
from marketplace.tendering.models.tenders import Lot


@dataclass(frozen=True, slots=True)
class AroundBid:
    """What was asked of its writers and offered to them, and what all behind the bid read."""

    summaries: Sequence[Row[UUID, str]]
    thread: Thread | None
    enquiries: Sequence[PriceEnquiry]
    chances: Sequence[Replacement]
    missing: Sequence[MissingDocument]
    call: FeedbackCall | None
    ended: Sequence[Lot]
    """The lots it was for that the buyer ended without a contract."""


def around_bid(bid: Bid, *, writes: bool) -> AroundBid:
    """Three queries; seven for whoever ``writes`` it."""
    return AroundBid(
        told_of(bid),
        thread_of_bid(bid.id),
        enquiries_of_bid(bid) if writes else [],
        chances_about(bid) if writes else [],
        documents_asked(bid) if writes else [],
        call_about(bid.id) if writes else None,
        ended_lots_of(bid),
    )
