"""Which invoices wait for somebody, and how much do they come to?"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from invoicing.billing.invoice import InvoiceState
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.payments.models.invoices import Invoice, InvoiceKind, invoices_visible_to
from marketplace.payments.models.payments import ROLES_THAT_READ
from marketplace.payments.queries.invoices import Account, accounts, totals_of
from procurement.ground.money import Money

OPEN = (InvoiceState.SENT, InvoiceState.APPROVED, InvoiceState.DISPUTED)
SOON = timedelta(days=3)
PER_PAGE = 50


class Side(StrEnum):
    """Whose invoices: those the person's organisations have to pay, or those they sent."""

    BUYING = "buying"
    SELLING = "selling"


class Wanted(StrEnum):
    """What the list is narrowed to."""

    OPEN = "open"
    TO_APPROVE = "to-approve"
    DUE_SOON = "due-soon"
    OVERDUE = "overdue"
    DISPUTED = "disputed"
    PAID = "paid"
    CREDIT_NOTES = "credit-notes"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class InvoiceList:
    """One page of invoices, how many there are of each kind wanted, and what this kind comes to.

    The sums are those of every row of the kind wanted, not only of those on the page; a credit
    note is below zero.
    """

    accounts: list[Account]
    counts: dict[Wanted, int]
    total: Money
    outstanding: Money
    pages: int


def invoice_list(
    actor: Actor, side: Side, wanted: Wanted, today: date, page: int = 1
) -> InvoiceList:
    """The invoices of one side, the soonest due first: three queries, however many there are."""
    mine = _mine(actor, side)
    conditions = _conditions(today)
    row = session.execute(
        select(*(func.count().filter(condition) for condition in conditions.values())).where(mine)
    ).one()
    invoices: Select[Invoice] = select(Invoice).where(mine, conditions[wanted])
    total, outstanding = totals_of(and_(mine, conditions[wanted]))
    order = Invoice.paid_on.desc() if wanted is Wanted.PAID else Invoice.due_on
    rows = accounts(
        invoices.order_by(order, Invoice.id).offset((page - 1) * PER_PAGE).limit(PER_PAGE)
    )
    counts = dict(zip(conditions, row, strict=True))
    return InvoiceList(rows, counts, total, outstanding, -(-counts[wanted] // PER_PAGE))


def payable_with(actor: Actor, invoice: Invoice) -> list[Account]:
    """The open invoices that one press may pay: the same milestone's, and the same supplier's."""
    beside = or_(
        Invoice.milestone_id == invoice.milestone_id, Invoice.supplier_id == invoice.supplier_id
    )
    visible = invoices_visible_to(actor).where(
        Invoice.buyer_id == invoice.buyer_id,
        Invoice.kind == InvoiceKind.INVOICE,
        Invoice.state.in_(OPEN),
        beside,
    )
    order = (Invoice.id != invoice.id, Invoice.milestone_id != invoice.milestone_id, Invoice.due_on)
    return accounts(visible.order_by(*order))


def has_invoices(actor: Actor, side: Side) -> bool:
    """Whether there is any invoice on this side."""
    return session.scalar(select(Invoice.id).where(_mine(actor, side)).limit(1)) is not None


def _mine(actor: Actor, side: Side) -> ColumnElement[bool]:
    column = Invoice.buyer_id if side is Side.BUYING else Invoice.supplier_id
    return column.in_(actor.organisations_as(*ROLES_THAT_READ))


def _conditions(today: date) -> dict[Wanted, ColumnElement[bool]]:
    is_note = Invoice.kind == InvoiceKind.CREDIT_NOTE
    is_open = and_(~is_note, Invoice.state.in_(OPEN))
    return {
        Wanted.OPEN: is_open,
        Wanted.TO_APPROVE: and_(is_open, Invoice.state == InvoiceState.SENT),
        Wanted.DUE_SOON: and_(is_open, Invoice.due_on >= today, Invoice.due_on <= today + SOON),
        Wanted.OVERDUE: and_(is_open, Invoice.due_on < today),
        Wanted.DISPUTED: Invoice.state == InvoiceState.DISPUTED,
        Wanted.PAID: Invoice.state == InvoiceState.PAID,
        Wanted.CREDIT_NOTES: is_note,
        Wanted.ALL: true(),
    }
