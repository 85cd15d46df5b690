"""Is a development described well enough that enterprises can prepare for its work?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any


class DevelopmentKind(StrEnum):
    """What is built."""

    HOSPITAL = "hospital"
    HOUSING = "housing"
    CAMPUS = "campus"
    SPORT = "sport"
    INFRASTRUCTURE = "infrastructure"
    MIXED_USE = "mixed_use"
    OTHER = "other"


HOMES = frozenset({DevelopmentKind.HOUSING, DevelopmentKind.MIXED_USE})
"""Where homes may be built: the model set of clauses is written for these."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of a development with days of its own, both included."""

    title: str
    starts_on: date
    ends_on: date


def check_development(
    name: str, starts_on: date, ends_on: date, phases: Sequence[Phase] = ()
) -> None:
    """Refuses one without a name, that ends before it starts, or with a phase outside its days."""
    faults = []
    if not name.strip():
        faults.append(Refusal("Give the development its name.", field="name"))
    if ends_on < starts_on:
        faults.append(Refusal("It ends before it starts.", field="ends_on"))
    for phase in phases:
        if not phase.title.strip():
            faults.append(Refusal("Give each phase a title.", field="phases"))
        elif phase.ends_on < phase.starts_on:
            faults.append(Refusal(f"“{phase.title}” ends before it starts.", field="phases"))
        elif phase.starts_on < starts_on or phase.ends_on > ends_on:
            faults.append(
                Refusal(
                    f"“{phase.title}” lies outside the days of the development.", field="phases"
                )
            )
    refuse_if_any(faults)
