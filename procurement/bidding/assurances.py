"""What must a bidder say of itself: how it meets the conditions, and what it assures the buyer of?

Procurement Act 2023: s22 (conditions of participation), s26 (persons relied on to meet them), s28
(sub-contractors: the buyer asks), ss57 and 58 with Schedules 6 and 7 (grounds of exclusion).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


class Exclusion(StrEnum):
    """Which kind of ground applies to a supplier."""

    NONE = "none"
    MANDATORY = "mandatory"
    DISCRETIONARY = "discretionary"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]


_IN_WORDS = {
    Exclusion.NONE: "No ground of exclusion applies",
    Exclusion.MANDATORY: "A mandatory ground applies (Schedule 6)",
    Exclusion.DISCRETIONARY: "A discretionary ground applies (Schedule 7)",
}


@dataclass(frozen=True, slots=True)
class ConditionMet:
    """How a bid says that it meets a condition.

    ``met_by`` is one of those who bid; None where somebody outside the bid is relied on, whom
    ``relied_on`` then names with their organisation.
    """

    met_by: UUID | None
    relied_on: str
    how: str


@dataclass(frozen=True, slots=True)
class ExclusionSaid:
    """What is said of one of those who bid; ``words`` say which ground, and what was done since."""

    kind: Exclusion
    words: str = ""


@dataclass(frozen=True, slots=True)
class Assurances:
    """What a bid assures the buyer of; None where nobody has said it yet."""

    is_independent: bool = False
    """Made without any agreement with another bidder about price or content."""
    takes_terms: bool = False
    has_conflict: bool | None = None
    conflict: str = ""
    uses_others: bool | None = None
    """Whether sub-contractors are intended."""
    others: str = ""
    exclusions: Mapping[UUID, ExclusionSaid] = field(default_factory=dict)
    """By the organisation of which it is said."""
    members: Mapping[UUID, "Assurances"] = field(default_factory=dict)
    """What each other member of a consortium declares of itself (``declaration_faults``)."""


def asks_exclusion(regime: Regime) -> bool:
    """Are grounds of exclusion looked at? Of a covered procurement only (ss26 to 28)."""
    return regime in (Regime.PUBLIC, Regime.LIGHT)


def condition_faults(
    said: Mapping[UUID, ConditionMet],
    conditions: Mapping[UUID, int],
    parties: Sequence[UUID],
) -> list[Refusal]:
    """A Refusal for each condition of which it is not said who meets it and how.

    ``conditions`` gives each its number; fields are ``conditions-<id>`` and ``how-<id>``.
    """
    faults = []
    for key, number in conditions.items():
        one, field = said.get(key), f"conditions-{key}"
        if one is None:
            faults.append(Refusal(f"Say who meets condition {number}.", field=field))
            continue
        if one.met_by is not None and one.met_by not in parties:
            faults.append(
                Refusal(f"Who meets condition {number} is no part of this bid now.", field=field)
            )
        if one.met_by is None and not one.relied_on.strip():
            faults.append(
                Refusal(
                    f"Name the person on whom you rely for condition {number}, and their "
                    "organisation.",
                    field=f"relied_on-{key}",
                )
            )
        if not one.how.strip():
            faults.append(Refusal(f"Say how condition {number} is met.", field=f"how-{key}"))
    return faults


def declaration_faults(said: Assurances) -> list[Refusal]:
    """A Refusal for each thing that everybody behind a bid declares and that is not declared here.

    Fields are ``is_independent``, ``takes_terms``, ``has_conflict`` and ``conflict``.
    """
    return _owed(
        (said.is_independent, "is_independent", "Confirm that this bid was made independently."),
        (
            said.has_conflict is not None,
            "has_conflict",
            "Say whether there is a conflict of interest.",
        ),
        (
            not said.has_conflict or bool(said.conflict.strip()),
            "conflict",
            "Say what the conflict of interest is.",
        ),
        (said.takes_terms, "takes_terms", "Confirm that you accept the terms of the contract."),
    )


def _owed(*owed: tuple[bool, str, str]) -> list[Refusal]:
    return [Refusal(sentence, field=name) for holds, name, sentence in owed if not holds]


def assurance_faults(
    said: Assurances, parties: Mapping[UUID, str], regime: Regime
) -> list[Refusal]:
    """A Refusal for each thing that the bid does not assure the buyer of; ``parties`` are names.

    Fields are those of ``declaration_faults``, ``uses_others``, ``others``, ``exclusion-<id>`` and
    ``words-<id>``.
    """
    faults = declaration_faults(said) + _owed(
        (
            said.uses_others is not None,
            "uses_others",
            "Say whether you intend to use sub-contractors.",
        ),
        (
            not said.uses_others or bool(said.others.strip()),
            "others",
            "Name the sub-contractors and what they do.",
        ),
    )
    if asks_exclusion(regime):
        for key, name in parties.items():
            faults += _exclusion_faults(said.exclusions.get(key), key, name)
    return faults


def _exclusion_faults(one: ExclusionSaid | None, key: UUID, name: str) -> list[Refusal]:
    if one is None:
        sentence = f"Say whether a ground of exclusion applies to {name}."
        return [Refusal(sentence, field=f"exclusion-{key}")]
    if one.kind is not Exclusion.NONE and not one.words.strip():
        sentence = f"Say which ground applies to {name}, and what was done since."
        return [Refusal(sentence, field=f"words-{key}")]
    return []
