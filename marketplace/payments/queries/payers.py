"""How fast does each buyer really pay the counted enterprises of a place?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from statistics import median
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Row,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.orm import aliased

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payer_performance import InvoiceRecord, PayerPerformance, payer_performance
from marketplace.engine import db
from marketplace.organisations.models.directory import address_on, counted_on
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payments import Allocation
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.organisations.place import Place

SMALL = 50
"""A small business supplier has fewer people than this (Fair Payment Code). Not known: small."""


@dataclass(frozen=True, slots=True)
class Payer:
    """One buyer, as it dealt with the invoices that it received in a period."""

    buyer_id: UUID
    name: str
    performance: PayerPerformance


@dataclass(frozen=True, slots=True)
class Payers:
    """The buyers by name, and days from receipt to payment over all their paid invoices."""

    each: Sequence[Payer]
    mean_days: Fraction | None
    median_days: Fraction | None


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """How a buyer kept its payment terms: of ``judged`` invoices ``late`` were late."""

    judged: int
    late: int
    mean_days: Decimal | None
    overdue: Money
    overdue_days: int
    """How long the longest unpaid one has been overdue."""


_A_YEAR = timedelta(days=365)
_STANDING = (Invoice.kind == InvoiceKind.INVOICE, Invoice.state != InvoiceState.CREDITED)


def payers_of(place: Place, first: date, last: date) -> Payers:
    """How the invoices that came in from ``first`` to ``last`` were paid by ``last``: one query.

    Counted are the invoices of enterprises that were counted and inside the place on the
    day the invoice came; not those taken back by a credit note.
    """
    records: dict[tuple[UUID, str], list[InvoiceRecord]] = defaultdict(list)
    for row in _rows(place, first, last):
        records[row.buyer_id, row.name].append(
            InvoiceRecord(
                received=row.received_on,
                agreed_due=row.due_on,
                paid=row.paid_on,
                amount=row.gross,
                is_small=row.employees is None or row.employees < SMALL,
                unpaid=Money(int(row.unpaid)),
            )
        )
    each = [
        Payer(buyer_id, name, payer_performance(known, last))
        for (buyer_id, name), known in records.items()
    ]
    every = [record for known in records.values() for record in known]
    days = [Fraction(record.days_taken()) for record in every if record.paid_by(last)]
    return Payers(
        sorted(each, key=lambda payer: payer.name.lower()),
        payer_performance(every, last).mean_days,
        median(days) if days else None,
    )


def promise_records(buyer_ids: Iterable[UUID], now: datetime) -> dict[UUID, PromiseRecord | None]:
    """How these buyers dealt with the invoices of the last twelve months: one query.

    Late counts what was paid after the agreed day, and what is past it unpaid. None where
    nothing was paid or fell due.
    """
    records: dict[UUID, PromiseRecord | None] = dict.fromkeys(buyer_ids)
    today = london_day(now)
    is_paid = Invoice.paid_on.is_not(None)
    is_overdue = and_(Invoice.paid_on.is_(None), Invoice.due_on < today)
    rows = db.session.execute(
        select(
            Invoice.buyer_id,
            func.count().filter(or_(is_paid, is_overdue)),
            func.count().filter(or_(Invoice.paid_on > Invoice.due_on, is_overdue)),
            func.avg(Invoice.paid_on - _received_on()),
            func.coalesce(func.sum(_unpaid(today)).filter(is_overdue), 0),
            func.coalesce(func.max(today - Invoice.due_on).filter(is_overdue), 0),
        )
        .where(
            Invoice.buyer_id.in_(records),
            *_STANDING,
            _received_on() > today - _A_YEAR,
        )
        .group_by(Invoice.buyer_id)
    )
    for buyer_id, judged, late, mean, unpaid, days in rows:
        if judged:
            records[buyer_id] = PromiseRecord(judged, late, mean, Money(int(unpaid)), days)
    return records


def _rows(
    place: Place, first: date, last: date
) -> Sequence[Row[UUID, str, date, date, date | None, Money, int, int | None]]:
    received_on = _received_on()
    buyer = aliased(Organisation)
    return db.session.execute(
        select(
            Invoice.buyer_id,
            buyer.name,
            received_on.label("received_on"),
            Invoice.due_on,
            Invoice.paid_on,
            Invoice.gross,
            _unpaid(last).label("unpaid"),
            Organisation.employees,
        )
        .join(buyer, buyer.id == Invoice.buyer_id)
        .join(Organisation, Organisation.id == Invoice.supplier_id)
        .where(
            *_STANDING,
            received_on.between(first, last),
            counted_on(received_on),
            exists().where(
                TradingAddress.organisation_id == Organisation.id,
                address_on(received_on),
                TradingAddress.ward_code.in_(place.ward_codes),
            ),
        )
    ).all()


def _received_on() -> ColumnElement[date]:
    return cast(func.timezone("Europe/London", Invoice.received_at), Date)


def _unpaid(day: date) -> ColumnElement[int]:
    """Pence of an invoice that were neither paid nor credited by the end of a day."""
    note = aliased(Invoice)
    paid = select(func.coalesce(func.sum(type_coerce(Allocation.amount, BigInteger)), 0)).where(
        Allocation.invoice_id == Invoice.id, Allocation.counts_on <= day
    )
    credited = select(func.coalesce(func.sum(type_coerce(note.gross, BigInteger)), 0)).where(
        note.credits_id == Invoice.id, note.issued_on <= day
    )
    return (
        type_coerce(Invoice.gross, BigInteger)
        - paid.correlate(Invoice).scalar_subquery()
        - credited.correlate(Invoice).scalar_subquery()
    )
