"""Which columns stand in the audit record, and how is a value said there?

Every column of every table, unless it is named here with the reason why not. A sealed or
personal value, and a long one, stands there as a fingerprint made with the key: the same for
the same value, and nothing to be read from it.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Enum, LargeBinary, Numeric, String, Table, type_coerce
from sqlalchemy.types import TypeDecorator

from marketplace.engine import db
from marketplace.engine.plain import plain
from marketplace.gateways.keys import fingerprints
from procurement.ground.exact import in_full
from procurement.ground.refusal import Refusal

_FOLLOWS = "It follows from rows on record by triggers, and is counted again from them."

NOT_RECORDED: Mapping[str, str] = {
    "audit_records": "It is the record, held together by its hashes.",
    "attempts": "It counts what is tried, within an hour or a day, and then goes.",
    "audit_lines": "It says where the record ends, and the record is compared with it.",
    "clock_settings": "It is read in demonstrations and tests alone.",
    "committed_lines": _FOLLOWS,
    "development_tail": _FOLLOWS,
    "development_totals": _FOLLOWS,
    "installation": "It is written before there is a record; every start compares it with the key.",
    "kept_forms": "What was typed is no act yet, and is forgotten within a day.",
    "messages.sent_at": "It is noted after the mail server was asked; nothing follows from it.",
    "money_tail": _FOLLOWS,
    "money_totals": _FOLLOWS,
    "known_words": "It holds the words of what can be searched, each once.",
    "owed_tail": _FOLLOWS,
    "owed_totals": _FOLLOWS,
    "outbox": "It says what is still to be done; what a job does in the end is an act on record.",
    "payer_records": _FOLLOWS,
    "payment_days": _FOLLOWS,
    "payment_days_tail": _FOLLOWS,
    "performed": "It keeps a form from taking effect twice, and holds nothing that was done.",
    "searched_notices": "It says again what a notice says, so that it is found.",
    "searched_organisations": "It says again what an organisation says of itself, so that it is found.",
    "searched_products": "It says again what a product’s page says, so that it is found.",
    "searched_tenders": "It says again what a tender says, so that it is found.",
    "security_events": "They are kept whatever became of a request, act or none, for ninety days.",
    "stamps": "They say what was changed to whoever keeps pages, and go after a day.",
    "sign_ins.last_used_at": "It moves with every page that a person reads.",
}
"""The tables and columns that no act records, each with its reason."""

REWRITTEN: Mapping[str, str] = {
    "packages.keep_until": "0094",
    "contract_changes.work": "0134",  # no row of it: since then the record holds its fingerprint
}
"""The columns whose rows a migration has changed, and the last one that did: ``"bids.state": "0041"``.
What it put there is recorded at the next start; without a line here it would look like a change
behind the back of the record."""

UNREADABLE = "what the key cannot read"

_LONGEST = 60
"""Characters: a longer value stands in the record as a fingerprint."""


@cache
def columns(table: Table) -> tuple[Column[Any], ...]:
    """The columns of a table that are recorded, its key aside."""
    if table.name in NOT_RECORDED:
        return ()
    return tuple(
        column
        for column in table.columns
        if not column.primary_key and f"{table.name}.{column.name}" not in NOT_RECORDED
    )


def is_recorded(table: Table) -> bool:
    """Whether a row of it stands in the record."""
    return table.name not in NOT_RECORDED


@cache
def tables() -> tuple[Table, ...]:
    """The tables that are recorded, by name."""
    every = sorted(db.Base.metadata.tables.items())
    return tuple(table for _, table in every if is_recorded(table))


def names() -> set[str]:
    """Every recorded column by its name, and by the last migration that has rewritten it."""
    return {name_of(column) for table in tables() for column in columns(table)}


def name_of(column: Column[Any]) -> str:
    name = f"{column.table.name}.{column.name}"
    return f"{name} since {REWRITTEN[name]}" if name in REWRITTEN else name


def key_of(values: Any) -> str:
    """A row’s key as the record says it."""
    return "/".join(str(plain(value)) for value in values)


def kept(column: Column[Any]) -> ColumnElement[Any]:
    """What stands in a column, read as it is kept, also where it is no value that belongs there."""
    if isinstance(column.type, TypeDecorator):
        return type_coerce(column, column.type.impl_instance)
    return type_coerce(column, String()) if isinstance(column.type, Enum) else column


def said_of_kept(column: Column[Any], value: Any) -> Any:
    """How the record says what was read by ``kept``."""
    return ways_of_kept(column, value)[0]


def ways_of_kept(column: Column[Any], value: Any) -> list[Any]:
    """The same, and how the record said it while another key was in use."""
    if value is not None and _is_encrypted(column):
        try:
            value = column.type.process_result_value(value, db.session.get_bind().dialect)  # type: ignore[attr-defined]
        except Refusal:
            return [UNREADABLE]
    return _ways(column, value)


def said(column: Column[Any], value: Any) -> Any:
    """How the record says a value of the column."""
    return _ways(column, value)[0]


def _ways(column: Column[Any], value: Any) -> list[Any]:
    value = _exact(column, value)
    if value is None:
        return [None]
    if isinstance(value, bytes):
        return _fingerprints(value)
    text = value if isinstance(value, str) else _as_json(value)
    return _fingerprints(text) if column.info or len(text) > _LONGEST else [value]


def _exact(column: Column[Any], value: Any) -> Any:
    """The value in the one way in which the database gives it back."""
    if isinstance(value, bytes):
        return value
    if isinstance(column.type, Numeric) and value is not None:
        value = Decimal(value)
    if isinstance(value, Decimal):
        return in_full(value) if value.is_finite() else str(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return plain(value)


def _is_encrypted(column: Column[Any]) -> bool:
    kind = column.type
    return isinstance(kind, TypeDecorator) and isinstance(kind.impl_instance, LargeBinary)


def _as_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _fingerprints(value: bytes | str) -> list[Any]:
    return [f"#{fingerprint}" for fingerprint in fingerprints(value)]
