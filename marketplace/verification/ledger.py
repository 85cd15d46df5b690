"""Is every pound received in the ledger once, at the sum it comes to, and nothing beside it?"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select, true

from marketplace.economy.models.fundings import Funding
from marketplace.engine import db
from marketplace.payments.models.ledger import LedgerEntry
from marketplace.payments.queries.received_parts import ReceivedPart, parts_received
from procurement.ground.compared import NOTHING, Compared, same_keys
from procurement.ground.refusal import Refusal

Key = tuple[UUID, tuple[str, ...]]
"""An enterprise and the places of its line: one line of an allocation."""


def allocations() -> Iterator[Compared]:
    """Each part of an invoice that was received: the lines it makes, nothing else."""
    lines: dict[UUID | None, dict[Key, LedgerEntry]] = defaultdict(dict)
    for line in db.session.scalars(
        select(LedgerEntry).where(LedgerEntry.allocation_id.is_not(None))
    ):
        lines[line.allocation_id][line.organisation_id, tuple(line.places)] = line
    for part in parts_received(true()):
        what = f"Ledger of invoice {part.invoice.number}, allocation {part.allocation.id}"
        kept = lines.pop(part.allocation.id, {})
        try:
            expected = _of_part(part)
        except Refusal as no:
            yield Compared(f"{what}: amount", "a part of the invoice", str(no))
            continue
        not_known = part.allocation.not_known
        yield Compared(f"{what}: in no known place", str(part.not_known), str(not_known))
        for key in sorted({*expected, *kept}):
            line_of = f"{what}, enterprise {key[0]} in {', '.join(key[1])}"
            if key in expected and key in kept:
                yield from same_keys(line_of, expected[key], _of_line(kept[key]))
            else:
                is_expected = key in expected
                yield Compared(
                    line_of,
                    "a line" if is_expected else NOTHING,
                    NOTHING if is_expected else "a line",
                )
    for lost in lines.values():
        for line in lost.values():
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
        kept = _of_line(line)
        expected = {
            "enterprise": str(funding.organisation_id),
            "payer": str(funding.funder_id),
            "source": str(funding.source),
            "amount": str(funding.amount),
            "received on": funding.received_on.isoformat(),
            "theme": funding.theme,
        }
        yield from same_keys(what, expected, {key: kept[key] for key in expected})


def _of_part(part: ReceivedPart) -> dict[Key, dict[str, Any]]:
    """The lines that a part makes."""
    return {
        (entry.organisation, tuple(sorted(entry.places))): {
            "enterprise": str(entry.organisation),
            "payer": str(entry.buyer),
            "source": str(entry.source),
            "evidence": str(entry.assurance),
            "amount": str(entry.net),
            "received on": entry.on.isoformat(),
            "theme": entry.theme,
            "places": sorted(entry.places),
            "ward": str(part.standings[entry.organisation].ward_code),
        }
        for entry in part.entries()
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
