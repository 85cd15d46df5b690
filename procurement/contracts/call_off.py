"""What can be called off under a framework, how much and until when?

Procurement Act 2023, s45(1) and (4)(a): with one supplier party to it, a contract is awarded in
accordance with the framework and without competition. No standstill is owed (s51).
Legislation.gov.uk, read 30 November 2026.
"""

from dataclasses import dataclass
from datetime import date

from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class FrameworkFacts:
    """A framework as it stands; values exclude VAT, days are London days."""

    state: ContractState
    starts_on: date
    ends_on: date
    value: Money
    """The most that can be called off under it in all."""
    called_off: Money
    """What its call-offs come to; of those that ended early, what was accepted."""

    @property
    def left(self) -> Money:
        """What can still be called off."""
        return self.value - self.called_off


def before_calling_off(framework: FrameworkFacts, starts_on: date, today: date) -> None:
    """Refuses a call-off under what is not in force: not signed by both, not begun, or over."""
    refuse_unless_open(framework, today)
    if not framework.starts_on <= starts_on <= framework.ends_on:
        raise Refusal(
            f"The framework lasts from {framework.starts_on:%-d %B %Y} to "
            f"{framework.ends_on:%-d %B %Y}. A call-off begins within it; it may go on after it.",
            field="starts_on",
        )


def refuse_unless_open(framework: FrameworkFacts, today: date) -> None:
    """Refuses where both sides have not signed the framework, or it is over (s45(5)(e))."""
    if framework.state is not ContractState.SIGNED:
        raise Refusal(
            "Work is called off once both sides have signed the framework, until it ends."
        )
    if today > framework.ends_on:
        raise Refusal(
            f"The framework ended on {framework.ends_on:%-d %B %Y}. Nothing more can be called off "
            "under it (s45)."
        )


def refuse_beyond(framework: FrameworkFacts, more: Money, field: str) -> None:
    """Refuses what goes beyond the value of the framework: bidders were told the whole of it."""
    if more > framework.left:
        raise Refusal(
            f"Of the framework’s {framework.value}, {framework.left} can still be called off. "
            "Ask for less, or change the framework first (s74).",
            field=field,
        )


def refuse_below(framework: FrameworkFacts, value: Money, field: str) -> None:
    """Refuses to leave a framework less than what was called off under it."""
    if value < framework.called_off:
        raise Refusal(
            f"{framework.called_off} is called off already. The framework cannot be worth less.",
            field=field,
        )


def refuse_unless_called_off(ends_on: date, today: date, *, has_open_call_off: bool) -> None:
    """Refuses to call a framework completed while a call-off goes on, and before its last day."""
    if has_open_call_off:
        raise Refusal("A call-off under it goes on. Complete or end that first.")
    if today <= ends_on:
        raise Refusal(
            f"It lasts to {ends_on:%-d %B %Y}. Where nothing more is to be called off before that, "
            "end it early."
        )
