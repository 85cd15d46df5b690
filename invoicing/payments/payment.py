"""What has been paid on an invoice, what is outstanding, and does every penny balance?

A payment is allocated to invoices; a refund is a payment below zero, allocated
below zero to the invoice it takes money back from. What was set against an invoice
is taken off it again below zero: after a credit note, or where the money never came.
Part payment is no state: it is read off these sums.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

PaymentId = TypeVar("PaymentId", bound=Hashable)
InvoiceId = TypeVar("InvoiceId", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Allocation(Generic[PaymentId, InvoiceId]):
    """So much of one payment settles one invoice; below zero for a refund."""

    payment: PaymentId
    invoice: InvoiceId
    amount: Money


@dataclass(frozen=True, slots=True)
class Balance:
    """One invoice with VAT, what credit notes took off it, and what was paid less refunds."""

    gross: Money
    credited: Money
    paid: Money

    @property
    def outstanding(self) -> Money:
        """What the buyer still owes."""
        return max(self.gross - self.credited - self.paid, Money(0))

    @property
    def refundable(self) -> Money:
        """What the supplier owes back: paid before a credit note made it too much."""
        return max(self.paid + self.credited - self.gross, Money(0))

    @property
    def is_part_paid(self) -> bool:
        return self.paid > Money(0) and self.outstanding > Money(0)

    @property
    def verb(self) -> str | None:
        """The move that the sums ask of the invoice: ``credit``, ``pay``, or none yet."""
        if self.gross and self.credited == self.gross:
            return "credit"
        return None if self.outstanding else "pay"


def balance(
    gross: Money, allocated: Iterable[Money] = (), credited: Iterable[Money] = ()
) -> Balance:
    """Add up an invoice's allocations (refunds below zero) and credit notes.

    Refuses more credit than was invoiced and more refunds than were paid.
    """
    invoice = Balance(gross, Money.total(credited), Money.total(allocated))
    if invoice.credited > gross:
        raise Refusal("The credit notes come to more than the invoice.")
    if invoice.paid < Money(0):
        raise Refusal("More has been refunded than was paid.")
    return invoice


def allocate(
    payment: Money, outstanding: Sequence[tuple[InvoiceId, Money]]
) -> list[tuple[InvoiceId, Money]]:
    """Set a payment against invoices of (id, outstanding) in the order given.

    The oldest due should stand first. Invoices that get nothing are left out. What
    is left over after all of them is not allocated: it is the sum less the parts.
    Refuses a payment that is not above zero.
    """
    if payment <= Money(0):
        raise Refusal("A payment must be more than £0.00.", field="amount")
    left, parts = payment, []
    for invoice, owed in outstanding:
        part = min(left, max(owed, Money(0)))
        if part:
            parts.append((invoice, part))
            left -= part
    return parts


def refuse_over_allocation(amount: Money, unallocated: Money, invoice: Balance) -> None:
    """Refuse to set more against an invoice than the payment has left or the invoice owes."""
    if amount <= Money(0):
        raise Refusal("Say how much of the payment settles the invoice.", field="amount")
    if amount > unallocated:
        raise Refusal(f"Only {unallocated} of this payment is left to allocate.", field="amount")
    if amount > invoice.outstanding:
        raise Refusal(
            f"Only {invoice.outstanding} is outstanding on this invoice.",
            field="amount",
        )


def refuse_over_refund(amount: Money, invoice: Balance) -> None:
    """Refuse to give back more than was paid."""
    if amount <= Money(0):
        raise Refusal("A refund must be more than £0.00.", field="amount")
    if amount > invoice.paid:
        raise Refusal(f"Only {invoice.paid} was paid, so no more can go back.")


def disagreements(
    payments: Mapping[PaymentId, Money],
    invoices: Mapping[InvoiceId, Balance],
    allocations: Sequence[Allocation[PaymentId, InvoiceId]],
) -> list[str]:
    """What does not balance, a sentence each; nothing where every penny has its place.

    ``payments``: the amount of each, below zero for a refund. ``invoices``: each as it
    is recorded. What a credit note makes too much is taken off the invoice, by an
    allocation below zero, and owed back: no invoice stays paid beyond its worth.
    """
    return [*_of_payments(payments, allocations), *_of_invoices(invoices, allocations)]


def _of_payments(
    payments: Mapping[PaymentId, Money], allocations: Sequence[Allocation[PaymentId, InvoiceId]]
) -> list[str]:
    faults = [
        f"An allocation names payment {allocation.payment}, which is not known."
        for allocation in allocations
        if allocation.payment not in payments
    ]
    for payment, amount in payments.items():
        parts = _by_invoice(a for a in allocations if a.payment == payment).values()
        if any(part and (part < Money(0)) != (amount < Money(0)) for part in parts):
            faults.append(f"Payment {payment} is allocated against its own direction.")
        allocated = Money.total(parts)
        if abs(allocated) > abs(amount):
            faults.append(f"Payment {payment} of {amount} is allocated for {allocated}.")
    return faults


def _by_invoice(
    allocations: Iterable[Allocation[PaymentId, InvoiceId]],
) -> dict[InvoiceId, Money]:
    """What stands against each invoice, after what was taken off it again."""
    sums: dict[InvoiceId, Money] = {}
    for allocation in allocations:
        sums[allocation.invoice] = sums.get(allocation.invoice, Money(0)) + allocation.amount
    return sums


def _of_invoices(
    invoices: Mapping[InvoiceId, Balance], allocations: Sequence[Allocation[PaymentId, InvoiceId]]
) -> list[str]:
    faults = [
        f"An allocation names invoice {allocation.invoice}, which is not known."
        for allocation in allocations
        if allocation.invoice not in invoices
    ]
    for invoice, recorded in invoices.items():
        parts = Money.total(a.amount for a in allocations if a.invoice == invoice)
        if parts != recorded.paid:
            faults.append(
                f"Invoice {invoice} is recorded as paid {recorded.paid}, "
                f"but {parts} is allocated to it."
            )
        if recorded.refundable:
            faults.append(f"Invoice {invoice} is paid {recorded.refundable} beyond its worth.")
    return faults
