"""May this question be asked or answered now, and does the answer reach everybody alike?

Suppliers are treated the same (Procurement Act 2023, s12(2), (3)): each answer is
published to all, without who asked. Practice: answers at least six days before
the deadline, else the deadline moves.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from procurement.ground.calendar import in_london_words, london_day
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions
from procurement.tendering.timetable import ANSWERS_DAYS_BEFORE


class ClarificationState(StrEnum):
    ASKED = "asked"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


CLARIFICATION: Transitions[ClarificationState] = Transitions(
    "question",
    {
        "answer": ({ClarificationState.ASKED}, ClarificationState.PUBLISHED),
        "withdraw": ({ClarificationState.ASKED}, ClarificationState.WITHDRAWN),
    },
)
"""Answering publishes question and answer together, to everybody at once."""


@dataclass(frozen=True, slots=True)
class ClarificationFacts:
    """``names`` are those of the asker: its organisation's and its own, which must not show."""

    question: str
    answer: str
    names: tuple[str, ...]


def askable(
    question: str, names: Sequence[str], questions_close_at: datetime, now: datetime
) -> None:
    """Refuses a question that is empty, or shows who asks, and any from its deadline on.

    ``names`` are those of the asker: the question is published as it stands.
    """
    if now >= questions_close_at:
        raise Refusal(f"Questions closed at {in_london_words(questions_close_at)}.")
    if not question.strip():
        raise Refusal("Write your question.", field="question")
    shown = _shown(question, names)
    if shown:
        raise Refusal(
            f"Take “{shown}” out of the question: everybody reads it, and nobody is to learn "
            "who asked.",
            field="question",
        )


def before_answering(facts: ClarificationFacts, closes_at: datetime, now: datetime) -> None:
    """Refuses an answer that is empty, too late, or shows who asked."""
    if now >= closes_at:
        raise Refusal(
            f"The deadline passed at {in_london_words(closes_at)}: an answer cannot help any more."
        )
    faults = []
    if not facts.answer.strip():
        faults.append(Refusal("Write the answer.", field="answer"))
    texts = {"question": facts.question, "answer": facts.answer}
    refuse_if_any(faults + name_faults(texts, facts.names))


def name_faults(texts: Mapping[str, str], names: Sequence[str]) -> list[Refusal]:
    """A Refusal for each text, by its field, that holds one of the names; everybody reads them."""
    shown = {field: _shown(text, names) for field, text in texts.items()}
    return [
        Refusal(
            f"The {field} names “{name}”. Everybody reads it, so take out who asked.", field=field
        )
        for field, name in shown.items()
        if name
    ]


def deadline_wanted(closes_at: datetime, answered_at: datetime) -> date | None:
    """The day to which the deadline should move, so that six days remain; None if they do."""
    wanted = london_day(answered_at) + timedelta(days=ANSWERS_DAYS_BEFORE)
    return wanted if wanted > london_day(closes_at) else None


def _shown(text: str, names: Sequence[str]) -> str:
    for name in names:
        if name.strip() and re.search(rf"\b{re.escape(name.strip())}(?!\w)", text, re.IGNORECASE):
            return name.strip()
    return ""
