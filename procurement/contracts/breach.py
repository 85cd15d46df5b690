"""Is a breach, or poor performance, to be published, by when, and what must be said of it?

Procurement Act 2023, s71(3) to (5), in force from 1 January 2026 (SI 2025/1316); its content:
Procurement Regulations 2024, reg 39. Where the Act owes no notice, what is recorded is a note
between the two sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.notices import last_of, notices_owed
from procurement.tendering.regime import Regime

NOTICE_WITHIN = 30
"""Days, beginning with the one on which the notice became owed (s71(5))."""


class BreachKind(StrEnum):
    """What followed, or that nothing did yet: by it a notice is owed or not."""

    NOTE = "note"
    NOT_IMPROVED = "not_improved"
    TERMINATED = "terminated"
    PARTLY_TERMINATED = "partly_terminated"
    DAMAGES = "damages"
    SETTLEMENT = "settlement"


KIND_WORDS: Mapping[BreachKind, str] = {
    BreachKind.NOTE: "Nothing yet: it is noted, and the supplier is asked to put it right",
    BreachKind.NOT_IMPROVED: "The supplier had a proper opportunity to improve, and did not",
    BreachKind.TERMINATED: "The contract was terminated",
    BreachKind.PARTLY_TERMINATED: "A part of the contract was terminated",
    BreachKind.DAMAGES: "Damages were awarded",
    BreachKind.SETTLEMENT: "The two sides made a settlement agreement",
}


@dataclass(frozen=True, slots=True)
class Breach:
    """What is said of one: ``happened_on`` is the day of the event, ``follows_on`` the day of what
    followed it; the words as the notice holds them (reg 39)."""

    event: str
    happened_on: date | None
    obligation: str
    nature: str
    impact: str
    duration: str
    mitigation: str
    warnings: str
    amount: Money | None
    basis: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """What followed a breach, and on which day."""

    kind: BreachKind | None
    on: date | None


ASKED: Mapping[str, str] = {
    "event": "What happened",
    "obligation": "Which obligation of the contract it concerns",
    "nature": "How it fell short of it",
    "impact": "What it led to",
    "duration": "How long it lasted, or that it lasts",
    "mitigation": "What was done against it, and by whom",
    "warnings": "Which warnings the supplier was given, and when",
    "basis": "On what basis: by which decision, agreement or clause",
}
"""The words of a breach, by field; the last is asked for once something followed."""

_SAY: Mapping[str, str] = {
    "event": "Say what happened.",
    "obligation": "Say which obligation of the contract it concerns.",
    "nature": "Say how it fell short of the obligation.",
    "impact": "Say what it led to, or that it led to nothing.",
    "duration": "Say how long it lasted, or that it lasts.",
    "mitigation": "Say what was done against it and by whom, or that nothing was.",
    "warnings": "Say which warnings the supplier was given, or that there were none.",
}


def check_breach(said: Breach, follows: Consequence, today: date) -> None:
    """Refuses what the two sides, or the notice, could make nothing of, each fault at its field."""
    faults = [
        Refusal(sentence, field=name)
        for name, sentence in _SAY.items()
        if not getattr(said, name).strip()
    ]
    if said.happened_on is None or said.happened_on > today:
        faults.append(Refusal("Enter the day of the event: today or before.", field="happened_on"))
    refuse_if_any(faults + _consequence_faults(follows, said.basis, said.happened_on, today))


def check_what_followed(
    follows: Consequence, basis: str, happened_on: date | None, today: date
) -> None:
    """Refuses that nothing followed, and what followed without its day or its basis."""
    if follows.kind is BreachKind.NOTE:
        raise Refusal("Say what followed.", field="kind")
    refuse_if_any(_consequence_faults(follows, basis, happened_on, today))


def _consequence_faults(
    follows: Consequence, basis: str, happened_on: date | None, today: date
) -> list[Refusal]:
    if follows.kind is None:
        return [Refusal("Say what followed, or that nothing did yet.", field="kind")]
    if follows.kind is BreachKind.NOTE:
        return []
    faults = []
    is_before = happened_on and follows.on and follows.on < happened_on
    if follows.on is None or follows.on > today or is_before:
        faults.append(
            Refusal(
                "Enter the day on which that followed: from the day of the event to today.",
                field="follows_on",
            )
        )
    if not basis.strip():
        sentence = "Say on what basis it followed: by which decision, agreement or clause."
        faults.append(Refusal(sentence, field="basis"))
    return faults


def before_recording(state: ContractState) -> None:
    """Refuses a breach of what nobody has signed."""
    if state is ContractState.AWAITING_SIGNATURE:
        raise Refusal("Both sides must have signed the contract first.")


def before_answering(*, is_answered: bool) -> None:
    """Refuses a second answer."""
    if is_answered:
        raise Refusal("Your side has answered this already. Write to the buyer instead.")


def notice_due(regime: Regime, kind: BreachKind, follows_on: date | None) -> date | None:
    """The last day for the contract performance notice (UK9): the thirtieth beginning with the day on
    which it became owed (s71(5)); None where none is owed."""
    if kind is BreachKind.NOTE or follows_on is None:
        return None
    owed = any(duty.code == "UK9" for duty in notices_owed(regime, follows_on))
    return last_of(NOTICE_WITHIN, follows_on) if owed else None


def notice_since(regime: Regime) -> date | None:
    """The first day on which something can follow that is to be published; None where never."""
    return next((duty.since for duty in notices_owed(regime, date.max) if duty.code == "UK9"), None)


def in_words(said: Breach, follows: Consequence) -> list[str]:
    """A breach as its notice says it, one thing a sentence."""
    lines = [f"{ASKED['event']}: {said.event}"]
    if said.happened_on:
        lines.append(f"When: {said.happened_on:%-d %B %Y}")
    lines += [
        f"{ASKED[name]}: {getattr(said, name)}" for name in ASKED if name not in ("event", "basis")
    ]
    if follows.kind is not None and follows.on is not None:
        lines.append(f"What followed, on {follows.on:%-d %B %Y}: {KIND_WORDS[follows.kind]}")
    if said.amount is not None:
        lines.append(f"Amount: {said.amount}")
    if said.basis:
        lines.append(f"{ASKED['basis']}: {said.basis}")
    return lines
