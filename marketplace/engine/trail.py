"""Is the record of what was done whole and unchanged? Written and checked here.

The records stand in lines. Each holds the hash of the one before it in its line, made with a
key that the database does not hold, so that none can be changed, taken out or put in between
without the key. A writer takes any line that is free: two write at once without waiting for
each other. What changes one row holds that row until it commits, and takes its number after
that, so the numbers give the order in which each row was changed.

Records from before there were lines stand in one chain without a key; the first record with
one says where that chain ends.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from hashlib import sha256
from random import randint
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Insert,
    Row,
    Select,
    bindparam,
    insert,
    inspect,
    select,
    update,
)

from marketplace.engine import changes, db, stamps
from marketplace.engine.act import Act
from marketplace.engine.audit import LINES, NUMBERS, AuditLine, AuditRecord
from marketplace.engine.plain import plain
from marketplace.gateways.keys import authenticated, authentications, fingerprint
from procurement.bidding.merkle import merkle_root

GENESIS = "0" * 64
_PURPOSE = "audit record"
_RECORDS = db.Base.metadata.tables[AuditRecord.__tablename__]
_LINES = db.Base.metadata.tables[AuditLine.__tablename__]
_SHOWN = 20
"""Digits of a hash that a mark shows: enough that nobody finds another record with the same."""


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
    """Write the record of an act: what changed of its subject, what the action noted beside it,
    and every row that the transaction changed since the record before."""
    changed = [key for key in after if before.get(key) != after[key]]
    head = _free_line()
    record = {
        "number": head.number,
        "act_id": act.id,
        "line": head.line,
        "place": head.place + 1,
        "at": act.now,
        "person_id": act.actor.person_id,
        "verb": act.verb,
        "subject": "" if model is type(None) else model.__name__,
        "subject_id": subject_id,
        "before": {key: before.get(key) for key in changed},
        "after": {key: after[key] for key in changed} | plain(act.details),
        "rows": changes.taken(),
        "previous_hash": head.hash,
    }
    record["hash"] = _hash(record)
    said = {f"its_{name}": value for name, value in record.items()}
    stamp = stamps.owed(db.session())
    db.session.execute(_saying(is_stamped=bool(stamp)), said | stamp)


@cache
def _saying(*, is_stamped: bool) -> Insert:
    """The record, the new end of its line, and what was changed: in one statement.

    Built once, since every act sends it; no parameter is named as a column of any of the three.
    """
    its = {column.name: bindparam(f"its_{column.name}", type_=column.type) for column in _RECORDS.c}
    moved = (
        update(_LINES)
        .where(_LINES.c.line == its["line"])
        .values(place=its["place"], hash=its["hash"])
    )
    said = insert(_RECORDS).values(its).add_cte(moved.cte("moved"))
    return said.add_cte(stamps.WRITTEN.cte("stamped")) if is_stamped else said


def _free_line() -> Row[Any]:
    """The end of a line that nobody else writes to, held until the transaction ends."""
    head = db.session.execute(_FREE).one_or_none()
    if head is None:
        some = select(AuditLine).where(AuditLine.line == randint(1, LINES)).with_for_update()  # noqa: S311 any line will do
        head = db.session.execute(_with_number(some)).one()
    return head


def _with_number(line: Select[AuditLine]) -> Select[Any]:
    """The line, and the next number, which is taken once the line is held."""
    held = line.cte("held")
    return select(held.c.line, held.c.place, held.c.hash, NUMBERS.next_value().label("number"))


_FREE = _with_number(
    select(AuditLine).order_by(AuditLine.line).limit(1).with_for_update(skip_locked=True)
)


def hold_every_line() -> None:
    """Let nobody else write a record until the transaction ends."""
    db.session.execute(select(AuditLine.line).order_by(AuditLine.line).with_for_update())


def mark(line: int, place: int, hash: str) -> str:
    """What names a record to whoever holds it outside: another history has no record of that mark."""
    return f"{line}-{place}-{hash[:_SHOWN]}"


def heads() -> list[list[Any]]:
    """The end of each line that has a record: line, place and hash."""
    ends = select(AuditLine.line, AuditLine.place, AuditLine.hash).where(AuditLine.place > 0)
    return [list(end) for end in db.session.execute(ends.order_by(AuditLine.line))]


def root(heads: Sequence[Sequence[Any]]) -> str:
    """One hash over the ends of all lines (RFC 9162, section 2.1): the leaves are their texts."""
    return merkle_root(["-".join(map(str, head)).encode() for head in heads]).hex()


def written_at(said: str) -> datetime | None:
    """When the record of that mark was written; None where none is, or it was changed since."""
    line, place, beginning = said.split("-")
    record = db.session.execute(
        select(_RECORDS).where(_RECORDS.c.line == int(line), _RECORDS.c.place == int(place))
    ).one_or_none()
    if record is None or not record.hash.startswith(beginning):
        return None
    at: datetime = record.at
    return at if _fits(record) else None


def mark_of(act_id: UUID | None) -> str | None:
    """The mark of an act’s record; None for one from before there were marks."""
    if act_id is None:
        return None
    return mark_where(AuditRecord.act_id == act_id)


def mark_where(*conditions: ColumnElement[bool]) -> str | None:
    """The mark of the last record of which all this is true."""
    last = db.session.execute(
        select(_RECORDS.c.line, _RECORDS.c.place, _RECORDS.c.hash)
        .where(_RECORDS.c.line.is_not(None), *conditions)
        .order_by(_RECORDS.c.number.desc())
        .limit(1)
    ).one_or_none()
    return mark(*last) if last else None


def former_end() -> dict[str, Any]:
    """The last record of the chain from before there were lines."""
    last = db.session.execute(
        select(AuditRecord.number, AuditRecord.hash)
        .where(AuditRecord.line.is_(None))
        .order_by(AuditRecord.number.desc())
        .limit(1)
    ).one_or_none()
    return {"number": last.number, "hash": last.hash} if last else {}


def breaks() -> Iterator[str]:
    """A sentence for each record whose hash or place in its line does not agree."""
    yield from _breaks_of_chain()
    heads = {head.line: head for head in db.session.execute(select(AuditLine.__table__))}
    ends: dict[int, tuple[int, str]] = {}
    for record in _records(_RECORDS.c.line, _RECORDS.c.place):
        place, previous = ends.get(record.line, (0, GENESIS))
        if (record.place, record.previous_hash) != (place + 1, previous):
            yield f"Audit record {record.number} does not follow the one before it."
        elif not _fits(record):
            yield f"Audit record {record.number} was changed after it was written."
        ends[record.line] = record.place, record.hash
    for line in sorted({*heads, *ends, *range(1, LINES + 1)}):
        end, head = ends.get(line, (0, GENESIS)), heads.get(line)
        if head is None:
            yield f"Line {line} of the audit record has lost the row that says where it ends."
        elif end != (head.place, head.hash):
            yield (
                f"Line {line} of the audit record ends at record {end[0]}, and was written up to "
                f"record {head.place}: some were cut off or put in."
            )


def _breaks_of_chain() -> Iterator[str]:
    """The same for the records from before there were lines, and for where they end."""
    number, previous = 0, GENESIS
    for record in _records(_RECORDS.c.number, of_lines=False):
        number += 1
        former = {key: getattr(record, key) for key in _FORMERLY_HASHED}
        if record.number != number or record.previous_hash != previous:
            yield f"Audit record {record.number} does not follow the one before it."
        elif record.hash != _former_hash(record.number, previous, former):
            yield f"Audit record {record.number} was changed after it was written."
        number, previous = record.number, record.hash
    end = {"number": number, "hash": previous} if number else {}
    for said in db.session.scalars(
        select(AuditRecord.after["former"]).where(AuditRecord.verb == "record.widen")
    ):
        if said is not None and said != end:
            yield "The audit records without a line do not end where they ended once."


def _records(*order: Any, of_lines: bool = True) -> Iterator[Row[Any]]:
    has_line = _RECORDS.c.line.is_not(None) if of_lines else _RECORDS.c.line.is_(None)
    statement = select(_RECORDS).where(has_line).order_by(*order)
    yield from db.session.execute(statement.execution_options(yield_per=100))


def _content(record: Row[Any]) -> dict[str, Any]:
    return {key: value for key, value in record._mapping.items() if key != "hash"}


def _hash(record: dict[str, Any]) -> str:
    return authenticated(_PURPOSE, _as_text(record))


def _fits(record: Row[Any]) -> bool:
    """Whether its hash was made of it, with this key or one before."""
    return record.hash in authentications(_PURPOSE, _as_text(_content(record)))


_FORMERLY_HASHED = ("at", "person_id", "verb", "subject", "subject_id", "before", "after")


def _former_hash(number: int, previous: str, record: dict[str, Any]) -> str:
    return sha256(_as_text({"number": number, "previous": previous, **record})).hexdigest()


def _as_text(content: dict[str, Any]) -> bytes:
    return json.dumps(plain(content), sort_keys=True, ensure_ascii=False).encode()
