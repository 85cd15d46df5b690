"""What can an enterprise do, how much of it at a time, and how far from its address?"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any

MOST_CAPABILITIES = 20
"""How many things one profile names: who can do everything is found for nothing."""

_LONGEST = 200
_FURTHEST = 500
"""Miles: further than that is everywhere in England."""

_CPV = re.compile(r"([0-9]{8})(?:-[0-9])?")


@dataclass(frozen=True, slots=True)
class Capability:
    """Something an enterprise can do: in plain words, by a CPV code of eight digits, or by both."""

    words: str = ""
    cpv: str = ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How much at a time, and how far: what is None was not said.

    ``largest_contract`` excludes VAT; ``people`` are those who can be at work at once; ``miles``
    are counted from the address it trades from.
    """

    largest_contract: Money | None = None
    people: int | None = None
    miles: int | None = None


def normal_cpv(typed: str) -> str:
    """``55520000-1`` → ``55520000``. Refuses what is no such code."""
    match = _CPV.fullmatch(typed.strip())
    if match is None:
        raise Refusal(
            f"“{typed.strip()}” is not a CPV code: use eight digits, such as 55520000.",
            field="capabilities",
        )
    return match[1]


def checked_capabilities(typed: Iterable[Capability]) -> list[Capability]:
    """Each once, in their order, codes without their check digit; what says nothing is left out.

    Refuses what is no code, words that are no short name, and more than ``MOST_CAPABILITIES``.
    """
    checked, faults = dict[Capability, None](), []
    for row in typed:
        try:
            cpv = normal_cpv(row.cpv) if row.cpv.strip() else ""
        except Refusal as no:
            faults.append(no)
            continue
        words = " ".join(row.words.split())
        if len(words) > _LONGEST:
            faults.append(
                Refusal(
                    f"Say each thing you can do in at most {_LONGEST} characters.",
                    field="capabilities",
                )
            )
        elif words or cpv:
            checked[Capability(words, cpv)] = None
    if len(checked) > MOST_CAPABILITIES:
        faults.append(
            Refusal(
                f"Name at most {MOST_CAPABILITIES} things: those you would like to be found for.",
                field="capabilities",
            )
        )
    refuse_if_any(faults)
    return list(checked)


def check_capacity(capacity: Capacity) -> None:
    """Refuses what nobody can have: a contract of nothing, no people, an area beyond England."""
    faults = []
    if capacity.largest_contract is not None and capacity.largest_contract <= Money(0):
        faults.append(
            Refusal("The largest contract must be more than £0.", field="largest_contract")
        )
    if capacity.people == 0:
        faults.append(Refusal("Enter 1 or more, or leave it empty.", field="people"))
    if capacity.miles is not None and not 1 <= capacity.miles <= _FURTHEST:
        faults.append(
            Refusal(
                f"Enter from 1 to {_FURTHEST} miles, or leave it empty if distance does not matter.",
                field="miles",
            )
        )
    refuse_if_any(faults)
