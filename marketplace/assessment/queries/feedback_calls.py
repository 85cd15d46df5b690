"""With whom does a buyer speak about a result, and when?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select

from marketplace.assessment.models.awards import AssessmentSummary
from marketplace.assessment.models.feedback_calls import FeedbackCall
from marketplace.bidding.models.bids import Bid
from marketplace.engine.db import session
from marketplace.organisations.queries.directory import names_of
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.feedback_call import LONGEST, CallState, free_times


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


def agreed_beside(
    tender_id: UUID, bid_ids: Collection[UUID], offered_by: UUID | None, now: datetime
) -> list[tuple[datetime, int]]:
    """When the calls with other bidders begin, with their minutes: those of the same tender, and
    those that the same person offered. What was over long before ``now`` is left out."""
    rows = _agreed(tender_id, {offered_by}, now)
    return [(row.begins_at, row.minutes) for row in rows if row.bid_id not in bid_ids]


def times_left(
    tender_id: UUID, calls: Collection[FeedbackCall], now: datetime
) -> dict[UUID, list[datetime]]:
    """By bid the times that its bidder can still take, or move an agreed call to; one query."""
    agreed = _agreed(tender_id, {call.offered_by for call in calls}, now)
    left = {}
    for call in calls:
        others = [
            (row.begins_at, row.minutes)
            for row in agreed
            if row.bid_id != call.bid_id
            and (row.tender_id == tender_id or row.offered_by == call.offered_by)
        ]
        free = free_times(call.offered, call.minutes, others, now)
        left[call.bid_id] = [one for one in free if one != call.begins_at]
    return left


def _agreed(tender_id: UUID, people: Collection[UUID | None], now: datetime) -> Sequence[Any]:
    call = FeedbackCall
    return session.execute(
        select(call.begins_at, call.minutes, call.bid_id, call.offered_by, Bid.tender_id)
        .join(Bid, Bid.id == call.bid_id)
        .where(
            call.state == CallState.TAKEN,
            call.begins_at > now - timedelta(minutes=LONGEST),
            or_(Bid.tender_id == tender_id, call.offered_by.in_(people)),
        )
    ).all()


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
