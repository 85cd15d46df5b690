"""Prices that seem abnormally low: the buyer asks and decides, the bidder explains."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.assessment.actions import price_enquiries
from marketplace.assessment.models.price_enquiries import PriceEnquiry, enquiries_put_to
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.condition_checks import is_covered
from marketplace.assessment.queries.price_enquiries import (
    enquiries_about,
    prices_offered,
    put_to_bidder,
)
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.web.forms import DayField, Needed, PageForm
from marketplace.web.tools import actor, get_or_404, page, row_or_404, say, signed_in
from procurement.assessment.abnormally_low import PRICE_ENQUIRY

pages = Blueprint("price_enquiries", __name__)


class AskForm(PageForm):
    question = TextAreaField("What should the supplier explain?")
    reply_by = DayField(
        "Until when can the supplier answer?", [Needed("Enter the last day for an answer.")]
    )


class DecideForm(PageForm):
    decision = RadioField(
        "What do you decide?",
        validators=[Needed("Choose what you decide.")],
        choices=[
            ("accept", "The supplier has shown that it can perform for this price: the bid counts"),
            ("refuse", "It has not: the bid is disregarded for this lot"),
        ],
    )
    reason = TextAreaField("Reason")


class AnswerForm(PageForm):
    answer = TextAreaField("Your explanation")


@pages.get("/evaluations/<uuid:tender_id>/prices")
@signed_in
def index(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    return page(
        "assessment/price_enquiries/index.html",
        tender=tender,
        lots=assessment.lots,
        prices=prices_offered(assessment),
        is_covered=is_covered(assessment, clock.today()),
        today=clock.today(),
    )


@pages.route(
    "/evaluations/<uuid:tender_id>/prices/<uuid:lot_id>/<uuid:bid_id>", methods=["GET", "POST"]
)
@signed_in
def ask(tender_id: UUID, lot_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    lot = row_or_404(assessment.lots, lot_id)
    offers = [row for row in prices_offered(assessment)[lot.id] if row.bid_id == bid_id]
    if not offers or offers[0].enquiry is not None:
        raise NotThere("PriceEnquiry")
    form = AskForm()
    if form.accepts(
        lambda: price_enquiries.send_price_enquiry(
            actor(),
            tender.id,
            bid_id=bid_id,
            lot_id=lot.id,
            question=(form.question.data or "").strip(),
            reply_by=form.reply_by.data,
        )
    ):
        say(f"{offers[0].name} is asked about its price and has been told by e-mail.")
        return redirect(url_for("price_enquiries.index", tender_id=tender.id))
    return page(
        "assessment/price_enquiries/ask.html", tender=tender, lot=lot, offer=offers[0], form=form
    )


@pages.route(
    "/evaluations/<uuid:tender_id>/price-enquiries/<uuid:enquiry_id>", methods=["GET", "POST"]
)
@signed_in
def decide(tender_id: UUID, enquiry_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender)
    row = row_or_404(enquiries_about(lot.id for lot in assessment.lots), enquiry_id)
    lot = row_or_404(assessment.lots, row.lot_id)
    form = DecideForm()
    if form.accepts(lambda: _decided(tender.id, row.id, form)):
        say("The decision is on record. The supplier has been told by e-mail.")
        return redirect(url_for("price_enquiries.index", tender_id=tender.id))
    return page(
        "assessment/price_enquiries/decide.html",
        tender=tender,
        lot=lot,
        name=assessment.name_of(row.bid_id),
        price=assessment.prices[row.bid_id, lot.id].price,
        enquiry=row,
        is_open=bool(PRICE_ENQUIRY.verbs(row.state)),
        form=form,
    )


@pages.route("/price-enquiries/<uuid:enquiry_id>", methods=["GET", "POST"])
@signed_in
def answer(enquiry_id: UUID) -> ResponseReturnValue:
    row = get_or_404(enquiries_put_to(actor()).where(PriceEnquiry.id == enquiry_id))
    form = AnswerForm(data={"answer": row.answer})
    if form.accepts(
        lambda: price_enquiries.answer_price_enquiry(
            actor(), row.bid_id, enquiry_id=row.id, answer=(form.answer.data or "").strip()
        )
    ):
        say("Your explanation is with the buyer. You can add to it until the buyer decides.")
        return redirect(url_for("price_enquiries.answer", enquiry_id=row.id))
    return page(
        "assessment/price_enquiries/answer.html",
        put=put_to_bidder(row),
        is_open=bool(PRICE_ENQUIRY.verbs(row.state)),
        form=form,
    )


def _decided(tender_id: UUID, enquiry_id: UUID, form: DecideForm) -> None:
    reason = (form.reason.data or "").strip()
    if form.decision.data == "accept":
        price_enquiries.accept_price_enquiry(
            actor(), tender_id, enquiry_id=enquiry_id, reason=reason
        )
    else:
        price_enquiries.refuse_price_enquiry(
            actor(), tender_id, enquiry_id=enquiry_id, reason=reason
        )
