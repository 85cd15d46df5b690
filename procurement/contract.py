"""May this contract be signed, and where do it and its milestones stand?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.money import Money
from procurement.refusal import Refusal, refuse_if_any
from procurement.regime import Regime, has_mandatory_standstill
from procurement.standstill import STANDSTILL_WORKING_DAYS, earliest_signing
from procurement.transitions import Transitions


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

    regime: Regime
    value: Money
    milestones: tuple[Money, ...]
    starts_on: date
    ends_on: date
    summaries_sent_on: date | None
    """The day every assessed bidder had been given its assessment summary (s50)."""
    award_notice_on: date | None
    """The day the contract award notice (UK6) was published."""
    standstill_working_days: int | None = None
    """A voluntary standstill, where the law asks for none; else eight."""


def signable_from(facts: SigningFacts) -> date | None:
    """The first day on which signing is lawful; None where no day has to be waited for.

    Refuses where standstill has not begun: no award notice, or no summaries
    before it (PA23 ss50(3), 51).
    """
    days = facts.standstill_working_days
    if has_mandatory_standstill(facts.regime):
        days = max(days or 0, STANDSTILL_WORKING_DAYS)
    elif days is None:
        return None
    elif days < STANDSTILL_WORKING_DAYS:
        raise Refusal("A voluntary standstill lasts at least eight working days.")
    if facts.award_notice_on is None:
        raise Refusal("Publish the contract award notice first: standstill begins with it.")
    if facts.summaries_sent_on is None or facts.summaries_sent_on > facts.award_notice_on:
        raise Refusal(
            "Give every bidder its assessment summary before you publish the contract award notice."
        )
    return earliest_signing(facts.award_notice_on, days)


def signable(facts: SigningFacts, on: date) -> None:
    """Refuses a signature on a London day before it is lawful, or of a contract that is unsound."""
    faults = _content_faults(facts)
    try:
        first = signable_from(facts)
    except Refusal as no:
        first = None
        faults.append(no)
    if first is not None and on < first:
        faults.append(
            Refusal(
                f"Standstill lasts to {standstill_last(first):%-d %B %Y}. This contract may be "
                f"signed from {first:%-d %B %Y}."
            )
        )
    refuse_if_any(faults)


def standstill_last(first: date) -> date:
    """The last day of standstill before the first day of signing."""
    return date.fromordinal(first.toordinal() - 1)


def _content_faults(facts: SigningFacts) -> list[Refusal]:
    faults = []
    total = Money.total(facts.milestones)
    if facts.milestones and total != facts.value:
        faults.append(
            Refusal(
                f"The milestones add up to {total}, but the contract is worth {facts.value}.",
                field="milestones",
            )
        )
    if facts.ends_on < facts.starts_on:
        faults.append(Refusal("The contract ends before it begins.", field="ends_on"))
    return faults


def is_delivered(states: Sequence[MilestoneState]) -> bool:
    """Is every milestone accepted or invoiced, so that the contract may be completed?"""
    done = {MilestoneState.ACCEPTED, MilestoneState.INVOICED}
    return bool(states) and all(state in done for state in states)
