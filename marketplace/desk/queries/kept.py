"""What was erased in the last nights because it had been kept long enough?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from marketplace.engine.audit import AuditRecord
from marketplace.engine.db import session

_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Night:
    """One night, and how many things of which kind it erased."""

    at: datetime
    erased: Mapping[str, int]


def nights() -> Sequence[Night]:
    """The last ones, the latest first, as they stand on record: one query."""
    rows = session.execute(
        select(AuditRecord.at, AuditRecord.after["erased"])
        .where(AuditRecord.verb == "kept.erase")
        .order_by(AuditRecord.number.desc())
        .limit(_SHOWN)
    )
    return [Night(at, erased) for at, erased in rows]
