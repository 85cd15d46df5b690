"""What may be said of how an organisation has dealt with others here, and from which day?

A rule of this marketplace, not of the law. Each thing counts on the day on which it fell due, or
on which it was disputed; whoever is judged by it reads it at once, everybody else fourteen days
later.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from procurement.ground.refusal import Refusal

SHOWN_AFTER = timedelta(days=14)
"""How long it is shown to the judged one alone."""

FEWEST = 3
"""Of fewer things than these no figure is given: one thing would stand for all."""

LONGEST_ANSWER = 2000
"""Characters."""

_PERIOD = timedelta(days=365)


class Figure(StrEnum):
    """What a track record counts, each thing as kept or not; contracts are only counted."""

    CONTRACTS = "contracts"
    WORK_ON_TIME = "work-on-time"
    PROMISES_KEPT = "promises-kept"
    INVOICES_UNDISPUTED = "invoices-undisputed"
    PAID_ON_TIME = "paid-on-time"
    RECEIVED_UNDISPUTED = "received-undisputed"
    RETENTION_RELEASED = "retention-released"
    PLEDGES_KEPT = "pledges-kept"


@dataclass(frozen=True, slots=True)
class Tally:
    """So many things were judged, and so many of them are kept."""

    judged: int = 0
    kept: int = 0

    @property
    def is_enough(self) -> bool:
        """Whether a figure may be given."""
        return self.judged >= FEWEST


def days_shown(today: date) -> tuple[date, date]:
    """The first and the last day whose things everybody reads of on this day."""
    last = today - SHOWN_AFTER
    return last - _PERIOD + timedelta(days=1), last


def days_waiting(today: date) -> tuple[date, date]:
    """The days whose things only the judged one reads of yet."""
    return today - SHOWN_AFTER + timedelta(days=1), today - timedelta(days=1)


def shown_from(day: date) -> date:
    """From when everybody reads of a thing of this day."""
    return day + SHOWN_AFTER


def check_answer(words: str) -> None:
    """Refuses an answer that says nothing, or that nobody would read to its end."""
    if not words.strip():
        raise Refusal("Write the answer, or withdraw it.", field="answer")
    if len(words.strip()) > LONGEST_ANSWER:
        raise Refusal(
            f"The answer has {len(words.strip()):,} characters. Keep it to {LONGEST_ANSWER:,}.",
            field="answer",
        )
