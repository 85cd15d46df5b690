"""What a bidder says of the conditions of participation and assures, and what the buyer decides."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, RadioField, TextAreaField

from marketplace.assessment.actions import condition_checks
from marketplace.assessment.actions.impartiality import require_impartial_reader
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.condition_checks import (
    Check,
    check_among,
    checks_of,
    clearable,
    is_covered,
    may_be_decided,
    said_of_itself,
)
from marketplace.bidding.models.bids import Bid
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, page, row_or_404, say, signed_in
from procurement.assessment.condition_check import CheckStanding, Finding, findings_for

pages = Blueprint("condition_checks", __name__, url_prefix="/evaluations")


class DecideForm(PageForm):
    finding = RadioField("What do you decide?", validators=[Needed("Choose what you decide.")])
    reason = TextAreaField("Reason")


class ClearForm(PageForm):
    is_confirmed = BooleanField("I have looked at each of them, and this is so")


@pages.get("/<uuid:tender_id>/bids/<uuid:bid_id>/conditions")
@signed_in
def show(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender, bid_id)
    bid = row_or_404(assessment.bids, bid_id)
    checks = checks_of(assessment, [bid])[bid.id]
    return page(
        "assessment/condition_checks/show.html",
        tender=tender,
        bid=bid,
        name=assessment.name_of(bid.id),
        conditions=assessment.conditions,
        said=said_of_itself(assessment, [bid])[bid.id],
        checks=checks,
        clearable=clearable(checks),
        is_open=may_be_decided(assessment),
        is_covered=is_covered(assessment, clock.today()),
    )


@pages.route("/<uuid:tender_id>/checks/<uuid:check_id>", methods=["GET", "POST"])
@signed_in
def decide(tender_id: UUID, check_id: UUID) -> ResponseReturnValue:
    assessment, bid, check = check_shown(tender_id, check_id)
    tender, form = assessment.tender, DecideForm()
    form.finding.choices = [(str(one), one.in_words) for one in findings_for(check.row.about)]
    if form.accepts(
        lambda: condition_checks.decide_condition_check(
            actor(),
            tender.id,
            check_id=check.id,
            finding=Finding(form.finding.data),
            reason=(form.reason.data or "").strip(),
        )
    ):
        say(_DECIDED[form.result])
        if form.result is CheckStanding.CHANCE_OWED:
            return redirect(url_for("replacements.offer", tender_id=tender.id, check_id=check.id))
        return redirect(url_for("condition_checks.show", tender_id=tender.id, bid_id=bid.id))
    return page(
        "assessment/condition_checks/decide.html",
        tender=tender,
        bid=bid,
        name=assessment.name_of(bid.id),
        check=check,
        is_open=may_be_decided(assessment),
        is_covered=is_covered(assessment, clock.today()),
        form=form,
    )


@pages.route("/<uuid:tender_id>/bids/<uuid:bid_id>/conditions/clear", methods=["GET", "POST"])
@signed_in
def clear(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    """Decide all that is open at once, each of it named."""
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_read(tender, bid_id)
    bid = row_or_404(assessment.bids, bid_id)
    form = ClearForm()
    if form.accepts(
        lambda: condition_checks.clear_condition_checks(
            actor(), tender.id, bid_id=bid.id, is_confirmed=form.is_confirmed.data
        )
    ):
        say("What was open is decided: nothing of it stands in the way of this bid.")
        return redirect(url_for("condition_checks.show", tender_id=tender.id, bid_id=bid.id))
    checks = checks_of(assessment, [bid])[bid.id]
    return page(
        "assessment/condition_checks/clear.html",
        tender=tender,
        bid=bid,
        name=assessment.name_of(bid.id),
        clearable=clearable(checks),
        form=form,
    )


def check_shown(tender_id: UUID, check_id: UUID) -> tuple[Assessment, Bid, Check]:
    """A check with its bid, for the buyer; or 404."""
    assessment = assessment_of(assessed_tender(tender_id, for_buyer=True))
    check = check_among(checks_of(assessment, assessment.bids), check_id)
    if check is None:
        raise NotThere(ConditionCheck.__name__)
    require_impartial_reader(actor(), assessment, check.row.bid_id)
    return assessment, assessment.bid(check.row.bid_id), check


_DECIDED = {
    CheckStanding.IN: "The decision is on record.",
    CheckStanding.OUT: "The decision is on record, and the bid is disregarded for it.",
    CheckStanding.CHANCE_OWED: "The decision is on record. Now give the bidder its chance to "
    "replace: the bid is not left out before that is over.",
    CheckStanding.CHANCE_GIVEN: "The decision is on record. The bidder has been given a chance to "
    "replace, and the bid is not left out before that is over.",
}
