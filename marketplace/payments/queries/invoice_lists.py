"""Which invoices wait for somebody, and how much do they come to?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, false, func, or_, select, true, union_all

from invoicing.billing.invoice import InvoiceState
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.engine.paging import MOST_COUNTED, ON_A_PAGE, Beside, Stretch, count_of, stretch_of
from marketplace.payments.models.invoices import Invoice, InvoiceKind, invoices_visible_to
from marketplace.payments.models.owed import OwedTail, OwedTotal
from marketplace.payments.models.payments import ROLES_THAT_READ
from marketplace.payments.queries.invoices import (
    Account,
    accounts,
    accounts_in,
    as_money,
    with_sums,
)
from procurement.ground.money import Money

OPEN = (InvoiceState.SENT, InvoiceState.APPROVED, InvoiceState.DISPUTED)
SOON = timedelta(days=3)


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
    note is below zero. Counted is up to ``MOST_COUNTED``; of more there is no total, and what is
    outstanding is that of all.
    """

    listed: Stretch[Account]
    counts: dict[Wanted, int]
    total: Money | None
    outstanding: Money


def invoice_list(
    actor: Actor, side: Side, wanted: Wanted, today: date, beside: Beside
) -> InvoiceList:
    """The invoices of one side: three queries, however many there are.

    The soonest due first; of what is paid, and of all, the latest due.
    """
    mine = _mine(actor, side)
    conditions = _conditions(today)
    signed = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -Invoice.gross), else_=Invoice.gross)
    some = select(signed.label("sum")).where(mine, conditions[wanted]).limit(MOST_COUNTED + 1)
    row = session.execute(
        select(
            select(func.coalesce(func.sum(some.subquery().c.sum), 0)).scalar_subquery(),
            *(count_of(select(Invoice.id).where(mine, each)) for each in conditions.values()),
        )
    ).one()
    counts = dict(zip(conditions, row[1:], strict=True))
    listed = stretch_of(
        with_sums(select(Invoice).where(mine, conditions[wanted])),
        (Invoice.due_on, Invoice.id),
        beside,
        descending=wanted in {Wanted.PAID, Wanted.ALL},
        size=ON_A_PAGE,
    )
    return InvoiceList(
        Stretch(accounts_in(listed.rows), listed.before, listed.after),
        counts,
        as_money(row[0]) if counts[wanted] <= MOST_COUNTED else None,
        _outstanding(_readable(actor), side, wanted, today),
    )


def owing_buyers(supplier_id: UUID) -> Sequence[UUID]:
    """Every buyer with an unpaid invoice of a supplier."""
    return session.scalars(
        select(Invoice.buyer_id)
        .where(
            Invoice.supplier_id == supplier_id,
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state.in_(OPEN),
        )
        .distinct()
    ).all()


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
    return column.in_(_readable(actor))


def _readable(actor: Actor) -> Collection[UUID]:
    return actor.organisations_as(*ROLES_THAT_READ)


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


def _outstanding(organisations: Collection[UUID], side: Side, wanted: Wanted, today: date) -> Money:
    """What is owed on the open invoices of the kind wanted, from the kept totals: one query."""
    kept = [_owed(of, side, wanted, today, organisations) for of in (OwedTotal, OwedTail)]
    rows = union_all(*kept).subquery()
    return as_money(session.scalars(select(func.coalesce(func.sum(rows.c.pence), 0))).one())


def _owed(
    of: type[OwedTotal | OwedTail],
    side: Side,
    wanted: Wanted,
    today: date,
    organisations: Collection[UUID],
) -> Select[int]:
    conditions = {
        Wanted.OPEN: true(),
        Wanted.TO_APPROVE: of.state == InvoiceState.SENT,
        Wanted.DUE_SOON: of.due_on.between(today, today + SOON),
        Wanted.OVERDUE: of.due_on < today,
        Wanted.DISPUTED: of.state == InvoiceState.DISPUTED,
        Wanted.PAID: false(),
        Wanted.CREDIT_NOTES: false(),
        Wanted.ALL: true(),
    }
    return select(of.pence).where(
        of.organisation_id.in_(organisations), of.side == side, conditions[wanted]
    )
