"""Is a month's return of hours one that can be counted?

By month: all hours worked under a contract, and of them those by people furthest from the labour
market. A return is never changed: a correction stands after it, and both can be read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


class ReturnState(StrEnum):
    """Where one return of a month stands."""

    MADE = "made"
    CONFIRMED = "confirmed"
    QUESTIONED = "questioned"
    CORRECTED = "corrected"


LABOUR_RETURN: Transitions[ReturnState] = Transitions(
    "return of hours",
    {
        "confirm": ({ReturnState.MADE}, ReturnState.CONFIRMED),
        "question": ({ReturnState.MADE, ReturnState.CONFIRMED}, ReturnState.QUESTIONED),
        "correct": (
            {ReturnState.MADE, ReturnState.CONFIRMED, ReturnState.QUESTIONED},
            ReturnState.CORRECTED,
        ),
    },
)
"""``correct`` leads one that another takes the place of to where it is only read."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What is returned for a month, known by its first day."""

    month: date
    hours: Decimal
    furthest: Decimal
    """Of ``hours``, those by people furthest from the labour market."""
    evidence: str


_SHARE_OF_HOURS = "% of all hours"
"""As the model set has it."""


def is_share_of_hours(unit: str) -> bool:
    """Whether a promise in this unit is one that the hours returned show."""
    return unit.strip().lower() == _SHARE_OF_HOURS


def last_of(month: date) -> date:
    """The last day of the month that begins on this day."""
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def months_to_return(starts_on: date, ends_on: date, today: date) -> Iterator[date]:
    """The months of a contract, each by its first day, whose days in the contract are over."""
    month = starts_on.replace(day=1)
    while month <= ends_on and min(last_of(month), ends_on) < today:
        yield month
        month = last_of(month) + timedelta(days=1)


def check_hours(told: Hours, starts_on: date, ends_on: date, today: date) -> None:
    """Refuses a month that is not the contract's or not over, and hours that cannot be."""
    faults = []
    if told.month not in set(months_to_return(starts_on, ends_on, today)):
        faults.append(Refusal("Choose a month of the contract that is over.", field="month"))
    if told.hours < 0:
        faults.append(Refusal("Enter 0 or more hours.", field="hours"))
    if told.furthest < 0:
        faults.append(Refusal("Enter 0 or more hours.", field="furthest"))
    elif told.furthest > told.hours >= 0:
        sentence = "These are a part of all hours, so they cannot be more than them."
        faults.append(Refusal(sentence, field="furthest"))
    if told.furthest > 0 and not told.evidence.strip():
        faults.append(
            Refusal(
                "Say how the buyer can see that this is so, without anybody’s name: a payroll "
                "list by numbers, say, or who referred the people to you.",
                field="evidence",
            )
        )
    refuse_if_any(faults)
