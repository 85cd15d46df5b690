"""Questions about a tender: asked by suppliers, answered to everybody."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.queries.directory import organisations_as
from marketplace.tendering.actions import clarifications
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.clarifications import (
    answered,
    clarification_of,
    own_clarification,
    waiting,
    withdrawn,
)
from marketplace.tendering.queries.deadlines import is_over
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.forms import PageForm, PickField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.tendering.clarification import deadline_wanted
from procurement.tendering.tender import TenderState

pages = Blueprint("clarifications", __name__)


class AskForm(PageForm):
    organisation_id = PickField("For which organisation do you ask?")
    question = TextAreaField("Your question")


class AnswerForm(PageForm):
    answer = TextAreaField("Your answer, to everybody")


@pages.route("/tenders/<uuid:tender_id>/ask", methods=["GET", "POST"])
@signed_in
def ask(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "clarification.ask")
    form = AskForm()
    suppliers = organisations_as(actor(), Role.BID_WRITER)
    form.organisation_id.choices = [(str(row.id), row.name) for row in suppliers]
    if form.accepts(
        lambda: clarifications.ask_clarification(
            actor(),
            tender_id,
            organisation_id=UUID(form.organisation_id.data),
            question=form.question.data or "",
        )
    ):
        say("Your question has been sent. You are told by e-mail when it is answered.")
        return redirect(url_for("tenders.show", tender_id=tender_id, _anchor="answers"))
    return page("tendering/clarifications/ask.html", tender=tender, form=form)


@pages.get("/tenders/<uuid:tender_id>/questions")
@signed_in
def inbox(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "clarification.answer")
    return page(
        "tendering/clarifications/questions.html",
        tender=tender,
        is_over=_is_over(tender),
        waiting=waiting(tender_id),
        answered=answered(tender_id),
        withdrawn=withdrawn(tender_id),
    )


@pages.route(
    "/tenders/<uuid:tender_id>/questions/<uuid:clarification_id>/answer", methods=["GET", "POST"]
)
@signed_in
def answer(tender_id: UUID, clarification_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "clarification.answer")
    clarification = get_or_404(clarification_of(tender_id, clarification_id))
    form = AnswerForm()
    if form.accepts(
        lambda: clarifications.answer_clarification(
            actor(), tender_id, clarification_id=clarification_id, answer=form.answer.data or ""
        )
    ):
        say("Question and answer are published to everybody.")
        return redirect(url_for("clarifications.inbox", tender_id=tender_id))
    assert tender.closes_at is not None
    return page(
        "tendering/clarifications/answer.html",
        tender=tender,
        clarification=clarification,
        form=form,
        is_over=_is_over(tender),
        deadline_wanted=deadline_wanted(tender.closes_at, clock.now()),
    )


def _is_over(tender: Tender) -> bool:
    return tender.state is not TenderState.PUBLISHED or is_over(tender, clock.now())


@pages.post("/tenders/<uuid:tender_id>/questions/<uuid:clarification_id>/withdraw")
@signed_in
def withdraw(tender_id: UUID, clarification_id: UUID) -> ResponseReturnValue:
    clarification = get_or_404(own_clarification(actor(), tender_id, clarification_id))
    clarifications.withdraw_clarification(actor(), clarification.id)
    say("Your question is withdrawn. It will not be answered.")
    return redirect(url_for("tenders.show", tender_id=tender_id, _anchor="answers"))
