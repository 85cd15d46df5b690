"""Has every penny that was paid its place, and is what no invoice needs owed back?"""

from collections.abc import Iterator

from sqlalchemy import select

from invoicing.payments import payment as rules
from invoicing.payments.payment_word import RepaymentState
from marketplace.engine import db
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payments import Allocation, Payment, Repayment
from marketplace.payments.queries.invoices import accounts
from marketplace.payments.queries.payments import returnable
from procurement.ground.compared import NOTHING, Compared
from procurement.ground.money import Money


def balances() -> Iterator[Compared]:
    """Every penny of every payment has its place, and no invoice is paid beyond its worth."""
    payments = {row.id: row.amount for row in db.session.scalars(select(Payment))}
    allocations = [
        rules.Allocation(row.payment_id, row.invoice_id, row.amount)
        for row in db.session.scalars(select(Allocation))
    ]
    chosen = select(Invoice).where(Invoice.kind == InvoiceKind.INVOICE)
    recorded = {account.invoice.id: account.balance for account in accounts(chosen)}
    faults = rules.disagreements(payments, recorded, allocations)
    for fault in faults:
        yield Compared(fault, "a balance", "none")
    for _ in range(len(payments) + len(recorded) - len(faults)):
        yield Compared("Balance", "a balance", "a balance")


def repayments() -> Iterator[Compared]:
    """What no invoice needs of a payment that came is owed back; what never came settles nothing."""
    kept = {row.payment_id: row for row in db.session.scalars(select(Repayment))}
    chosen = select(Payment).where(Payment.refunds_id.is_(None)).order_by(Payment.id)
    for payment in db.session.scalars(chosen):
        what = f"Payment {payment.outside_reference} ({payment.id})"
        left = returnable(payment.id)
        owed = left.unallocated if payment.state.counts else Money(0)
        row = kept.pop(payment.id, None)
        yield Compared(f"{what}: owed back", str(owed), str(row.amount if row else Money(0)))
        if not payment.state.counts:
            settles = Money.total(left.by_invoice.values())
            yield Compared(f"{what}: settles", str(Money(0)), str(settles))
        if row is not None:
            expected = "left" if owed else "settled"
            is_settled = row.state is RepaymentState.SETTLED
            yield Compared(f"{what}: repayment", expected, "settled" if is_settled else "left")
    for row in kept.values():
        yield Compared(f"Repayment {row.id}", "of a payment", NOTHING)
