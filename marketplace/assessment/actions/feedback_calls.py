"""A call about the result: offered by the buyer, taken by the bidder, moved, or called off."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders, tell_buyers
from marketplace.assessment.models.feedback_calls import FeedbackCall
from marketplace.assessment.queries.feedback_calls import agreed_beside, call_about, told_bids
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.people import Person
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.feedback_call import (
    FEEDBACK_CALL,
    CallState,
    before_changing,
    before_offering,
    before_taking,
)
from procurement.ground.calendar import in_london_words
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState


@action("feedback_call.offer")
def offer_feedback_call(
    act: Act,
    tender: Tender,
    *,
    bid_ids: Collection[UUID],
    times: Sequence[datetime],
    minutes: int,
    how: str,
) -> int:
    """Offer these bidders the same times; a time that was agreed before no longer stands."""
    told = {bid.id: bid for bid in told_bids(tender.id)}
    if not bid_ids:
        raise Refusal("Choose a bidder at least.", field="bid_ids")
    others = agreed_beside(tender.id, bid_ids, act.person_id, act.now)
    is_ended = tender.state is TenderState.CANCELLED
    is_told = set(bid_ids) <= told.keys()
    before_offering(times, minutes, how, others, act.now, is_told=is_told, is_ended=is_ended)
    for bid_id in sorted(bid_ids):
        row = call_about(bid_id) or FeedbackCall(bid_id=bid_id, changes=-1)
        row.state = FEEDBACK_CALL.after(row.state or CallState.OFFERED, "offer")
        row.times = [moment.isoformat() for moment in sorted(times)]
        row.last_at, row.minutes, row.how = max(times), minutes, how.strip()
        row.offered_by, row.offered_at = act.person_id, act.now
        row.begins_at = row.taken_by = None
        _changed(act, row)
        act.add(row)
        tell_bidders(act, told[bid_id], "feedback_call_offered", tender, call_id=row.id)
    act.note(bids=sorted(bid_ids), times=list(times))
    return len(bid_ids)


@action("feedback_call.take")
def take_feedback_call(act: Act, bid: Bid, *, begins_at: datetime) -> None:
    """Choose one of the times, or another one than before."""
    row = _changed_call(act, bid, "take")
    tender = db.session.get_one(Tender, bid.tender_id, with_for_update=True)
    db.session.get_one(Person, row.offered_by, with_for_update={"key_share": True})
    others = agreed_beside(tender.id, [bid.id], row.offered_by, act.now)
    before_taking(begins_at, row.offered, row.minutes, others, act.now)
    row.begins_at, row.taken_by = begins_at, act.person_id
    told = {"call_id": row.id, "when": in_london_words(begins_at), "how": row.how}
    tell_bidders(act, bid, "feedback_call_taken", tender, **told)
    tell_buyers(act, "feedback_call_taken", tender, **told)


@action("feedback_call.decline")
def decline_feedback_call(act: Act, bid: Bid) -> None:
    """Want no call, or no longer."""
    row = _changed_call(act, bid, "decline")
    tender = db.session.get_one(Tender, bid.tender_id)
    tell_buyers(act, "feedback_call_ended", tender, call_id=row.id, by_buyer=False)


@action("feedback_call.call_off")
def call_off_feedback_call(act: Act, tender: Tender, *, bid_id: UUID) -> None:
    """Take the offer back, or the time that was agreed."""
    bid = db.session.get(Bid, bid_id, with_for_update=True)
    if bid is None or bid.tender_id != tender.id:
        raise NotThere("Bid")
    row = _changed_call(act, bid, "call_off")
    tell_bidders(act, bid, "feedback_call_ended", tender, call_id=row.id, by_buyer=True)


def call_off_all(act: Act, tender: Tender) -> None:
    """With the procurement ends every call that is still to come."""
    for bid in told_bids(tender.id):
        row = call_about(bid.id)
        if row and "call_off" in FEEDBACK_CALL.verbs(row.state) and row.last_moment > act.now:
            _changed_call(act, bid, "call_off")
            tell_bidders(act, bid, "feedback_call_ended", tender, call_id=row.id, by_buyer=True)


def _changed_call(act: Act, bid: Bid, verb: str) -> FeedbackCall:
    row = call_about(bid.id)
    if row is None:
        raise NotThere("FeedbackCall")
    db.session.refresh(row, with_for_update=True)
    row.state = FEEDBACK_CALL.after(row.state, verb)
    before_changing(row.last_moment, act.now)
    _changed(act, row)
    return row


def _changed(act: Act, row: FeedbackCall) -> None:
    row.changed_at, row.changes = act.now, row.changes + 1
