"""Which lines stand in the ledger of a place, and what do they come to?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Row, Select, SQLColumnExpression, func, select
from sqlalchemy.orm import aliased

from invoicing.payments.payment_word import PaymentState
from marketplace.economy.models.fundings import Funding
from marketplace.economy.queries.board import Period
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.ledger import LedgerEntry, ledger_visible_to
from marketplace.payments.models.payments import Allocation, Payment, PaymentMethod
from procurement.ground.money import Money

Chosen = Select[LedgerEntry, str, str, str, PaymentState | None, PaymentMethod | None]
"""The columns of a ``Line``."""

PAGE = 50
"""How many stand on one page."""


@dataclass(frozen=True, slots=True)
class WantedLines:
    """What a reader looks for; empty means any."""

    place: str
    period: Period
    theme: str = ""
    enterprise: UUID | None = None
    payer: UUID | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with the names on it; ``number`` is the invoice's, empty for a funding.

    ``word`` and ``method`` are those of the payment: whose word it is that it came.
    """

    entry: LedgerEntry
    enterprise: str
    payer: str
    number: str
    word: PaymentState | None
    method: PaymentMethod | None


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One page of the ledger, how many lines fit in all, their sum, and whom one may search for."""

    lines: Sequence[Line]
    count: int
    total: Money
    enterprises: Sequence[Row[UUID, str]]
    payers: Sequence[Row[UUID, str]]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return -(-self.count // PAGE)


def ledger_page(actor: Actor, wanted: WantedLines, number: int) -> LedgerPage:
    """The page of a number, from 1, the newest line first: four queries."""
    chosen = _chosen(actor, wanted)
    count, total = _count_and_sum(chosen)
    visible = ledger_visible_to(actor)
    return LedgerPage(
        _read(chosen.limit(PAGE).offset((number - 1) * PAGE)),
        count,
        total,
        _named_in(visible, LedgerEntry.organisation_id),
        _named_in(visible, LedgerEntry.buyer_id),
    )


def ledger_lines(actor: Actor, wanted: WantedLines, most: int) -> list[Line]:
    """The newest lines, no more than so many, in one query."""
    return _read(_chosen(actor, wanted).limit(most))


def entry_seen_by(actor: Actor, entry_id: UUID) -> Select[LedgerEntry]:
    """One entry, where this person may read it."""
    return ledger_visible_to(actor).where(LedgerEntry.id == entry_id)


def _chosen(actor: Actor, wanted: WantedLines) -> Chosen:
    who, from_whom = aliased(Organisation), aliased(Organisation)
    lines = (
        ledger_visible_to(actor)
        .join(who, who.id == LedgerEntry.organisation_id)
        .join(from_whom, from_whom.id == LedgerEntry.buyer_id, isouter=True)
        .join(Funding, Funding.id == LedgerEntry.funding_id, isouter=True)
        .join(Allocation, Allocation.id == LedgerEntry.allocation_id, isouter=True)
        .join(Invoice, Invoice.id == Allocation.invoice_id, isouter=True)
        .join(Payment, Payment.id == Allocation.payment_id, isouter=True)
        .where(
            LedgerEntry.places.contains([wanted.place]),
            LedgerEntry.received_on.between(wanted.period.first, wanted.period.last),
        )
        .add_columns(
            who.name,
            func.coalesce(from_whom.name, Funding.funder_name, ""),
            func.coalesce(Invoice.number, ""),
            Payment.state,
            Payment.method,
        )
        .order_by(LedgerEntry.received_on.desc(), LedgerEntry.id.desc())
    )
    if wanted.theme:
        lines = lines.where(LedgerEntry.theme == wanted.theme)
    if wanted.enterprise:
        lines = lines.where(LedgerEntry.organisation_id == wanted.enterprise)
    if wanted.payer:
        lines = lines.where(LedgerEntry.buyer_id == wanted.payer)
    return lines


def _read(chosen: Chosen) -> list[Line]:
    return [Line(*row) for row in db.session.execute(chosen)]


def _count_and_sum(chosen: Chosen) -> tuple[int, Money]:
    every = chosen.order_by(None).with_only_columns(LedgerEntry.amount).subquery()
    row = db.session.execute(select(func.count(), func.sum(every.c.amount))).one()
    return row[0], Money(int(getattr(row[1], "pence", row[1] or 0)))


def _named_in(
    visible: Select[LedgerEntry], column: SQLColumnExpression[UUID | None]
) -> Sequence[Row[UUID, str]]:
    """Ids and names of the organisations that stand in a column of the visible ledger."""
    ids = visible.with_only_columns(column).distinct()
    return db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.id.in_(ids))
        .order_by(Organisation.name)
    ).all()
