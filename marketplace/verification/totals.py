"""Does every kept total come to what its lines come to, and are its lines those that count?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from marketplace.economy.models.totals import CommittedLine
from marketplace.economy.queries.committed import commitments
from marketplace.economy.queries.recounts import (
    days_counted,
    developments_counted,
    money_counted,
    owed_counted,
)
from marketplace.engine import db
from marketplace.organisations.models.directory import address_on, counted_on
from marketplace.organisations.models.organisations import Organisation, TradingAddress
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.models.payment_days import PayerRecord
from marketplace.payments.models.payments import Allocation
from marketplace.payments.queries.payers import SMALL, received_on
from procurement.ground.compared import NOTHING, Compared, same_keys
from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal
from procurement.organisations.place import PLACES


def committed() -> Iterator[Compared]:
    """Each signed contract's shares by place, split by the rules, and its kept lines."""
    expected: dict[tuple[UUID, str], dict[str, Any]] = {}
    try:
        shares = commitments()
    except Refusal as no:
        yield Compared("Committed by contract", "shares that can be split", str(no))
        return
    for share in shares:
        for place in _places_of(share.ward_code):
            line = expected.setdefault(
                (share.contract_id, place),
                {"signed on": share.signed_on.isoformat(), "theme": share.theme, "pence": 0},
            )
            line["pence"] += share.pence
    kept = {
        (line.contract_id, line.place): {
            "signed on": line.signed_on.isoformat(),
            "theme": line.theme,
            "pence": line.pence,
        }
        for line in db.session.scalars(select(CommittedLine))
    }
    yield from _alike("Committed by contract", expected, kept)


def payer_records() -> Iterator[Compared]:
    """Each invoice of an enterprise that counted on the day it came, and the buyer's kept record."""
    yield from _alike("Buyer’s record of invoice", _records_expected(), _records_kept())


def money() -> Iterator[Compared]:
    """Each total of money, and what the lines under it come to."""
    for row in money_counted():
        what = " ".join(
            ("Total", row.stage, row.place or "in no known place", row.period, row.kind, row.name)
        )
        yield Compared(f"{what}: pence", str(row.kept + row.pence), str(row.kept))
        yield Compared(f"{what}: lines more or less", "0", str(-row.lines))


def payment_days() -> Iterator[Compared]:
    """Each histogram of days to pay, and the records under it."""
    for row in days_counted():
        dealt = f"paid in {row.days} days" if row.days is not None else f"unpaid, due {row.due_on}"
        what = f"Invoices to {row.buyer_id} in {row.place} {row.period} {dealt}"
        yield Compared(what, str(row.kept + row.invoices), str(row.kept))
        yield Compared(f"{what}: pence more or less", "0", str(-row.pence))


def developments() -> Iterator[Compared]:
    """Each figure of a development, and what came under each contract, counted again."""
    for row in developments_counted():
        expected, kept = in_full(row.kept + row.amount), in_full(row.kept)
        yield Compared(f"{row.figure} of {row.thing_id}", expected, kept)


def owed() -> Iterator[Compared]:
    """What is kept as owed on the open invoices of each organisation, counted again."""
    for row in owed_counted():
        what = f"Owed, {row.side} of {row.organisation_id}, {row.state}, due on {row.due_on}: pence"
        yield Compared(what, str(row.kept + row.pence), str(row.kept))


def _alike(
    what: str, expected: Mapping[Any, dict[str, Any]], kept: Mapping[Any, dict[str, Any]]
) -> Iterator[Compared]:
    for key in sorted({*expected, *kept}):
        if key in expected and key in kept:
            yield from same_keys(f"{what} {key}", expected[key], kept[key])
        else:
            yield Compared(
                f"{what} {key}",
                "a row" if key in expected else NOTHING,
                "a row" if key in kept else NOTHING,
            )


def _places_of(ward_code: str | None) -> list[str]:
    """The slugs of the places that hold a ward; one that is empty where the ward is not known."""
    if ward_code is None:
        return [""]
    return [place.slug for place in PLACES.values() if ward_code in place.ward_codes]


def _records_expected() -> dict[UUID, dict[str, Any]]:
    settled = _settled()
    rows = db.session.execute(
        select(Invoice, received_on().label("received_on"), Organisation.employees, TradingAddress)
        .join(Organisation, Organisation.id == Invoice.supplier_id)
        .join(TradingAddress, TradingAddress.organisation_id == Organisation.id)
        .where(
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.CREDITED,
            counted_on(received_on()),
            address_on(received_on()),
        )
    ).all()
    records = {}
    for invoice, came_on, employees, address in rows:
        if address.ward_code is None or not (places := sorted(_places_of(address.ward_code))):
            continue
        last_month = 3 * ((came_on.month + 2) // 3)
        records[invoice.id] = _record(
            invoice,
            places,
            came_on,
            is_small=employees is None or employees < SMALL,
            owed=[
                invoice.gross.pence
                - sum(pence for day, pence in settled[invoice.id] if day <= last)
                for last in (
                    date.max,
                    date(came_on.year, last_month, 31 if last_month in {3, 12} else 30),
                    date(came_on.year, 12, 31),
                )
            ],
        )
    return records


def _settled() -> dict[UUID, list[tuple[date, int]]]:
    """When how many pence of each invoice were paid or credited."""
    settled: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for allocation in db.session.scalars(select(Allocation)):
        settled[allocation.invoice_id].append((allocation.counts_on, allocation.amount.pence))
    for note in db.session.scalars(select(Invoice).where(Invoice.credits_id.is_not(None))):
        assert note.credits_id is not None
        settled[note.credits_id].append((note.issued_on, note.gross.pence))
    return settled


def _records_kept() -> dict[UUID, dict[str, Any]]:
    return {
        row.invoice_id: _record(
            row,
            row.places,
            row.received_on,
            is_small=row.is_small,
            owed=[row.owed, row.owed_after_quarter, row.owed_after_year],
        )
        for row in db.session.scalars(select(PayerRecord))
    }


def _record(
    of: Invoice | PayerRecord, places: list[str], came_on: date, *, is_small: bool, owed: list[int]
) -> dict[str, Any]:
    return {
        "buyer": str(of.buyer_id),
        "places": places,
        "received on": came_on.isoformat(),
        "due on": of.due_on.isoformat(),
        "paid on": str(of.paid_on),
        "small supplier": is_small,
        "owed in all, at the end of the quarter, of the year": owed,
    }
