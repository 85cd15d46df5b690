"""What of a payment settles an invoice: set against it, taken off it, and owed back."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.invoice import INVOICE_TRANSITIONS, InvoiceState
from invoicing.payments.payment import refuse_over_allocation, refuse_over_refund
from invoicing.payments.payment_word import REPAYMENT, RepaymentState
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.payments.actions.first_sales import note_first_sale
from marketplace.payments.actions.ledger import enter_allocation
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import (
    CHECKOUT,
    ENDABLE,
    Allocation,
    Checkout,
    Payment,
    Repayment,
)
from marketplace.payments.queries.invoices import account_of, settled_on
from marketplace.payments.queries.payments import parts_on, returnable
from procurement.ground.money import Money


def locked_invoices(ids: Iterable[UUID]) -> Sequence[Invoice]:
    """The invoices, locked in the order of their ids."""
    return db.session.scalars(
        select(Invoice)
        .where(Invoice.id.in_(list(ids)))
        .order_by(Invoice.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()


def set_against(
    act: Act, payment: Payment, invoice: Invoice, part: Money, counts_on: date, left: Money
) -> None:
    """Set so much of a payment, of which ``left`` is free, against an invoice; below zero
    for a refund. The invoice is locked by the caller."""
    before = account_of(invoice.id).balance
    if part > Money(0):
        refuse_over_allocation(part, left, before)
    else:
        refuse_over_refund(-part, before)
    _enter(act, payment, invoice, part, counts_on)


def take_off(act: Act, payment: Payment, invoice: Invoice, part: Money) -> None:
    """Take off an invoice what a payment had set against it, because the money never came.

    That counts from the day on which it was said to have come. Where a refund never came,
    the invoice is paid again, as far as it still stands; what others have paid on it since,
    and what a credit note took off it, is too much.
    """
    if part < Money(0):
        _take_off_excess(act, invoice, coming=-part)
        part = -min(-part, account_of(invoice.id).outstanding)
    if part:
        _enter(act, payment, invoice, -part, payment.paid_on)


def take_off_excess(act: Act, invoice: Invoice) -> None:
    """Take off an invoice what a credit note has made too much, the last payment first.

    That is the payer's again: owed back, no longer received for this invoice.
    """
    _take_off_excess(act, invoice, coming=Money(0))


def _take_off_excess(act: Act, invoice: Invoice, *, coming: Money) -> None:
    standing = account_of(invoice.id).balance
    excess = replace(standing, paid=standing.paid + coming).refundable
    for payment, paid in reversed(parts_on(invoice.id)):
        part = min(excess, paid)
        if part > Money(0):
            _enter(act, payment, invoice, -part, act.today)
            follow_repayment(act, payment)
            excess -= part


def _enter(act: Act, payment: Payment, invoice: Invoice, part: Money, counts_on: date) -> None:
    """The ledger and the state of the invoice follow what is set against it."""
    allocation = act.add(
        Allocation(
            payment_id=payment.id,
            invoice_id=invoice.id,
            amount=part,
            counts_on=counts_on,
            made_at=act.now,
        )
    )
    enter_allocation(act, allocation, payment, invoice)
    follow_sums(act, invoice)


def follow_sums(act: Act, invoice: Invoice) -> None:
    """Bring the state of an invoice to what was paid and credited: paid, or open again."""
    verb = account_of(invoice.id).balance.verb
    if verb == "pay":
        if invoice.state is not InvoiceState.PAID:
            invoice.state = INVOICE_TRANSITIONS.after(invoice.state, "pay")
            end_checkouts(act, invoice)
        invoice.paid_on, invoice.disputed = settled_on([invoice.id]).get(invoice.id), None
        note_first_sale(invoice)
    elif verb is None and invoice.state is InvoiceState.PAID:
        invoice.state = INVOICE_TRANSITIONS.after(invoice.state, "reverse")
        invoice.paid_on = None
        note_first_sale(invoice)


def follow_repayment(act: Act, payment: Payment) -> None:
    """Keep what is owed back of a payment: what no invoice needs of it, while it has come.

    The payment is locked before that is counted: another of its invoices may be credited just now.
    """
    whole_id = payment.refunds_id or payment.id
    whole = db.session.get_one(Payment, whole_id, with_for_update={"key_share": True})
    left = returnable(whole_id).unallocated if whole.state.counts else Money(0)
    row = db.session.scalars(
        select(Repayment).where(Repayment.payment_id == whole_id).with_for_update()
    ).one_or_none()
    if row is None and left:
        act.add(
            Repayment(
                payment_id=whole_id,
                payer_id=whole.payer_id,
                payee_id=whole.payee_id,
                amount=left,
                state=RepaymentState.OWED,
                owed_since=act.now,
            )
        )
    elif row is not None:
        row.amount = left
        if left and row.state is RepaymentState.SETTLED:
            row.state, row.owed_since = REPAYMENT.after(row.state, "owe"), act.now
            row.asked_at = row.wanted_on = None
        elif not left and row.state is not RepaymentState.SETTLED:
            row.state = REPAYMENT.after(row.state, "settle")


def end_checkouts(act: Act, invoice: Invoice) -> None:
    """Let no card payment begun on an invoice be paid any more.

    One that Stripe is just reporting as paid is locked by that, and left to it; a debit
    that is on its way cannot be called back.
    """
    unpaid = select(Checkout).where(Checkout.invoice_id == invoice.id, Checkout.state.in_(ENDABLE))
    for row in db.session.scalars(unpaid.with_for_update(skip_locked=True)).all():
        row.state = CHECKOUT.after(row.state, "expire")
        if row.stripe_id:
            act.enqueue("end_checkout", checkout_id=row.id)
