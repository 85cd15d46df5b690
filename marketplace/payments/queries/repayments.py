"""What does a supplier owe back, and which invoices can it be set off against?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Repayment
from marketplace.payments.queries.invoice_lists import OPEN
from marketplace.payments.queries.invoices import Account, accounts, is_payable
from procurement.ground.money import Money

_MOST = 50
"""No more invoices than this are offered to choose from."""


def owed_back_on(invoice_id: UUID) -> Sequence[Repayment]:
    """What is owed back now of the payments that were set against an invoice."""
    paid = select(Allocation.payment_id).where(Allocation.invoice_id == invoice_id)
    return session.scalars(
        select(Repayment)
        .where(Repayment.payment_id.in_(paid), Repayment.amount > Money(0))
        .order_by(Repayment.id)
    ).all()


def settled_by(repayment: Repayment) -> list[Account]:
    """The open invoices between the same two sides that it can be set off against, the soonest
    due first."""
    between = select(Invoice).where(
        Invoice.supplier_id == repayment.payee_id,
        Invoice.buyer_id == repayment.payer_id,
        Invoice.state.in_(OPEN),
        is_payable(),
    )
    return accounts(between.order_by(Invoice.due_on, Invoice.id).limit(_MOST))
