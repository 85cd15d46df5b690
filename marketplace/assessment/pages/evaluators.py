"""The panel of one tender: appoint, remove, approve."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.assessment.actions import evaluators
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.pages.evaluations import assessed_tender
from marketplace.assessment.queries.evaluators import appointment_of, panel_of
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.queries.people import names_of_people, people_as
from marketplace.web.forms import PageForm, PickField
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("evaluators", __name__, url_prefix="/evaluations")


class AppointForm(PageForm):
    person_id = PickField("Colleague")


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
            actor(), tender.id, person_id=UUID(form.person_id.data)
        )
    ):
        say(f"{names[UUID(form.person_id.data)]} is on the panel and has been told by e-mail.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/evaluators/appoint.html", tender=tender, form=form)


@pages.post("/<uuid:tender_id>/remove/<uuid:evaluator_id>")
@signed_in
def remove(tender_id: UUID, evaluator_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    evaluators.remove_evaluator(actor(), tender.id, evaluator_id=evaluator_id)
    say("That person is no longer on the panel.")
    return redirect(url_for("evaluations.show", tender_id=tender.id))


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
