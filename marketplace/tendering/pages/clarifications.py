"""Questions about a tender: asked by suppliers, answered to everybody."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from wtforms import SelectField, TextAreaField

from marketplace.engine import clock, db
from marketplace.engine.access import Role, may
from marketplace.engine.act import NotAllowed
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.actions import clarifications
from marketplace.tendering.models.tenders import Clarification, Tender, tenders_visible_to
from marketplace.tendering.queries.clarifications import (
    answered,
    clarifications_asked_by,
    waiting,
    withdrawn,
)
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.tendering.clarification import deadline_wanted

pages = Blueprint("clarifications", __name__)


class AskForm(PageForm):
    organisation_id = SelectField("For which organisation do you ask?")
    question = TextAreaField("Your question")


class AnswerForm(PageForm):
    answer = TextAreaField("Your answer, to everybody")


@pages.route("/tenders/<uuid:tender_id>/ask", methods=["GET", "POST"])
@signed_in
def ask(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, "clarification.ask")
    form = AskForm()
    form.organisation_id.choices = _suppliers()
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
    tender = _tender(tender_id, "clarification.answer")
    return page(
        "tendering/clarifications/questions.html",
        tender=tender,
        waiting=waiting(tender_id),
        answered=answered(tender_id),
        withdrawn=withdrawn(tender_id),
    )


@pages.route(
    "/tenders/<uuid:tender_id>/questions/<uuid:clarification_id>/answer", methods=["GET", "POST"]
)
@signed_in
def answer(tender_id: UUID, clarification_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id, "clarification.answer")
    one = get_or_404(
        select(Clarification).where(
            Clarification.id == clarification_id, Clarification.tender_id == tender_id
        )
    )
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
        one=one,
        form=form,
        deadline_wanted=deadline_wanted(tender.closes_at, clock.now()),
    )


@pages.post("/tenders/<uuid:tender_id>/questions/<uuid:clarification_id>/withdraw")
@signed_in
def withdraw(tender_id: UUID, clarification_id: UUID) -> ResponseReturnValue:
    clarification = get_or_404(
        clarifications_asked_by(actor()).where(
            Clarification.id == clarification_id, Clarification.tender_id == tender_id
        )
    )
    clarifications.withdraw_clarification(actor(), clarification.id)
    say("Your question is withdrawn. It will not be answered.")
    return redirect(url_for("tenders.show", tender_id=tender_id, _anchor="answers"))


def _tender(tender_id: UUID, right: str) -> Tender:
    tender = get_or_404(tenders_visible_to(actor()).where(Tender.id == tender_id))
    if not may(actor(), right, tender):
        raise NotAllowed(right)
    return tender


def _suppliers() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(actor().organisations_as(Role.BID_WRITER)))
        .order_by(Organisation.name)
    )
    return [(str(row[0]), row[1]) for row in rows]
