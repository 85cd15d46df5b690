"""With whom does a buyer speak about a result, and when?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.models.awards import AssessmentSummary
from marketplace.assessment.models.feedback_calls import FeedbackCall
from marketplace.bidding.models.bids import Bid
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import names_of
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.feedback_call import CallState


def told_bids(tender_id: UUID) -> Sequence[Bid]:
    """The bids of a tender whose bidders were told their result."""
    told = select(AssessmentSummary.bid_id)
    return session.scalars(
        select(Bid).where(Bid.tender_id == tender_id, Bid.id.in_(told)).order_by(Bid.id)
    ).all()


def calls_about(bid_ids: Collection[UUID]) -> dict[UUID, FeedbackCall]:
    """The call with each of these bidders, by the bid's id."""
    rows = session.scalars(select(FeedbackCall).where(FeedbackCall.bid_id.in_(bid_ids)))
    return {row.bid_id: row for row in rows}


def call_about(bid_id: UUID) -> FeedbackCall | None:
    """The call that a bidder was offered."""
    return calls_about([bid_id]).get(bid_id)


def agreed_beside(tender_id: UUID, bid_id: UUID) -> list[tuple[datetime, int]]:
    """When the other calls of a tender begin, with their minutes."""
    rows = session.execute(
        select(FeedbackCall.begins_at, FeedbackCall.minutes)
        .join(Bid, Bid.id == FeedbackCall.bid_id)
        .where(
            Bid.tender_id == tender_id,
            FeedbackCall.bid_id != bid_id,
            FeedbackCall.state == CallState.TAKEN,
        )
    )
    return [(begins_at, minutes) for begins_at, minutes in rows if begins_at is not None]


@dataclass(frozen=True, slots=True)
class CallShown:
    """A call with the tender and the names of both sides."""

    call: FeedbackCall
    tender: Tender
    buyer: str
    bidder: str


def call_shown(call: FeedbackCall) -> CallShown:
    """Three queries."""
    bid = session.get_one(Bid, call.bid_id)
    tender = session.get_one(Tender, bid.tender_id)
    names = names_of({tender.buyer_id, bid.organisation_id})
    return CallShown(call, tender, names[tender.buyer_id], names[bid.organisation_id])
