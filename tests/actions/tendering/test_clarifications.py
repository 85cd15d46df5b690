"""Questions about a tender: asked in time, answered to everybody, without who asked."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.tendering.actions import clarifications
from marketplace.tendering.models.tenders import Clarification, Tender
from marketplace.tendering.queries.clarifications import answered, asked_by, waiting, withdrawn
from procurement.ground.refusal import Refusal
from procurement.tendering.clarification import ClarificationState
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make
from tests.conftest import NOW


def ask(cast: Cast, tender: Tender, question: str = "May we use the day centre’s kitchen?"):
    return clarifications.ask_clarification(
        cast.baker, tender.id, organisation_id=cast.bakery.id, question=question
    )


def sent(template: str) -> list[Message]:
    jobs.run_due()
    return list(db.session.scalars(select(Message).where(Message.template == template)))


def test_a_question_reaches_the_buyer_without_who_asked(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    one = ask(cast, tender)
    assert [row.id for row in waiting(tender.id)] == [one.id]
    assert [row.id for row in asked_by(tender.id, [cast.bakery.id])] == [one.id]
    assert asked_by(tender.id, [cast.gardens.id]) == []
    (told,) = sent("question_asked")
    assert told.person_id == cast.buyer.person_id
    assert "kitchen" in told.body
    assert "Harbour" not in told.body


def test_an_answer_is_published_and_its_asker_is_told(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    key, one = tender.id, ask(cast, tender).id
    clarifications.answer_clarification(
        cast.buyer, key, clarification_id=one, answer="Yes, until noon."
    )
    assert [row.answer for row in answered(key)] == ["Yes, until noon."]
    assert waiting(key) == []
    assert db.session.get_one(Clarification, one).state is ClarificationState.PUBLISHED
    (told,) = sent("question_answered")
    assert told.person_id == cast.baker.person_id
    with pytest.raises(Refusal, match="answered already"):
        clarifications.answer_clarification(cast.buyer, key, clarification_id=one, answer="No.")


def test_a_question_that_shows_who_asks_is_refused(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    with pytest.raises(Refusal, match="Take “Harbour Bakery CIC” out") as no:
        ask(cast, tender, "May Harbour Bakery CIC use the kitchen?")
    assert no.value.field == "question"


def test_questions_end_at_their_deadline(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, questions_until=NOW + timedelta(days=3))
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    with pytest.raises(Refusal, match="Questions closed at"):
        ask(cast, tender)


def test_answers_end_at_the_deadline_for_bids(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, closes_at=NOW + timedelta(days=12))
    one = ask(cast, tender)
    clock.set_to(NOW + timedelta(days=12), stopped=True)
    with pytest.raises(Refusal, match="an answer cannot help any more"):
        clarifications.answer_clarification(
            cast.buyer, tender.id, clarification_id=one.id, answer="Yes."
        )


def test_nobody_asks_about_a_draft_or_in_anothers_name(cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with pytest.raises(Refusal, match="while a tender is open"):
        ask(cast, draft)
    tender = make.tender(cast.council)
    with pytest.raises(NotAllowed):
        clarifications.ask_clarification(
            cast.baker, tender.id, organisation_id=cast.gardens.id, question="Why?"
        )


def test_a_buyer_answers_the_questions_of_its_own_tender_only(cast: Cast, make: Make) -> None:
    one = ask(cast, make.tender(cast.council))
    other = make.tender(cast.council)
    with pytest.raises(NotThere):
        clarifications.answer_clarification(
            cast.buyer, other.id, clarification_id=one.id, answer="Yes."
        )
    with pytest.raises(NotAllowed):
        clarifications.answer_clarification(
            cast.baker, one.tender_id, clarification_id=one.id, answer="Yes."
        )


def test_an_answer_close_to_the_deadline_notes_that_more_time_is_wanted(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, closes_at=NOW + timedelta(days=12))
    one = ask(cast, tender)
    clock.set_to(NOW + timedelta(days=8), stopped=True)
    clarifications.answer_clarification(
        cast.buyer, tender.id, clarification_id=one.id, answer="Yes."
    )
    record = db.session.scalars(
        select(AuditRecord).where(AuditRecord.verb == "clarification.answer")
    ).one()
    assert record.after["deadline_wanted"] == "2026-12-07"
    assert db.session.get_one(Clarification, one.id).answered_at == clock.now()


def test_the_owner_of_the_buyer_does_not_ask_its_own_tender(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    owner = make.member(cast.council, Role.OWNER)
    with pytest.raises(NotAllowed):
        clarifications.ask_clarification(
            owner, tender.id, organisation_id=cast.council.id, question="Is there parking?"
        )
    both = make.joins(owner, cast.bakery, Role.BID_WRITER)
    with pytest.raises(NotAllowed):
        clarifications.ask_clarification(
            both, tender.id, organisation_id=cast.bakery.id, question="Is there parking?"
        )


def test_a_question_is_withdrawn_by_who_asked_and_by_nobody_else(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    one = ask(cast, tender)
    for other in (cast.buyer, cast.gardener, cast.stranger):
        with pytest.raises(NotAllowed):
            clarifications.withdraw_clarification(other, one.id)
    clarifications.withdraw_clarification(cast.baker, one.id)
    assert db.session.get_one(Clarification, one.id).state is ClarificationState.WITHDRAWN
    assert [row.id for row in withdrawn(tender.id)] == [one.id]
    assert [*waiting(tender.id), *answered(tender.id), *asked_by(tender.id, [cast.bakery.id])] == []


def test_a_withdrawn_question_is_not_answered_and_an_answered_one_not_withdrawn(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    key, gone, kept = tender.id, ask(cast, tender).id, ask(cast, tender, "Is there parking?").id
    clarifications.withdraw_clarification(cast.baker, gone)
    with pytest.raises(Refusal, match="This question is withdrawn, so it cannot be answered now"):
        clarifications.answer_clarification(cast.buyer, key, clarification_id=gone, answer="Yes.")
    clarifications.answer_clarification(cast.buyer, key, clarification_id=kept, answer="Yes.")
    with pytest.raises(Refusal, match="This question is published, so it cannot be withdrawn now"):
        clarifications.withdraw_clarification(cast.baker, kept)
    assert [row.id for row in answered(key)] == [kept]
