"""Which part of an invoice is disputed, and what stays due?

Procurement Act 2023 s68: the buyer tells the supplier without undue delay that an
invoice is invalid or disputed. What is not disputed keeps its due date. What is
found to be owed was owed all along and keeps it too; a corrected invoice is a
new one and starts its own clock on receipt.
"""

from dataclasses import dataclass
from datetime import date

from invoicing.payments.payment import Balance
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class Dispute:
    """So much of an invoice is disputed, since the supplier was told on ``notified_on``."""

    notified_on: date
    amount: Money
    reason: str

    def days_to_notice(self, received: date) -> int:
        """How long the buyer took to say so. The law names no number: without undue delay."""
        return (self.notified_on - received).days


def refuse_unfit_dispute(dispute: Dispute, received: date, invoice: Balance) -> None:
    """Refuse a dispute without a reason, before receipt, or of more than is outstanding."""
    faults = []
    if not dispute.reason.strip():
        faults.append(Refusal("Say why, so that the supplier can put it right.", field="reason"))
    if dispute.notified_on < received:
        faults.append(Refusal("It was not yet received on that day.", field="notified_on"))
    if not Money(0) < dispute.amount <= invoice.outstanding:
        owed = invoice.outstanding
        faults.append(
            Refusal(f"Dispute more than £0.00 and not more than the {owed} owed.", field="amount")
        )
    refuse_if_any(faults)


def payable_now(invoice: Balance, dispute: Dispute | None) -> Money:
    """What must be paid by the due date although the rest is disputed."""
    disputed = Money(0) if dispute is None else dispute.amount
    return max(invoice.outstanding - disputed, Money(0))
