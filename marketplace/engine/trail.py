"""Is the record of what was done whole and unchanged? Written and checked here.

Each audit record holds the hash of the one before it, so that none can be
changed, taken out or put in between without every later hash disagreeing.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import inspect, select, text

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.audit import AuditRecord
from marketplace.engine.plain import plain
from marketplace.gateways.keys import fingerprint

_GENESIS = "0" * 64
_LOCK = 7_230_115
"""The advisory lock that makes records stand in one line."""


def snapshot(row: Any) -> dict[str, Any]:
    """The columns of a row; sealed and personal ones only as fingerprints."""
    if row is None:
        return {}
    mapper = inspect(type(row))
    columns: dict[str, Any] = {}
    for attribute in mapper.column_attrs:
        value = getattr(row, attribute.key)
        if attribute.columns[0].info and value is not None:
            said = value if isinstance(value, bytes) else json.dumps(plain(value), sort_keys=True)
            value = fingerprint(said)
        columns[attribute.key] = plain(value)
    return columns


def append(
    act: Act, model: type, subject_id: UUID | None, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Write the record of an act: what changed, and what the action noted beside it."""
    changed = [key for key in after if before.get(key) != after[key]]
    record = {
        "at": act.now,
        "person_id": act.actor.person_id,
        "verb": act.verb,
        "subject": "" if model is type(None) else model.__name__,
        "subject_id": subject_id,
        "before": {key: before.get(key) for key in changed},
        "after": {key: after[key] for key in changed} | plain(act.details),
    }
    db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    last = db.session.execute(
        select(AuditRecord.number, AuditRecord.hash).order_by(AuditRecord.number.desc()).limit(1)
    ).one_or_none()
    number, previous = (last.number + 1, last.hash) if last else (1, _GENESIS)
    db.session.add(
        AuditRecord(
            number=number,
            previous_hash=previous,
            hash=_hash(number, previous, record),
            **record,
        )
    )
    db.session.flush()


def breaks() -> Iterator[str]:
    """A sentence for each record whose hash or place in the chain does not agree."""
    number, previous = 0, _GENESIS
    for record in db.session.execute(
        select(AuditRecord).order_by(AuditRecord.number).execution_options(yield_per=500)
    ).scalars():
        number += 1
        content = {key: getattr(record, key) for key in _HASHED}
        if record.number != number or record.previous_hash != previous:
            yield f"Audit record {record.number} does not follow the one before it."
        elif record.hash != _hash(record.number, previous, content):
            yield f"Audit record {record.number} was changed after it was written."
        number, previous = record.number, record.hash


_HASHED = ("at", "person_id", "verb", "subject", "subject_id", "before", "after")


def _hash(number: int, previous: str, record: dict[str, Any]) -> str:
    content = plain({"number": number, "previous": previous, **record})
    return sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
