"""What was paid on an invoice, and what of it can go back?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select

from marketplace.engine.db import session
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import (
    LIVE,
    Allocation,
    CardDispute,
    Checkout,
    CheckoutState,
    Payment,
)
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
    """What is left of a payment after its earlier refunds."""
    together = select(Payment.id).where(
        or_(Payment.id == payment_id, Payment.refunds_id == payment_id)
    )
    amounts = session.scalars(select(Payment.amount).where(Payment.id.in_(together))).all()
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


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """What one payment settled, what of it went back or is asked back, and between whom."""

    settled: Sequence[tuple[Invoice, Money]]
    refunds: Sequence[Payment]
    disputes: Sequence[CardDispute]
    left: Returnable
    names: Mapping[UUID, str]


def payment_details(payment: Payment) -> PaymentDetails:
    """Read whole, in a fixed number of queries."""
    settled = session.execute(
        select(Invoice, Allocation.amount)
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .where(Allocation.payment_id == payment.id)
        .order_by(Invoice.id)
    )
    return PaymentDetails(
        [(row[0], row[1]) for row in settled],
        returns_of(payment.id),
        disputes_of(payment.id),
        returnable(payment.id),
        names_of([payment.payer_id, payment.payee_id]),
    )


def receipts_of(invoice_id: UUID) -> list[tuple[Payment, Money]]:
    """Every payment and refund set against an invoice, with how much of it, in order."""
    rows = session.execute(
        select(Payment, Allocation.amount)
        .join(Allocation, Allocation.payment_id == Payment.id)
        .where(Allocation.invoice_id == invoice_id)
        .order_by(Payment.paid_on, Payment.id)
    )
    return [(row[0], row[1]) for row in rows]


def checkouts_in_hand(invoice_ids: Iterable[UUID]) -> dict[UUID, Checkout]:
    """The card payment begun on each invoice that is neither paid nor over, by invoice."""
    rows = session.scalars(
        select(Checkout)
        .where(Checkout.invoice_id.in_(list(invoice_ids)), Checkout.state.in_(LIVE))
        .order_by(Checkout.begun_at)
    )
    return {row.invoice_id: row for row in rows}


def checkout_in_hand(invoice_id: UUID) -> Checkout | None:
    """The card payment begun on one invoice, while it is neither paid nor over."""
    return checkouts_in_hand([invoice_id]).get(invoice_id)


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
