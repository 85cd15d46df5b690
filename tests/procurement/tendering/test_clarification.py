from datetime import UTC, date, datetime, timedelta

import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.clarification import (
    CLARIFICATION,
    ClarificationFacts,
    ClarificationState,
    askable,
    before_answering,
    deadline_wanted,
)

QUESTIONS_CLOSE = datetime(2026, 12, 8, 12, tzinfo=UTC)
CLOSES = datetime(2026, 12, 18, 12, tzinfo=UTC)
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
NAMES = ("Kitchen CIC", "A. Person")


def test_questions_may_be_asked_until_their_deadline_and_not_at_it() -> None:
    askable(
        "Is halal food wanted?", NAMES, QUESTIONS_CLOSE, QUESTIONS_CLOSE - timedelta(microseconds=1)
    )
    with pytest.raises(Refusal, match="Questions closed at 12:00 on Tuesday 8 December 2026"):
        askable("Is halal food wanted?", NAMES, QUESTIONS_CLOSE, QUESTIONS_CLOSE)
    with pytest.raises(Refusal, match="Write your question"):
        askable(" ", NAMES, QUESTIONS_CLOSE, NOW)


def test_a_question_that_shows_who_asks_is_not_asked() -> None:
    askable("Do kitchen CICs count?", NAMES, QUESTIONS_CLOSE, NOW)
    with pytest.raises(Refusal, match="Take “Kitchen CIC” out of the question") as refused:
        askable("May we at kitchen cic bid?", NAMES, QUESTIONS_CLOSE, NOW)
    assert refused.value.field == "question"


def test_an_answer_that_shows_nobody_may_be_published() -> None:
    before_answering(ClarificationFacts("Is halal food wanted?", "Yes.", NAMES), CLOSES, NOW)
    before_answering(ClarificationFacts("Kitchen CICs?", "In general.", NAMES), CLOSES, NOW)


def test_who_asked_must_show_neither_in_the_question_nor_in_the_answer() -> None:
    facts = ClarificationFacts("We at kitchen cic ask", "Dear A. Person, no.", NAMES)
    with pytest.raises(Refusals) as refused:
        before_answering(facts, CLOSES, NOW)
    assert [fault.field for fault in refused.value.faults] == ["question", "answer"]
    assert "names “Kitchen CIC”" in str(refused.value.faults[0])


def test_an_empty_or_late_answer_is_refused() -> None:
    with pytest.raises(Refusal, match="Write the answer"):
        before_answering(ClarificationFacts("Why?", "", ()), CLOSES, NOW)
    with pytest.raises(Refusal, match="cannot help any more"):
        before_answering(ClarificationFacts("Why?", "So.", ()), CLOSES, CLOSES)


@pytest.mark.parametrize(
    ("answered", "wanted"),
    [(date(2026, 12, 11), None), (date(2026, 12, 12), None), (date(2026, 12, 13), 19)],
)
def test_a_late_answer_moves_the_deadline_so_that_six_days_remain(
    answered: date, wanted: int | None
) -> None:
    at = datetime(answered.year, answered.month, answered.day, 9, tzinfo=UTC)
    found = deadline_wanted(CLOSES, at)
    assert (found.day if found else None) == wanted


def test_a_question_is_answered_or_withdrawn_once() -> None:
    asked, published = ClarificationState.ASKED, ClarificationState.PUBLISHED
    assert CLARIFICATION.after(asked, "answer") is published
    assert CLARIFICATION.verbs(published) == []
    assert CLARIFICATION.after(asked, "withdraw") is ClarificationState.WITHDRAWN
    assert CLARIFICATION.verbs(ClarificationState.WITHDRAWN) == []
