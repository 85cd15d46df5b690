"""How fast does each buyer really pay the counted enterprises of a place?"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from uuid import UUID

from sqlalchemy import Date, Row, cast, exists, func, select
from sqlalchemy.orm import aliased

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.payer_performance import InvoiceRecord, PayerPerformance, payer_performance
from marketplace.engine import db
from marketplace.organisations.models.directory import address_on, counted_on
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.payments.models.invoices import Invoice, InvoiceKind
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
    overdue: int
    """Invoices that were due and are not paid."""


@dataclass(frozen=True, slots=True)
class Payers:
    """The buyers by name, and days from receipt to payment over all their paid invoices."""

    each: Sequence[Payer]
    mean_days: Fraction | None
    median_days: Fraction | None


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
                amount_pence=row.gross.pence,
                is_small=row.employees is None or row.employees < SMALL,
            )
        )
    each = [
        Payer(buyer_id, name, payer_performance(known, last), _overdue(known, last))
        for (buyer_id, name), known in records.items()
    ]
    every = [record for known in records.values() for record in known]
    days = [Fraction(record.days_taken()) for record in every if record.paid_by(last)]
    return Payers(
        sorted(each, key=lambda payer: payer.name.lower()),
        payer_performance(every, last).mean_days,
        median(days) if days else None,
    )


def _overdue(records: Sequence[InvoiceRecord], last: date) -> int:
    return sum(record.agreed_due < last and not record.paid_by(last) for record in records)


def _rows(
    place: Place, first: date, last: date
) -> Sequence[Row[UUID, str, date, date, date | None, Money, int | None]]:
    received_on = cast(func.timezone("Europe/London", Invoice.received_at), Date)
    buyer = aliased(Organisation)
    return db.session.execute(
        select(
            Invoice.buyer_id,
            buyer.name,
            received_on.label("received_on"),
            Invoice.due_on,
            Invoice.paid_on,
            Invoice.gross,
            Organisation.employees,
        )
        .join(buyer, buyer.id == Invoice.buyer_id)
        .join(Organisation, Organisation.id == Invoice.supplier_id)
        .where(
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.CREDITED,
            received_on.between(first, last),
            counted_on(received_on),
            exists().where(
                TradingAddress.organisation_id == Organisation.id,
                address_on(received_on),
                TradingAddress.ward_code.in_(place.ward_codes),
            ),
        )
    ).all()
