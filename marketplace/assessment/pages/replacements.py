"""A chance to replace somebody: the buyer gives it and decides, the bidder answers."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField, TextAreaField

from marketplace.assessment.actions import replacements
from marketplace.assessment.models.condition_checks import Replacement, replacements_put_to
from marketplace.assessment.pages.condition_checks import check_shown
from marketplace.assessment.queries.condition_checks import may_be_decided
from marketplace.assessment.queries.replacements import is_about_member, tender_of_bid
from marketplace.web.forms import Needed, PageForm, TextField, WholeNumberField
from marketplace.web.tools import actor, get_or_404, page, row_or_404, say, signed_in
from procurement.assessment.condition_check import CheckStanding
from procurement.assessment.replacement import REPLACEMENT
from procurement.tendering.tender import TenderState

pages = Blueprint("replacements", __name__)


class OfferForm(PageForm):
    words = TextAreaField("What does the bidder have to do?")
    working_days = WholeNumberField("How many working days does it have?")


class DecideForm(PageForm):
    decision = RadioField(
        "What do you decide?",
        validators=[Needed("Choose what you decide.")],
        choices=[
            ("accept", "Whoever comes in fits: this no longer stands in the way of the bid"),
            ("refuse", "Nobody comes in who fits: the bid is disregarded"),
        ],
    )
    reason = TextAreaField("Reason")


class AnswerForm(PageForm):
    replaces = RadioField(
        "Do you replace them?",
        validators=[Needed("Choose whether you replace them.")],
        choices=[("yes", "Yes, by somebody else"), ("no", "No")],
    )
    who = TextField("Who comes in?")
    answer = TextAreaField("What does the buyer need to know?")


@pages.route(
    "/evaluations/<uuid:tender_id>/checks/<uuid:check_id>/replacement", methods=["GET", "POST"]
)
@signed_in
def offer(tender_id: UUID, check_id: UUID) -> ResponseReturnValue:
    assessment, bid, check = check_shown(tender_id, check_id)
    tender, form = assessment.tender, OfferForm()
    if form.accepts(
        lambda: replacements.offer_replacement(
            actor(),
            tender.id,
            check_id=check.id,
            words=(form.words.data or "").strip(),
            working_days=form.working_days.data,
        )
    ):
        say(
            f"{assessment.name_of(bid.id)} has been told by e-mail, and can answer until the end "
            f"of {form.result.reply_by:%A %-d %B %Y}."
        )
        return redirect(url_for("condition_checks.show", tender_id=tender.id, bid_id=bid.id))
    return page(
        "assessment/replacements/offer.html",
        tender=tender,
        bid=bid,
        name=assessment.name_of(bid.id),
        check=check,
        is_owed=check.standing is CheckStanding.CHANCE_OWED and may_be_decided(assessment),
        form=form,
    )


@pages.route(
    "/evaluations/<uuid:tender_id>/checks/<uuid:check_id>/replacements/<uuid:replacement_id>",
    methods=["GET", "POST"],
)
@signed_in
def decide(tender_id: UUID, check_id: UUID, replacement_id: UUID) -> ResponseReturnValue:
    assessment, bid, check = check_shown(tender_id, check_id)
    tender, row = assessment.tender, row_or_404(check.chances, replacement_id)
    form = DecideForm()
    if form.accepts(lambda: _decided(tender.id, row.id, form)):
        say("The decision is on record. The bidder has been told by e-mail.")
        return redirect(url_for("condition_checks.show", tender_id=tender.id, bid_id=bid.id))
    return page(
        "assessment/replacements/decide.html",
        tender=tender,
        bid=bid,
        name=assessment.name_of(bid.id),
        check=check,
        chance=row,
        is_open=bool(REPLACEMENT.verbs(row.state)) and may_be_decided(assessment),
        form=form,
    )


@pages.route("/replacements/<uuid:replacement_id>", methods=["GET", "POST"])
@signed_in
def answer(replacement_id: UUID) -> ResponseReturnValue:
    row = get_or_404(replacements_put_to(actor()).where(Replacement.id == replacement_id))
    said = {None: None, True: "yes", False: "no"}[row.replaces]
    form = AnswerForm(data={"replaces": said, "who": row.who, "answer": row.answer})
    tender = tender_of_bid(row.bid_id)
    if form.accepts(
        lambda: replacements.answer_replacement(
            actor(),
            row.bid_id,
            replacement_id=row.id,
            replaces=form.replaces.data == "yes",
            who=form.who.data,
            answer=(form.answer.data or "").strip(),
        )
    ):
        say("Your answer is with the buyer. You can change it until the buyer decides.")
        return redirect(url_for("replacements.answer", replacement_id=row.id))
    return page(
        "assessment/replacements/answer.html",
        tender=tender,
        chance=row,
        is_about_member=is_about_member(row),
        is_open="answer" in REPLACEMENT.verbs(row.state) and tender.state is TenderState.OPENED,
        form=form,
    )


def _decided(tender_id: UUID, replacement_id: UUID, form: DecideForm) -> None:
    decide = {"accept": replacements.accept_replacement, "refuse": replacements.refuse_replacement}
    decide[form.decision.data](
        actor(),
        tender_id,
        replacement_id=replacement_id,
        reason=(form.reason.data or "").strip(),
    )
