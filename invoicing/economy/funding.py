"""May this grant or other outside funding be entered as money received?

Funding is entered by hand, so what a payment proves by itself must be said here:
who gave it, how much arrived, on which day, and for what.
"""

from dataclasses import dataclass
from datetime import date

from invoicing.economy.local_economy import Source
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.theme import Theme

KINDS = (Source.GRANT, Source.OTHER_FUNDING)
"""What may be entered by hand; contract money is counted when its invoice is paid."""


@dataclass(frozen=True, slots=True)
class FundingFacts:
    """What was typed; ``amount`` and ``received_on`` are None where left empty."""

    funder: str
    kind: str
    amount: Money | None
    received_on: date | None
    theme: str
    purpose: str

    @property
    def source(self) -> Source:
        """The kind as the ledger has it, once it was judged fit."""
        return Source(self.kind)


def before_entering(facts: FundingFacts, today: date) -> None:
    """Refuses every fault at once, each beside its field."""
    refuse_if_any(entry_faults(facts, today))


def entry_faults(facts: FundingFacts, today: date) -> list[Refusal]:
    """What keeps it from being entered; nothing where it may be."""
    faults = []
    if not facts.funder.strip():
        faults.append(Refusal("Say who gave the money.", field="funder_name"))
    if facts.kind not in KINDS:
        faults.append(
            Refusal(
                "Choose a grant or other funding. Contract money is counted when its invoice is "
                "paid here.",
                field="source",
            )
        )
    if facts.amount is None or facts.amount <= Money(0):
        faults.append(
            Refusal("Enter how much arrived, in pounds, more than £0.00.", field="amount")
        )
    if facts.received_on is None:
        faults.append(Refusal("Enter the day the money arrived.", field="received_on"))
    elif facts.received_on > today:
        faults.append(
            Refusal(
                "This day is still to come. What is promised is not counted: enter the money once "
                "it has arrived.",
                field="received_on",
            )
        )
    if facts.theme not in set(Theme):
        faults.append(Refusal("Choose a theme.", field="theme"))
    if not facts.purpose.strip():
        faults.append(Refusal("Say what the money is for.", field="purpose"))
    return faults
