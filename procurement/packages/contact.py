"""Whom does one speak to, how quickly do they answer, and what of it stands still?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from statistics import median

from procurement.ground.refusal import Refusal, refuse_if_any


class ContactKind(StrEnum):
    """What one speaks to them about; ``BRIDGING`` is a broker who knows both sides."""

    PROCUREMENT = "procurement"
    PAYMENT = "payment"
    ESTATES = "estates"
    JOBS = "jobs"
    BRIDGING = "bridging"


FEWEST = 3
"""Of fewer answers it is not known how quickly somebody answers."""

STILL = timedelta(days=30)
"""After so long without anything new, a conversation stands still."""


@dataclass(frozen=True, slots=True)
class Speed:
    """How quickly somebody answers: the median of whole days from asked to answered, of how many."""

    days: Decimal
    answers: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is noted of a conversation; a day that is not there yet is None."""

    said: str
    asked_on: date
    answered_on: date | None = None
    with_whom: str = ""
    next_step: str = ""
    next_on: date | None = None


def speed(days: Sequence[int]) -> Speed | None:
    """None where fewer than ``FEWEST`` answers are known."""
    return Speed(Decimal(str(median(days))), len(days)) if len(days) >= FEWEST else None


def check_contact(kind: ContactKind, name: str, email: str, telephone: str) -> None:
    """Refuses a contact without a name or a way to be reached, and a broker's place taken by
    somebody else."""
    faults = []
    if kind is ContactKind.BRIDGING:
        faults.append(Refusal("Only a broker can be a bridging contact.", field="kind"))
    if not name.strip():
        faults.append(Refusal("Enter the name.", field="name"))
    if not (email.strip() or telephone.strip()):
        faults.append(Refusal("Enter an e-mail address or a telephone number.", field="email"))
    refuse_if_any(faults)


def check_spoken(spoken: Spoken, today: date) -> None:
    """Refuses a conversation without words, days still to come or the wrong way round, and a next
    step without its day."""
    faults = []
    if not spoken.said.strip():
        faults.append(Refusal("Note what was said or asked.", field="said"))
    if spoken.asked_on > today:
        faults.append(Refusal("This day is still to come.", field="asked_on"))
    if spoken.answered_on is not None and spoken.answered_on > today:
        faults.append(Refusal("This day is still to come.", field="answered_on"))
    elif spoken.answered_on is not None and spoken.answered_on < spoken.asked_on:
        faults.append(
            Refusal("The answer came on or after the day of the question.", field="answered_on")
        )
    if spoken.next_step.strip() and spoken.next_on is None:
        faults.append(Refusal("By which day is the next step?", field="next_on"))
    if spoken.next_on is not None and not spoken.next_step.strip():
        faults.append(Refusal("What is the next step?", field="next_step"))
    refuse_if_any(faults)
