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
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Balance:
    """One invoice with VAT, what credit notes took off it, and what was paid less refunds."""

    gross_pence: int
    credited_pence: int
    paid_pence: int

    @property
    def outstanding_pence(self) -> int:
        """What the buyer still owes."""
        return max(self.gross_pence - self.credited_pence - self.paid_pence, 0)

    @property
    def refundable_pence(self) -> int:
        """What the supplier owes back: paid before a credit note made it too much."""
        return max(self.paid_pence + self.credited_pence - self.gross_pence, 0)

    @property
    def is_part_paid(self) -> bool:
        return self.paid_pence > 0 and self.outstanding_pence > 0

    @property
    def verb(self) -> str | None:
        """The move that the sums ask of the invoice: ``credit``, ``pay``, or none yet."""
        if self.gross_pence and self.credited_pence == self.gross_pence:
            return "credit"
        return "pay" if self.outstanding_pence == 0 else None


def balance(
    gross_pence: int, allocated: Iterable[int] = (), credited: Iterable[int] = ()
) -> Balance:
    """Add up an invoice's allocations (refunds below zero) and credit notes.

    Refuses more credit than was invoiced and more refunds than were paid.
    """
    invoice = Balance(gross_pence, sum(credited), sum(allocated))
    if invoice.credited_pence > gross_pence:
        raise Refusal("The credit notes come to more than the invoice.")
    if invoice.paid_pence < 0:
        raise Refusal("More has been refunded than was paid.")
    return invoice


def allocate(
    payment_pence: int, outstanding: Sequence[tuple[InvoiceId, int]]
) -> list[tuple[InvoiceId, int]]:
    """Set a payment against invoices of (id, outstanding pence) in the order given.

    The oldest due should stand first. Invoices that get nothing are left out. What
    is left over after all of them is not allocated: it is the sum less the parts.
    Refuses a payment that is not above zero.
    """
    if payment_pence <= 0:
        raise Refusal("A payment must be more than £0.00.", field="amount")
    left, parts = payment_pence, []
    for invoice, owed_pence in outstanding:
        part = min(left, max(owed_pence, 0))
        if part:
            parts.append((invoice, part))
            left -= part
    return parts


def refuse_over_allocation(amount_pence: int, unallocated_pence: int, invoice: Balance) -> None:
    """Refuse to set more against an invoice than the payment has left or the invoice owes."""
    if amount_pence <= 0:
        raise Refusal("Say how much of the payment settles the invoice.", field="amount")
    if amount_pence > unallocated_pence:
        raise Refusal(
            f"Only {Money(unallocated_pence)} of this payment is left to allocate.", field="amount"
        )
    if amount_pence > invoice.outstanding_pence:
        raise Refusal(
            f"Only {Money(invoice.outstanding_pence)} is outstanding on this invoice.",
            field="amount",
        )


def refuse_over_refund(amount_pence: int, invoice: Balance) -> None:
    """Refuse to give back more than was paid."""
    if amount_pence <= 0:
        raise Refusal("A refund must be more than £0.00.", field="amount")
    if amount_pence > invoice.paid_pence:
        raise Refusal(f"Only {Money(invoice.paid_pence)} was paid, so no more can go back.")


def disagreements(
    payments: Mapping[PaymentId, int],
    invoices: Mapping[InvoiceId, Balance],
    allocations: Sequence[Allocation[PaymentId, InvoiceId]],
) -> list[str]:
    """What does not balance, a sentence each; nothing where every penny has its place.

    ``payments``: pence by payment, below zero for a refund. ``invoices``: each as it
    is recorded. What a credit note makes too much is taken off the invoice, by an
    allocation below zero, and owed back: no invoice stays paid beyond its worth.
    """
    return [*_of_payments(payments, allocations), *_of_invoices(invoices, allocations)]


def _of_payments(
    payments: Mapping[PaymentId, int], allocations: Sequence[Allocation[PaymentId, InvoiceId]]
) -> list[str]:
    faults = [
        f"An allocation names payment {allocation.payment}, which is not known."
        for allocation in allocations
        if allocation.payment not in payments
    ]
    for payment, pence in payments.items():
        parts = _by_invoice(a for a in allocations if a.payment == payment).values()
        if any(part and (part < 0) != (pence < 0) for part in parts):
            faults.append(f"Payment {payment} is allocated against its own direction.")
        if abs(sum(parts)) > abs(pence):
            faults.append(
                f"Payment {payment} of {Money(pence)} is allocated for {Money(sum(parts))}."
            )
    return faults


def _by_invoice(
    allocations: Iterable[Allocation[PaymentId, InvoiceId]],
) -> dict[InvoiceId, int]:
    """What stands against each invoice, after what was taken off it again."""
    sums: dict[InvoiceId, int] = {}
    for allocation in allocations:
        sums[allocation.invoice] = sums.get(allocation.invoice, 0) + allocation.amount_pence
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
        parts = sum(a.amount_pence for a in allocations if a.invoice == invoice)
        if parts != recorded.paid_pence:
            faults.append(
                f"Invoice {invoice} is recorded as paid {Money(recorded.paid_pence)}, "
                f"but {Money(parts)} is allocated to it."
            )
        if recorded.refundable_pence:
            faults.append(
                f"Invoice {invoice} is paid {Money(recorded.refundable_pence)} beyond its worth."
            )
    return faults
