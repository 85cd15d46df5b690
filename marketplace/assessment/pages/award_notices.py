"""The award is published: with the number of its notice where one is owed."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.assessment.actions import awards
from marketplace.assessment.actions.standstills import promise_standstill
from marketplace.assessment.pages.reading import awarded_tender
from marketplace.assessment.queries.awards import may_promise
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.tendering.pages.published_form import PublishedForm
from marketplace.tendering.queries.official_notices import is_notice_owed
from marketplace.web.forms import Needed, PageForm, WholeNumberField
from marketplace.web.tools import actor, page, say, signed_in
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import STANDSTILL_WORKING_DAYS
from procurement.tendering.regime import LONGEST_PROMISED

pages = Blueprint("award_notices", __name__)


class StandstillForm(PageForm):
    choice = RadioField(
        "Do you stand still?",
        [Needed("Choose whether you stand still.")],
        choices=[("yes", "Yes, for some working days"), ("no", "No")],
    )
    days = WholeNumberField("For how many working days?")


@pages.route("/tenders/<uuid:tender_id>/standstill", methods=["GET", "POST"])
@signed_in
def promise(tender_id: UUID) -> ResponseReturnValue:
    """A standstill that the law does not ask for."""
    tender = awarded_tender(tender_id)
    if not may_promise(tender, clock.today()):
        raise NotThere("Standstill")
    form = StandstillForm()
    if form.accepts(lambda: promise_standstill(actor(), tender.id, days=_days(form))):
        say("Your choice is on record. It is published with the award.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page(
        "assessment/award_notices/promise.html",
        tender=tender,
        form=form,
        is_full=is_notice_owed("UK6", tender, clock.now()),
        least=STANDSTILL_WORKING_DAYS,
        most=LONGEST_PROMISED,
    )


def _days(form: StandstillForm) -> int | None:
    if form.choice.data == "no":
        return None
    if form.days.data is None:
        raise Refusal("Enter for how many working days.", field="days")
    days: int = form.days.data
    return days


@pages.route("/tenders/<uuid:tender_id>/publish-award", methods=["GET", "POST"])
@signed_in
def publish(tender_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    form = PublishedForm()
    if form.accepts(lambda: awards.publish_award(actor(), tender.id, published=form.published)):
        say("The award is published: everybody can read it on the tender’s page.")
        return redirect(url_for("awards.show", tender_id=tender.id))
    return page(
        "assessment/award_notices/publish.html",
        tender=tender,
        form=form,
        is_notified=is_notice_owed("UK6", tender, clock.now()),
    )
