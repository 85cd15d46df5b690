"""May this contract be signed, and where do it and its milestones stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


class ContractState(StrEnum):
    AWAITING_SIGNATURE = "awaiting_signature"
    SIGNED = "signed"
    COMPLETED = "completed"
    TERMINATED = "terminated"


CONTRACT: Transitions[ContractState] = Transitions(
    "contract",
    {
        "sign": ({ContractState.AWAITING_SIGNATURE}, ContractState.SIGNED),
        "complete": ({ContractState.SIGNED}, ContractState.COMPLETED),
        "terminate": (
            {ContractState.AWAITING_SIGNATURE, ContractState.SIGNED},
            ContractState.TERMINATED,
        ),
    },
)
"""``sign`` when both sides have; a termination notice (s80) is owed for either end."""


class MilestoneState(StrEnum):
    PLANNED = "planned"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    INVOICED = "invoiced"


MILESTONE: Transitions[MilestoneState] = Transitions(
    "milestone",
    {
        "claim": ({MilestoneState.PLANNED}, MilestoneState.CLAIMED),
        "return": ({MilestoneState.CLAIMED}, MilestoneState.PLANNED),
        "accept": ({MilestoneState.CLAIMED}, MilestoneState.ACCEPTED),
        "invoice": ({MilestoneState.ACCEPTED}, MilestoneState.INVOICED),
        "credit": ({MilestoneState.INVOICED}, MilestoneState.ACCEPTED),
    },
)
"""``return`` sends a claim back with a reason; ``credit`` undoes an invoice wholly credited."""


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """``value`` and ``milestones`` exclude VAT; days are London days."""

    value: Money
    milestones: tuple[Money, ...] | None
    """None for a framework: what is paid for is in its call-offs."""
    starts_on: date
    ends_on: date
    terms: str
    last_due: date | None = None
    """By when the last of the milestones is due."""


LONGEST_YEARS = 100
"""Beyond, it is rather a slip of the keyboard than a contract. (Our own.)"""


def refuse_second_signature(
    signed_at: datetime | None, other_by: UUID | None, signer: UUID
) -> None:
    """Refuses to sign for a side that has: who signed, and when, is never overwritten. Nor does one
    person sign for both sides: ``other_by`` is who signed for the other."""
    if signed_at is not None:
        raise Refusal("Your side has signed this already.")
    if other_by == signer:
        raise Refusal(
            "You have signed this for the other side. Somebody else signs for this one: nobody "
            "makes a contract with themselves."
        )


def before_signing(facts: SigningFacts) -> None:
    """Refuses a contract that is unsound: its milestones, its dates, its terms.

    When signing is lawful is the award's to say: ``award.before_signing``.
    """
    faults = [] if facts.milestones is None else _milestone_faults(facts.milestones, facts.value)
    faults += end_faults(facts.starts_on, facts.ends_on) or _late_faults(facts)
    faults += terms_faults(facts.terms)
    refuse_if_any(faults)


def end_faults(starts_on: date, ends_on: date) -> list[Refusal]:
    """What is wrong with the last day of a contract; the field is ``ends_on``."""
    if ends_on < starts_on:
        said = "The contract must end on or after the day it starts."
    elif ends_on.year - starts_on.year > LONGEST_YEARS:
        said = f"A contract runs for at most {LONGEST_YEARS} years here. Check the year."
    else:
        return []
    return [Refusal(said, field="ends_on")]


def _late_faults(facts: SigningFacts) -> list[Refusal]:
    if facts.last_due is None or facts.last_due <= facts.ends_on:
        return []
    return [
        Refusal(
            f"A milestone is due by {facts.last_due:%-d %B %Y}, after the last day of the contract. "
            "Change the one or the other.",
            field="milestones",
        )
    ]


def _milestone_faults(milestones: Sequence[Money], value: Money) -> list[Refusal]:
    faults = []
    total = Money.total(milestones)
    if not milestones:
        faults.append(
            Refusal(
                "Add at least one milestone: invoices are made from milestones.", field="milestones"
            )
        )
    elif total != value:
        faults.append(
            Refusal(
                f"The milestones add up to {total}, but the contract is worth {value} "
                "excluding VAT. Change them so that they add up.",
                field="milestones",
            )
        )
    if any(milestone.pence <= 0 for milestone in milestones):
        sentence = "Every milestone needs an amount of more than £0."
        faults.append(Refusal(sentence, field="milestones"))
    return faults


def terms_faults(terms: str) -> list[Refusal]:
    """Nobody signs what does not say on what terms."""
    if terms.strip():
        return []
    return [
        Refusal(
            "Give the terms of the contract: name the document that holds them, or write them "
            "here. Both sides sign them.",
            field="terms",
        )
    ]


def before_changing_terms(state: ContractState, *, is_signed: bool) -> None:
    """Refuses once one side has signed, and once the contract has ended."""
    refuse_after_the_end(state)
    if is_signed:
        raise Refusal("One side has signed these terms, so they stay as they are.")


def refuse_after_the_end(state: ContractState) -> None:
    """Refuses to write anew what stands in a contract that has ended early."""
    if state is ContractState.TERMINATED:
        raise Refusal("This contract has ended: what stands in it stays as it is.")


def before_saying_set_up(state: ContractState, since: date, today: date) -> None:
    """Refuses to say that a supplier can be paid where nothing is signed, or from a day to come."""
    if state in (ContractState.AWAITING_SIGNATURE, ContractState.TERMINATED):
        raise Refusal("Say it once both sides have signed, and before the contract ends early.")
    if since > today:
        raise Refusal("That day is still to come. Say it once it is so.", field="since")


def before_delivery(starts_on: date, today: date) -> None:
    """Refuses work of a contract that has not begun: there is none to claim or to accept."""
    if today < starts_on:
        raise Refusal(
            f"The contract begins on {starts_on:%-d %B %Y}. Before that day no work of it can be "
            "claimed, accepted or invoiced."
        )


def before_release(work: Sequence[MilestoneState]) -> None:
    """Refuses what is held back while a milestone of the work is not accepted."""
    if not is_delivered(work):
        raise Refusal(
            "What is held back is released after the work: the other milestones must be accepted "
            "first."
        )


def is_delivered(states: Sequence[MilestoneState]) -> bool:
    """Is every milestone accepted or invoiced, so that the contract may be completed?"""
    done = {MilestoneState.ACCEPTED, MilestoneState.INVOICED}
    return bool(states) and all(state in done for state in states)
