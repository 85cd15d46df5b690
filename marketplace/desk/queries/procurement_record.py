"""What is kept of one procurement: every decision, version, communication and act (s98)?

Procurement Act 2023, s98: records that explain every material decision and hold what was said to
suppliers before the contract. What bidders keep among themselves is not in it: bids before they are
opened, and how a consortium came together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Select, inspect, select

from marketplace.desk.queries.procurement_parts import acted_on, rows_of
from marketplace.engine import db
from marketplace.engine.access import SYSTEM, SYSTEM_ID
from marketplace.engine.audit import AuditRecord
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.engine.plain import plain
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.people import names_of_people
from marketplace.tendering.models.tenders import Tender

OF_BIDDERS = (
    "bid.begin", "bid.save", "bid.withdraw", "bid_file.attach", "bid_file.remove", "consortium.form",
    "clarification.ask", "clarification.withdraw",
)  # fmt: skip
"""Acts that are not the buyer’s to read: how a bid was prepared, and who asked a question."""

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_OF_WHOM = {"clarifications": {"organisation_id"}}
"""Columns that would say who asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act: when, by whom, which, on what kind of thing, and what it changed."""

    at: datetime
    who: str
    verb: str
    subject: str
    changed: Sequence[tuple[str, str, str]]
    """Column, what stood there before, and what stands there since."""


def trail_of(tender: Tender, beside: Beside) -> Stretch[Step]:
    """The acts on a procurement, the newest first, one page of them."""
    listed = stretch_of(_acts(tender), (AuditRecord.number,), beside, descending=True)
    records = [record for (record,) in listed.rows]
    written = {UUID(text) for record in records for text in _ids_in([record.before, record.after])}
    names = names_of_people(written | {row.person_id for row in records if row.person_id})
    names[SYSTEM_ID] = SYSTEM.name
    return Stretch([_step(record, names) for record in records], listed.before, listed.after)


def whole_record(tender: Tender) -> dict[str, Any]:
    """All of it by table, with the acts, and the names of whoever stands in it by an id."""
    rows = {table.name: [*map(_columns, found)] for table, found in rows_of(tender)}
    acts = [
        {
            "number": record.number,
            "at": record.at,
            "person_id": record.person_id,
            "verb": record.verb,
            "subject": record.subject,
            "subject_id": record.subject_id,
            "before": record.before,
            "after": record.after,
            "hash": record.hash,
        }
        for record in db.session.scalars(_acts(tender).order_by(AuditRecord.number))
    ]
    said = plain({**rows, "acts": acts})
    ids = {UUID(text) for text in _ids_in(said)}
    return {
        **said,
        "people": {str(key): name for key, name in names_of_people(ids).items()},
        "organisations": {str(key): name for key, name in names_of(ids).items()},
    }


def _acts(tender: Tender) -> Select[AuditRecord]:
    return select(AuditRecord).where(
        AuditRecord.subject_id.in_(acted_on(tender.id)), AuditRecord.verb.not_in(OF_BIDDERS)
    )


def _columns(row: db.Row) -> dict[str, Any]:
    """What stands in a row; what is sealed, and keys, are not for reading."""
    return {
        column.key: getattr(row, column.key)
        for column in inspect(type(row)).column_attrs
        if not isinstance(column.columns[0].type, LargeBinary)
        and not column.columns[0].info.get("sealed")
        and column.key not in _OF_WHOM.get(row.__tablename__, ())
    }


def _step(record: AuditRecord, names: Mapping[UUID, str]) -> Step:
    who = names.get(record.person_id or SYSTEM_ID, "Somebody whose name was erased")
    keys = [key for key, value in record.after.items() if record.before.get(key) != value]
    changed = [
        (key, _said(record.before.get(key), names), _said(record.after[key], names)) for key in keys
    ]
    return Step(record.at, who, record.verb, record.subject, changed)


def _said(value: Any, names: Mapping[UUID, str]) -> str:
    """A value as it was written, with the name of a person instead of the id."""
    if isinstance(value, list):
        return ", ".join(_said(one, names) for one in value) or "–"
    said = "–" if value is None or value == "" else str(value)
    for text in _ids_in(value):
        said = said.replace(text, names.get(UUID(text), text))
    return said


def _ids_in(said: Any) -> Iterator[str]:
    """Every text in it that is an id of a row."""
    if isinstance(said, dict):
        said = list(said.values())
    if isinstance(said, list):
        for one in said:
            yield from _ids_in(one)
    elif isinstance(said, str) and _ID.fullmatch(said):
        yield said
