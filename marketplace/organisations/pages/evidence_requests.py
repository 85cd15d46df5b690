"""Asking an enterprise for evidence that it is a social enterprise, and its answer."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine.access import may
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.organisations.actions import evidence_requests
from marketplace.organisations.pages.organisations import managed_organisation, visible_organisation
from marketplace.organisations.queries.evidence_requests import open_request_of
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("evidence_requests", __name__)


class SendForm(PageForm):
    reason = TextAreaField(
        "What is missing?", [Needed("Say what is missing: the organisation will read it.")]
    )


class AnswerForm(PageForm):
    answer = TextAreaField(
        "Where does the broker find it?",
        [Needed("Say where the broker finds it, or why there is none.")],
    )


@pages.route("/organisations/<uuid:organisation_id>/evidence/ask", methods=["GET", "POST"])
@signed_in
def send(organisation_id: UUID) -> ResponseReturnValue:
    organisation = visible_organisation(organisation_id)
    if not may(actor(), "evidence_request.send", organisation):
        raise NotAllowed("evidence_request.send")
    form = SendForm()
    if form.accepts(
        lambda: evidence_requests.send_evidence_request(
            actor(), organisation.id, reason=form.reason.data
        )
    ):
        say(
            f"{organisation.name} is asked by e-mail. It comes back to the desk once it has answered."
        )
        return redirect(url_for("verifications.desk"))
    return page(
        "organisations/evidence_requests/send.html",
        form=form,
        organisation=organisation,
        asked=open_request_of(organisation.id),
    )


@pages.route("/organisations/<uuid:organisation_id>/evidence", methods=["GET", "POST"])
@signed_in
def answer(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "document.add")
    request = open_request_of(organisation.id)
    if request is None:
        raise NotThere("EvidenceRequest")
    form = AnswerForm()
    if form.accepts(
        lambda: evidence_requests.answer_evidence_request(
            actor(), request.id, answer=form.answer.data
        )
    ):
        say("The broker is told.")
        return redirect(url_for("organisations.show", organisation_id=organisation.id))
    return page(
        "organisations/evidence_requests/answer.html",
        form=form,
        organisation=organisation,
        asked=request,
    )
