"""What was paid on an invoice, what of it can go back, and what else has happened to it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from marketplace.engine.db import session
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import (
    LIVE,
    THAT_COUNT,
    Allocation,
    CardDispute,
    Checkout,
    CheckoutState,
    Payment,
    Repayment,
)
from procurement.ground.calendar import london_day
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class Returnable:
    """What of a payment can still be given back: of each invoice, and beyond all invoices."""

    by_invoice: dict[UUID, Money]
    unallocated: Money

    @property
    def total(self) -> Money:
        return self.unallocated + Money.total(self.by_invoice.values())


def returnable(payment_id: UUID) -> Returnable:
    """What is left of a payment after its earlier refunds, but for those that never came.

    What those had taken off an invoice that stands no more stays off it.
    """
    together = select(Payment.id).where(
        (Payment.id == payment_id) | (Payment.refunds_id == payment_id)
    )
    counted = select(Payment.amount).where(
        (Payment.id == payment_id)
        | (Payment.refunds_id == payment_id) & Payment.state.in_(THAT_COUNT)
    )
    amounts = session.scalars(counted).all()
    by_invoice: dict[UUID, Money] = {}
    for allocation in session.scalars(
        select(Allocation).where(Allocation.payment_id.in_(together))
    ):
        before = by_invoice.get(allocation.invoice_id, Money(0))
        by_invoice[allocation.invoice_id] = before + allocation.amount
    return Returnable(by_invoice, Money.total(amounts) - Money.total(by_invoice.values()))


def returns_of(payment_id: UUID) -> Sequence[Payment]:
    """What went back of a payment, and came again, in order."""
    return session.scalars(
        select(Payment).where(Payment.refunds_id == payment_id).order_by(Payment.recorded_at)
    ).all()


def disputes_of(payment_id: UUID) -> Sequence[CardDispute]:
    """What the payer's bank asked back of a payment, in order."""
    return session.scalars(
        select(CardDispute)
        .where(CardDispute.payment_id == payment_id)
        .order_by(CardDispute.opened_at)
    ).all()


def set_against_by(payment_id: UUID) -> dict[UUID, Money]:
    """What of a payment stands against each invoice that it was ever set against."""
    rows = session.execute(
        select(Allocation.invoice_id, func.sum(Allocation.amount))
        .where(Allocation.payment_id == payment_id)
        .group_by(Allocation.invoice_id)
    )
    return {row[0]: row[1] for row in rows}


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """What one payment settled, what of it went back or is asked back, and between whom."""

    settled: Sequence[tuple[Invoice, Allocation]]
    """In order, with what was taken off an invoice again."""
    refunds: Sequence[Payment]
    disputes: Sequence[CardDispute]
    left: Returnable
    repayment: Repayment | None
    """What of it is, or was, owed back."""
    names: Mapping[UUID, str]


def payment_details(payment: Payment) -> PaymentDetails:
    """Read whole, in a fixed number of queries."""
    settled = session.execute(
        select(Invoice, Allocation)
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .where(Allocation.payment_id == payment.id)
        .order_by(Allocation.made_at, Allocation.id)
    )
    return PaymentDetails(
        [(row[0], row[1]) for row in settled],
        returns_of(payment.id),
        disputes_of(payment.id),
        returnable(payment.id),
        session.scalars(
            select(Repayment).where(Repayment.payment_id == (payment.refunds_id or payment.id))
        ).one_or_none(),
        names_of([payment.payer_id, payment.payee_id]),
    )


def receipts_of(invoice_id: UUID) -> list[tuple[Payment, Allocation]]:
    """All that was set against an invoice, or taken off it again, with its payment, in order."""
    rows = session.execute(
        select(Payment, Allocation)
        .join(Allocation, Allocation.payment_id == Payment.id)
        .where(Allocation.invoice_id == invoice_id)
        .order_by(Allocation.made_at, Allocation.id)
    )
    return [(row[0], row[1]) for row in rows]


def parts_on(invoice_id: UUID) -> list[tuple[Payment, Money]]:
    """What of each payment stands against an invoice, less its refunds, in the order they came."""
    refund = aliased(Payment)
    whole = select(refund.refunds_id).where(refund.id == Allocation.payment_id).scalar_subquery()
    rows = session.execute(
        select(Payment, func.sum(Allocation.amount))
        .join(Payment, Payment.id == func.coalesce(whole, Allocation.payment_id))
        .where(Allocation.invoice_id == invoice_id)
        .group_by(Payment.id)
        .order_by(Payment.recorded_at, Payment.id)
    )
    return [(row[0], row[1]) for row in rows]


def last_checkout(invoice_id: UUID) -> Checkout | None:
    """The newest card payment of an invoice, where it is in hand or has failed."""
    newest = session.scalar(
        select(Checkout)
        .where(Checkout.invoice_id == invoice_id)
        .order_by(Checkout.begun_at.desc(), Checkout.id.desc())
        .limit(1)
    )
    wanted = (*LIVE, CheckoutState.FAILED)
    return newest if newest is not None and newest.state in wanted else None


def open_disputes_on(invoice_id: UUID) -> Sequence[CardDispute]:
    """What payers' banks ask back now of the payments of an invoice."""
    paid = select(Allocation.payment_id).where(Allocation.invoice_id == invoice_id)
    return session.scalars(
        select(CardDispute)
        .where(CardDispute.payment_id.in_(paid), CardDispute.ended_at.is_(None))
        .order_by(CardDispute.opened_at)
    ).all()


class What(StrEnum):
    """What can happen to an invoice."""

    SENT = "sent"
    DISPUTED = "disputed"
    ANSWERED = "answered"
    APPROVED = "approved"
    PAID = "paid"
    CREDITED = "credited"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to an invoice, on which day and when that was written down."""

    what: What
    on: date
    at: datetime
    receipt: tuple[Payment, Allocation] | None = None
    note: Invoice | None = None


def history_of(
    invoice: Invoice, notes: Sequence[Invoice], receipts: Sequence[tuple[Payment, Allocation]]
) -> list[Happening]:
    """Everything, by the day on which it happened and then as it was written down."""
    moments = [
        (What.SENT, invoice.received_at),
        (What.DISPUTED, invoice.disputed_at),
        (What.ANSWERED, invoice.dispute_answered_at),
        (What.APPROVED, invoice.approved_at),
    ]
    happened = [Happening(what, london_day(at), at) for what, at in moments if at]
    for payment, part in receipts:
        happened.append(Happening(What.PAID, part.counts_on, part.made_at, receipt=(payment, part)))
    for note in notes:
        happened.append(Happening(What.CREDITED, note.issued_on, note.received_at, note=note))
    return sorted(happened, key=lambda each: (each.on, each.at))
