"""How fast does each buyer really pay the counted enterprises of a place?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    String,
    Subquery,
    Uuid,
    and_,
    column,
    func,
    literal,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import aliased

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payer_performance import LIMITS, THIRTY, PayerTally, median_days
from marketplace.engine import db
from marketplace.engine.paging import MOST_COUNTED, Beside, Stretch, stretch_of
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payment_days import PaymentDays, PaymentDaysTail
from marketplace.payments.models.payments import Allocation
from marketplace.payments.queries.invoice_lists import OPEN
from procurement.ground.calendar import london_moment
from procurement.ground.money import Money

SMALL = 50
"""A small business supplier has fewer people than this (Fair Payment Code). Not known: small."""


@dataclass(frozen=True, slots=True)
class Payer:
    """One buyer, as it dealt with the invoices that it received in a period."""

    buyer_id: UUID
    name: str
    performance: PayerTally


@dataclass(frozen=True, slots=True)
class Payers:
    """A page of the buyers by name, and days from receipt to payment over all paid invoices."""

    listed: Stretch[Payer]
    mean_days: Fraction | None
    median_days: Fraction | None


@dataclass(frozen=True, slots=True)
class PromiseRecord:
    """How a buyer kept its payment terms: of ``judged`` invoices ``late`` were late.

    Overdue is what came in twelve months; judged are the newest of that, ``MOST_COUNTED`` at most.
    """

    is_whole: bool
    """Whether all of the twelve months could be judged."""
    judged: int
    late: int
    mean_days: Decimal | None
    overdue: Money
    overdue_days: int
    """How long the longest unpaid one has been overdue."""


_A_YEAR = timedelta(days=365)
_KEY = ("buyer_id", "is_small", "days", "received_on", "due_on")
_STANDING = (Invoice.kind == InvoiceKind.INVOICE, Invoice.state != InvoiceState.CREDITED)


def payers_of(place: str, period: str, last: date, beside: Beside) -> Payers:
    """How the invoices that came in a period were paid by its last day: two queries.

    Counted are the invoices of enterprises that were counted and inside the place, by its
    slug, on the day the invoice came; not those taken back by a credit note. ``period`` is
    named as in ``PaymentDays``; of one that is not over the last day is today.
    """
    kept = _kept(place, period)
    tallies = _tallies(kept, last).subquery()
    page = stretch_of(select(tallies), _by_name(tallies), beside)
    names = tallies.c.keys()
    days = select(kept.c.days, func.sum(kept.c.invoices)).where(kept.c.days.is_not(None))
    by_days = {row[0]: int(row[1]) for row in db.session.execute(days.group_by(kept.c.days))}
    paid, taken = sum(by_days.values()), sum(days * count for days, count in by_days.items())
    return Payers(
        Stretch(
            [_payer(dict(zip(names, row, strict=True))) for row in page.rows],
            page.before,
            page.after,
        ),
        Fraction(taken, paid) if paid else None,
        median_days(by_days),
    )


def every_payer(place: str, period: str, last: date) -> list[Payer]:
    """All the buyers of ``payers_of`` by name: one query."""
    tallies = _tallies(_kept(place, period), last).subquery()
    rows = db.session.execute(select(tallies).order_by(*_by_name(tallies))).mappings()
    return [_payer(row) for row in rows]


def _by_name(tallies: Subquery) -> tuple[ColumnElement[str], ColumnElement[UUID]]:
    return func.lower(tallies.c.name, type_=String), tallies.c.buyer_id


def _kept(place: str, period: str) -> Subquery:
    """The histogram of a place and a period: what is folded, and what the tail still holds."""
    both = union_all(
        *(
            select(*(getattr(table, name) for name in (*_KEY, "invoices", "pence"))).where(
                table.place == place, table.period == period
            )
            for table in (PaymentDays, PaymentDaysTail)
        )
    ).subquery()
    key = [both.c[name] for name in _KEY]
    return (
        select(
            *key,
            func.sum(both.c.invoices).label("invoices"),
            func.sum(both.c.pence).label("pence"),
        )
        .group_by(*key)
        .having(func.sum(both.c.invoices) != 0)
        .subquery()
    )


def _tallies(kept: Subquery, last: date) -> Select[Any]:
    """What each buyer is judged by."""
    cell = kept.c
    past = {limit: last - cell.received_on > limit for limit in LIMITS}
    within = {limit: cell.days <= limit for limit in LIMITS}
    is_overdue = cell.due_on < last

    def count(*conditions: ColumnElement[bool], of: Any = cell.invoices) -> ColumnElement[int]:
        chosen = func.sum(of).filter(*conditions) if conditions else func.sum(of)
        return func.coalesce(chosen, 0)

    return (
        select(
            cell.buyer_id,
            Organisation.name,
            count().label("invoices"),
            count(cell.days.is_not(None)).label("paid"),
            count(of=cell.days * cell.invoices).label("days"),
            *(count(within[limit]).label(f"within_{limit}") for limit in LIMITS),
            *(count(past[limit]).label(f"past_{limit}") for limit in LIMITS),
            count(cell.is_small, cell.days.is_not(None)).label("small_paid"),
            count(cell.is_small, within[THIRTY]).label("small_within"),
            count(cell.is_small, past[THIRTY]).label("small_past"),
            count(is_overdue).label("overdue"),
            count(is_overdue, of=cell.pence).label("overdue_sum"),
            func.coalesce(func.max(last - cell.due_on).filter(is_overdue), 0).label("longest"),
        )
        .join(Organisation, Organisation.id == cell.buyer_id)
        .group_by(cell.buyer_id, Organisation.name)
    )


def _payer(row: Mapping[Any, Any]) -> Payer:
    tally = PayerTally(
        invoices=int(row["invoices"]),
        paid=int(row["paid"]),
        days=int(row["days"]),
        within={limit: int(row[f"within_{limit}"]) for limit in LIMITS},
        past={limit: int(row[f"past_{limit}"]) for limit in LIMITS},
        small_paid=int(row["small_paid"]),
        small_within_30=int(row["small_within"]),
        small_past_30=int(row["small_past"]),
        overdue=int(row["overdue"]),
        overdue_sum=Money(int(row["overdue_sum"])),
        overdue_days=int(row["longest"]),
    )
    return Payer(row["buyer_id"], row["name"], tally)


def promise_records(buyer_ids: Iterable[UUID], today: date) -> dict[UUID, PromiseRecord | None]:
    """How these buyers dealt with the invoices of the last twelve months: two queries.

    Late counts what was paid after the agreed day, and what is past it unpaid. None where
    nothing was paid or fell due.
    """
    records: dict[UUID, PromiseRecord | None] = dict.fromkeys(buyer_ids)
    since = Invoice.received_at >= london_moment(today - _A_YEAR + timedelta(days=1), time())
    overdue = {
        row[0]: (Money(int(row[1])), row[2])
        for row in db.session.execute(
            select(
                Invoice.buyer_id,
                func.sum(unpaid_by(today)),
                func.max(today - Invoice.due_on),
            )
            .where(
                Invoice.buyer_id.in_(records),
                Invoice.kind == InvoiceKind.INVOICE,
                Invoice.state.in_(OPEN),
                Invoice.due_on < today,
                since,
            )
            .group_by(Invoice.buyer_id)
        )
    }
    ids = func.unnest(literal(list(records), ARRAY(Uuid())))
    buyer = ids.table_valued(column("id", Uuid())).render_derived(name="buyer")
    newest = (
        select(Invoice.paid_on, Invoice.due_on, received_on().label("received_on"))
        .where(Invoice.buyer_id == buyer.c.id, *_STANDING, since)
        .order_by(Invoice.received_at.desc())
        .limit(MOST_COUNTED)
        .lateral()
    )
    is_overdue = and_(newest.c.paid_on.is_(None), newest.c.due_on < today)
    rows = db.session.execute(
        select(
            buyer.c.id,
            func.count(),
            func.count().filter(or_(newest.c.paid_on.is_not(None), is_overdue)),
            func.count().filter(or_(newest.c.paid_on > newest.c.due_on, is_overdue)),
            func.avg(newest.c.paid_on - newest.c.received_on),
        )
        .join_from(buyer, newest, true())
        .group_by(buyer.c.id)
    )
    for buyer_id, count, judged, late, mean in rows:
        unpaid = overdue.get(buyer_id, (Money(0), 0))
        if judged or unpaid[1]:
            records[buyer_id] = PromiseRecord(count < MOST_COUNTED, judged, late, mean, *unpaid)
    return records


def received_on() -> ColumnElement[date]:
    """The London day on which an invoice came."""
    return db.london_day_of(Invoice.received_at)


def unpaid_by(day: date) -> ColumnElement[int]:
    """Pence of an invoice that were neither paid nor credited by the end of a day."""
    paid = select(func.coalesce(func.sum(type_coerce(Allocation.amount, BigInteger)), 0)).where(
        Allocation.invoice_id == Invoice.id, Allocation.counts_on <= day
    )
    return (
        type_coerce(Invoice.gross, BigInteger)
        - paid.correlate(Invoice).scalar_subquery()
        - credited_by(day)
    )


def credited_by(day: date) -> ColumnElement[int]:
    """Pence of an invoice that credit notes took back by the end of a day."""
    note = aliased(Invoice)
    credited = select(func.coalesce(func.sum(type_coerce(note.gross, BigInteger)), 0)).where(
        note.credits_id == Invoice.id, note.issued_on <= day
    )
    return credited.correlate(Invoice).scalar_subquery()
