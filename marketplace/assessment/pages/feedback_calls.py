"""Calls about the result: the buyer offers times, a bidder takes one; each has it in a calendar."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from icalendar import STATUS, Event
from wtforms import RadioField, SelectMultipleField

from marketplace.assessment.actions import feedback_calls
from marketplace.assessment.models.feedback_calls import (
    FeedbackCall,
    calls_offered_to,
    calls_visible_to,
)
from marketplace.assessment.pages.reading import awarded_tender
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.feedback_calls import (
    CallShown,
    call_shown,
    calls_about,
    times_left,
    told_bids,
)
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.engine.shown import moment
from marketplace.tendering.pages.timetables import calendar_file, calendar_of
from marketplace.web.forms import MomentField, Needed, PageForm, TextField, WholeNumberField
from marketplace.web.tools import actor, get_or_404, id_in, page, say, signed_in
from procurement.assessment.feedback_call import FEEDBACK_CALL, MOST_TIMES, CallState
from procurement.ground.refusal import Refusal

pages = Blueprint("feedback_calls", __name__)

_MINUTES = 30


class OfferForm(PageForm):
    bid_ids = SelectMultipleField("Whom do you offer a call?", validate_choice=False)
    times = MomentField("First time")
    time_2 = MomentField("Second time, if you like")
    time_3 = MomentField("Third time, if you like")
    time_4 = MomentField("Fourth time, if you like")
    minutes = WholeNumberField("How many minutes does it last?")
    how = TextField("How do you speak?")

    @property
    def moments(self) -> list[datetime]:
        """The times that were filled in."""
        typed = [self.times.data, *(self[f"time_{n}"].data for n in range(2, MOST_TIMES + 1))]
        return [one for one in typed if one is not None]


class TakeForm(PageForm):
    begins_at = RadioField("When do you speak?", [Needed("Choose a time.")], validate_choice=False)

    @property
    def moment(self) -> datetime:
        try:
            return datetime.fromisoformat(self.begins_at.data)
        except ValueError as fault:
            raise Refusal("Choose one of the times.", field="begins_at") from fault


@pages.get("/tenders/<uuid:tender_id>/feedback-calls")
@signed_in
def index(tender_id: UUID) -> ResponseReturnValue:
    tender, now = awarded_tender(tender_id), clock.now()
    told = told_bids(tender.id)
    calls = calls_about([bid.id for bid in told])
    return page(
        "assessment/feedback_calls/index.html",
        tender=tender,
        assessment=assessment_of(tender),
        told=told,
        calls=calls,
        left=times_left(tender.id, calls.values(), now),
        now=now,
    )


@pages.route("/tenders/<uuid:tender_id>/feedback-calls/offer", methods=["GET", "POST"])
@signed_in
def offer(tender_id: UUID) -> ResponseReturnValue:
    """The bidders that were told their result, any of them."""
    tender = awarded_tender(tender_id)
    assessment, told = assessment_of(tender), told_bids(tender.id)
    form = OfferForm(data={"minutes": _MINUTES})
    form.bid_ids.choices = [(str(bid.id), assessment.name_of(bid.id)) for bid in told]
    if form.accepts(lambda: _offered(tender_id, form)):
        say("The times are offered, and the bidders are told by e-mail.")
        return redirect(url_for("feedback_calls.index", tender_id=tender.id))
    return page("assessment/feedback_calls/offer.html", tender=tender, told=told, form=form)


@pages.post("/tenders/<uuid:tender_id>/feedback-calls/<uuid:bid_id>/call-off")
@signed_in
def call_off(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    feedback_calls.call_off_feedback_call(actor(), tender.id, bid_id=bid_id)
    say("The call is off. The bidder is told by e-mail.")
    return redirect(url_for("feedback_calls.index", tender_id=tender.id))


@pages.route("/feedback-calls/<uuid:call_id>", methods=["GET", "POST"])
@signed_in
def answer(call_id: UUID) -> ResponseReturnValue:
    """What a bidder is offered: it takes a time, or another one, or wants no call."""
    call = get_or_404(calls_offered_to(actor()).where(FeedbackCall.id == call_id))
    shown, bid_id, form, now = call_shown(call), call.bid_id, TakeForm(), clock.now()
    left = times_left(shown.tender.id, [call], now)[bid_id]
    form.begins_at.choices = [(one.isoformat(), moment(one)) for one in left]
    if form.accepts(
        lambda: feedback_calls.take_feedback_call(actor(), bid_id, begins_at=form.moment)
    ):
        say("The time is agreed. Both sides are told by e-mail.")
        return redirect(url_for("feedback_calls.answer", call_id=call_id))
    return page(
        "assessment/feedback_calls/answer.html",
        shown=shown,
        form=form,
        is_open="take" in FEEDBACK_CALL.verbs(call.state) and call.last_moment > now,
    )


@pages.post("/feedback-calls/<uuid:call_id>/decline")
@signed_in
def decline(call_id: UUID) -> ResponseReturnValue:
    call = get_or_404(calls_offered_to(actor()).where(FeedbackCall.id == call_id))
    feedback_calls.decline_feedback_call(actor(), call.bid_id)
    say("There is no call. The buyer is told by e-mail.")
    return redirect(url_for("feedback_calls.answer", call_id=call_id))


@pages.get("/feedback-calls/<uuid:call_id>/call.ics")
@signed_in
def calendar(call_id: UUID) -> ResponseReturnValue:
    """For either side (RFC 5545): taken in again after a change, the entry moves, or is called off."""
    call = get_or_404(calls_visible_to(actor()).where(FeedbackCall.id == call_id))
    if call.begins_at is None:
        raise NotThere("FeedbackCall")
    shown = call_shown(call)
    told = calendar_of(shown.tender.title, str(call_id))
    told.method = "PUBLISH" if call.state is CallState.TAKEN else "CANCEL"
    told.add_component(_event(shown, call.begins_at))
    return calendar_file(told, f"call-{call_id}")


def _event(shown: CallShown, begins_at: datetime) -> Event:
    call = shown.call
    is_on = call.state is CallState.TAKEN
    return Event.new(
        uid=f"feedback-call-{call.id}",
        summary=f"Call about the result: {shown.tender.title}",
        description=f"{shown.buyer} and {shown.bidder}. How you speak: {call.how}",
        start=begins_at,
        end=begins_at + timedelta(minutes=call.minutes),
        stamp=call.changed_at,
        sequence=call.changes,
        status=STATUS.CONFIRMED if is_on else STATUS.CANCELLED,
        url=url_for("feedback_calls.calendar", call_id=call.id, _external=True),
    )


def _offered(tender_id: UUID, form: OfferForm) -> None:
    chosen = filter(None, map(id_in, form.bid_ids.data or []))
    if form.minutes.data is None:
        raise Refusal("Enter how many minutes it lasts.", field="minutes")
    feedback_calls.offer_feedback_call(
        actor(),
        tender_id,
        bid_ids=set(chosen),
        times=form.moments,
        minutes=form.minutes.data,
        how=form.how.data or "",
    )
