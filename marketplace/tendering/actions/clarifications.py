"""What a supplier asks about a tender, and what everybody is answered."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotAllowed, NotThere
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.models.tenders import Clarification, Tender
from procurement.ground.calendar import in_london_words
from procurement.ground.refusal import Refusal
from procurement.tendering.clarification import (
    CLARIFICATION,
    ClarificationFacts,
    ClarificationState,
    askable,
    before_answering,
    deadline_wanted,
)
from procurement.tendering.tender import TenderState


@action("clarification.ask")
def ask_clarification(
    act: Act, tender: Tender, *, organisation_id: UUID, question: str
) -> Clarification:
    """Ask until the deadline for questions; the buyer does not learn who asked."""
    if organisation_id not in act.actor.organisations_as(Role.BID_WRITER):
        raise NotAllowed("clarification.ask")
    _is_published(tender)
    assert tender.questions_until is not None
    asker = db.session.get_one(Organisation, organisation_id)
    askable(question, (asker.name,), tender.questions_until, act.now)
    row = act.add(
        Clarification(
            tender_id=tender.id,
            organisation_id=organisation_id,
            question=question.strip(),
            asked_at=act.now,
        )
    )
    act.note(clarification_id=row.id)
    for person_id in people_of([tender.buyer_id], Role.BUYER):
        act.notify(
            person_id,
            "question_asked",
            tender_id=tender.id,
            title=tender.title,
            question=row.question,
        )
    return row


@action("clarification.answer")
def answer_clarification(
    act: Act, tender: Tender, *, clarification_id: UUID, answer: str
) -> Clarification:
    """Publish question and answer together, to everybody at once, without the asker's name."""
    row = db.session.get(Clarification, clarification_id, with_for_update=True)
    if row is None or row.tender_id != tender.id:
        raise NotThere("Clarification")
    _is_published(tender)
    assert tender.closes_at is not None
    if row.state is ClarificationState.PUBLISHED:
        raise Refusal("This question has been answered already.")
    state = CLARIFICATION.after(row.state, "answer")
    asker = db.session.get_one(Organisation, row.organisation_id)
    before_answering(
        ClarificationFacts(row.question, answer, (asker.name,)), tender.closes_at, act.now
    )
    row.state, row.answer, row.answered_at = state, answer.strip(), act.now
    wanted = deadline_wanted(tender.closes_at, act.now)
    act.note(clarification_id=row.id, deadline_wanted=wanted)
    for person_id in people_of([row.organisation_id], Role.BID_WRITER):
        act.notify(
            person_id,
            "question_answered",
            tender_id=tender.id,
            title=tender.title,
            question=row.question,
            answer=row.answer,
            closes=in_london_words(tender.closes_at),
        )
    return row


@action("clarification.withdraw")
def withdraw_clarification(act: Act, question: Clarification) -> None:
    """Take a question back before it is answered; the buyer still does not learn who asked."""
    question.state = CLARIFICATION.after(question.state, "withdraw")


def _is_published(tender: Tender) -> None:
    if tender.state is not TenderState.PUBLISHED:
        raise Refusal("Questions are asked and answered while a tender is open.")
