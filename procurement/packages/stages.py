"""Into which stages is the work of a package divided, and do they make up its price?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement.contracts.pass_down import PassDownTerms
from procurement.ground.exact import in_full
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the work with the day on which it is done and its sum without VAT."""

    title: str
    due_on: date
    amount: Money
    is_retention: bool = False
    """Whether it is no work, and only releases what was held back."""


@dataclass(frozen=True, slots=True)
class ContractPlan:
    """The days of the work, its stages without the retention, and what else the contract says."""

    starts_on: date
    ends_on: date
    stages: Sequence[Stage]
    right_on: date | None = None
    """Until when defects are put right; needed where a retention is held."""
    order_number: str = ""
    payment_days: int | None = None
    """None: as the letter of award has it."""
    pass_down: PassDownTerms | None = None
    """What whoever does the work passes on in turn; None: what is asked from above."""


def held_back_in_words(percent: Decimal) -> str:
    """How much of each stage is held back, and when it is released."""
    if not percent:
        return "Nothing"
    return (
        f"{in_full(percent)}% of each stage; half of that is paid when all of the work is complete, "
        "the rest when defects are put right"
    )


def term_of_contract(asked: int | None, awarded: int) -> int:
    """Within how many days invoices are paid. Refuses more than the letter of award has."""
    if asked is None:
        return awarded
    if not 0 < asked <= awarded:
        raise Refusal(
            f"The letter of award says {awarded} days. Give {awarded} or fewer, and at least 1.",
            field="payment_days",
        )
    return asked


def check_stages(stages: Sequence[Stage], price: Money, starts_on: date, ends_on: date) -> None:
    """Refuses stages that are not the price, or lie outside the days of the contract.

    Fields ``stages``, and ``ends_on`` where the contract is shorter than its stages.
    """
    faults = []
    if not stages:
        faults.append(
            Refusal("Add at least one stage: invoices are made of stages.", field="stages")
        )
    for stage in stages:
        if not stage.title.strip():
            faults.append(Refusal("Say of each stage what is done in it.", field="stages"))
        if stage.amount <= Money(0):
            faults.append(Refusal(f"“{stage.title}” needs a sum of more than £0.", field="stages"))
        if stage.due_on < starts_on:
            faults.append(
                Refusal(f"“{stage.title}” would be done before the work begins.", field="stages")
            )
    total = Money.total(stage.amount for stage in stages)
    if stages and total != price:
        way, by = ("more", total - price) if total > price else ("less", price - total)
        faults.append(
            Refusal(
                f"The stages add up to {total}, which is {by} {way} than the price of {price}.",
                field="stages",
            )
        )
    if ends_on < starts_on:
        faults.append(Refusal("The work ends before it starts.", field="ends_on"))
    elif stages and (last := max(stage.due_on for stage in stages)) > ends_on:
        faults.append(
            Refusal(
                f"The contract would end on {ends_on:%-d %B %Y}, before its last stage on "
                f"{last:%-d %B %Y}. A contract is not shorter than its stages.",
                field="ends_on",
            )
        )
    refuse_if_any(faults)
