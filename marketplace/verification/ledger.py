"""Is every pound received in the ledger once, at the sum it comes to, and nothing beside it?"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select, true

from marketplace import db
from marketplace.models.ledger import Evidence, Funding, LedgerEntry, Source
from marketplace.models.received_parts import Part, parts_received
from marketplace.verification.compared import NOTHING, Compared, same_keys
from procurement.money import Money
from procurement.refusal import Refusal


def allocations() -> Iterator[Compared]:
    """Each part of an invoice that a counted payee of a place received: one line, nothing else."""
    lines = {
        line.allocation_id: line
        for line in db.session.scalars(
            select(LedgerEntry).where(LedgerEntry.allocation_id.is_not(None))
        )
    }
    for part in parts_received(true()):
        what = f"Ledger of invoice {part.invoice.number}, allocation {part.allocation.id}"
        line = lines.pop(part.allocation.id, None)
        try:
            expected = _of_part(part)
        except Refusal as no:
            yield Compared(f"{what}: amount", "a part of the invoice", str(no))
            continue
        if line is None or not expected:
            yield Compared(what, "a line" if expected else NOTHING, "a line" if line else NOTHING)
        else:
            yield from same_keys(what, expected, _of_line(line))
    for line in lines.values():
        yield Compared(f"Ledger entry {line.id}", NOTHING, "a line without its allocation")


def fundings() -> Iterator[Compared]:
    """Each funding that is confirmed and not withdrawn: one line, nothing else."""
    rows = db.session.execute(
        select(Funding, LedgerEntry)
        .join(LedgerEntry, LedgerEntry.funding_id == Funding.id, isouter=True)
        .order_by(Funding.id)
    ).all()
    for funding, line in rows:
        what = f"Ledger of funding {funding.id} from {funding.funder_name}"
        counts = funding.confirmed_at is not None and funding.withdrawn_at is None
        if not counts or line is None:
            yield Compared(what, "a line" if counts else NOTHING, "a line" if line else NOTHING)
            continue
        found = _of_line(line)
        expected = {
            "enterprise": str(funding.organisation_id),
            "payer": str(funding.funder_id),
            "source": str(funding.source),
            "amount": str(funding.amount),
            "received on": funding.received_on.isoformat(),
            "theme": funding.theme,
        }
        yield from same_keys(what, expected, {key: found[key] for key in expected})


def _of_part(part: Part) -> dict[str, Any]:
    """The line that a part makes; empty where it makes none."""
    payment = part.payment
    if not (payment.is_counted and payment.places and part.invoice.gross):
        return {}
    return {
        "enterprise": str(payment.payee_id),
        "payer": str(payment.payer_id),
        "source": str(Source.CONTRACT),
        "evidence": str(Evidence.PLATFORM_VERIFIED),
        "amount": str(Money(part.net_pence)),
        "received on": payment.paid_on.isoformat(),
        "theme": part.contract.theme,
        "places": sorted(payment.places),
        "ward": str(payment.ward_code),
    }


def _of_line(line: LedgerEntry) -> dict[str, Any]:
    return {
        "enterprise": str(line.organisation_id),
        "payer": str(line.buyer_id),
        "source": str(line.source),
        "evidence": str(line.evidence),
        "amount": str(line.amount),
        "received on": line.received_on.isoformat(),
        "theme": line.theme,
        "places": sorted(line.places),
        "ward": str(line.ward_code),
    }
