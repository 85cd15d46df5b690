"""The panel of one tender: appoint, remove, approve."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.assessment.actions import evaluators
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.pages.reading import assessed_tender
from marketplace.assessment.queries.evaluators import appointment_of, is_scored_already, panel_of
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.queries.people import names_of_people, people_as
from marketplace.web.forms import PageForm, PickField
from marketplace.web.tools import actor, page, row_or_404, say, signed_in

pages = Blueprint("evaluators", __name__, url_prefix="/evaluations")


class AppointForm(PageForm):
    person_id = PickField("Colleague")
    reason = TextAreaField("Why does somebody join now?")


class RemoveForm(PageForm):
    reason = TextAreaField("Why does this person leave the panel?")


@pages.route("/<uuid:tender_id>/appoint", methods=["GET", "POST"])
@signed_in
def appoint(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    on_panel = {evaluator.person_id for evaluator in panel_of(tender.id)}
    names = names_of_people(people_as(tender.buyer_id, Role.EVALUATOR))
    form = AppointForm()
    form.person_id.choices = [
        (str(key), name) for key, name in names.items() if key not in on_panel
    ]
    if form.accepts(
        lambda: evaluators.appoint_evaluator(
            actor(),
            tender.id,
            person_id=UUID(form.person_id.data),
            reason=form.reason.data or "",
        )
    ):
        say(f"{names[UUID(form.person_id.data)]} is on the panel and has been told by e-mail.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page(
        "assessment/evaluators/appoint.html",
        tender=tender,
        form=form,
        is_scored=is_scored_already(tender.id),
    )


@pages.route("/<uuid:tender_id>/remove/<uuid:evaluator_id>", methods=["GET", "POST"])
@signed_in
def remove(tender_id: UUID, evaluator_id: UUID) -> ResponseReturnValue:
    """At once before the first score; with a reason after it."""
    tender = assessed_tender(tender_id, for_buyer=True)
    evaluator = row_or_404(panel_of(tender.id), evaluator_id)
    form = RemoveForm()
    if form.accepts(
        lambda: evaluators.remove_evaluator(
            actor(), tender.id, evaluator_id=evaluator_id, reason=form.reason.data or ""
        )
    ):
        say("That person is no longer on the panel.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page(
        "assessment/evaluators/remove.html",
        tender=tender,
        form=form,
        name=names_of_people([evaluator.person_id]).get(evaluator.person_id, "A former colleague"),
        is_scored=is_scored_already(tender.id),
    )


@pages.post("/<uuid:tender_id>/approve")
@signed_in
def approve(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    evaluators.approve_scores(actor(), tender.id)
    say("You have approved the panel’s record.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


def _my_appointment(tender_id: UUID) -> Evaluator:
    appointment = appointment_of(actor(), tender_id)
    if appointment is None:
        raise NotAllowed("bid.score")
    return appointment
