"""What was changed since I last looked? Asked by whoever keeps pages, of every process's acts.

Each transaction that changes rows says so: the tables, and the tenders and buyers that their rows
belong to. An act does with its record; triggers and migrations add what they write, and what the
owner changes by hand is not seen. Whoever looks gives the snapshot of its last look, and is told
what has been committed since; so nothing that was committed before a look is missed, however long
its transaction took, and no two acts wait for each other.

Tried beside it: a counter for each table, raised by every act. A look costs the same, but acts on
the same table stand in a queue for its counter until they commit.
"""

import time
from collections.abc import Mapping, Set
from datetime import datetime
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import BigInteger, Identity, Table, bindparam, func, insert, inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import InstanceState, Mapped, Mapper, Session, mapped_column

from marketplace.engine import db
from marketplace.engine.recorded import NOT_RECORDED

THINGS = ("tender_id", "buyer_id")
"""The columns that say to what a row belongs; a page may be kept for one of these."""

ANY = "?"
"""It may belong to any."""

_OF_ANY = sorted(f"{thing}={ANY}" for thing in THINGS)

Changed = dict[str, list[str]]
"""By table, to what the changed rows belong: ``tender_id=…``, or ``tender_id=?``."""

_CHANGED = "changed, to be stamped"
_MOST = 50
"""Above so many things of one table, it is said that any may have changed."""


class Stamp(db.Base):
    """What one transaction has changed."""

    __tablename__ = "stamps"
    __table_args__ = db.REMOVABLE

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    transaction: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint"), index=True
    )
    at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    changed: Mapped[dict[str, Any]]


_STAMPS = db.Base.metadata.tables[Stamp.__tablename__]


_ALSO_SHOWN = {
    "clock_settings",
    "development_tail",
    "development_totals",
    "money_tail",
    "money_totals",
    "payment_days",
    "payment_days_tail",
    "searched_notices",
    "searched_organisations",
    "searched_products",
    "searched_tenders",
}
"""What is on no record and yet shown. Triggers write the totals, so a trigger stamps their tails;
a recount says itself that it mends them."""


def is_stamped(table: str) -> bool:
    """Whether a change of the table is noted: not of what no page shows that is kept."""
    return table not in NOT_RECORDED or table in _ALSO_SHOWN


def everything() -> Changed:
    """Any row of any table may have changed: a migration writes past what notes it."""
    return {table: _OF_ANY for table in db.Base.metadata.tables if is_stamped(table)}


def note(session: Session, table: Table, row: Any = None) -> None:
    """Rows of a table are changed in the transaction at hand: this one, or any."""
    if not is_stamped(table.name):
        return
    changed = session.info.setdefault(_CHANGED, {}).setdefault(table.name, set())
    for thing in THINGS:
        changed.update(f"{thing}={key}" for key in _belongs_to(session, thing, row))


WRITTEN = insert(_STAMPS).values(changed=bindparam("stamped", type_=JSONB))
"""The statement that says what was changed, for whoever sends it with one of its own."""


def owed(session: Session) -> dict[str, Changed]:
    """What was changed and is not said yet, as WRITTEN wants it; nothing where nothing is."""
    noted = session.info.pop(_CHANGED, None)
    return {"stamped": _short(noted)} if noted else {}


def write(session: Session) -> None:
    """Say what was changed and is not said yet, as the last that the transaction does."""
    if said := owed(session):
        session.execute(WRITTEN, said)


def forget(session: Session) -> None:
    """The transaction came to nothing, or is over."""
    session.info.pop(_CHANGED, None)


def _short(noted: Mapping[str, set[str]]) -> Changed:
    return {
        table: _OF_ANY if len(things) > _MOST else sorted(things) for table, things in noted.items()
    }


def _belongs_to(session: Session, thing: str, row: Any) -> set[str]:
    """To which tender, or buyer, a row belongs: by a column of its own, or of what it refers to.

    Only what the session holds is looked at; where that says nothing, any may be meant.
    """
    if row is None:
        return {ANY}
    state: InstanceState[Any] = inspect(row)
    if thing in state.mapper.columns:
        is_moved = bool(state.attrs[thing].history.deleted)
        return {ANY} if is_moved else {str(state.dict.get(thing) or ANY)}
    if state.mapper.local_table is _named_by(thing):
        return {str(state.dict["id"])}
    held = (
        session.identity_map.get(mapper.identity_key_from_primary_key((state.dict.get(key),)))
        for key, mapper in _references(state.mapper, thing)
    )
    keys = {str(inspect(other).dict.get(thing) or ANY) for other in held if other is not None}
    return keys or {ANY}


@cache
def _named_by(thing: str) -> Table:
    """The table whose rows such columns name."""
    columns = (mapper.columns.get(thing) for mapper in db.Base.registry.mappers)
    return next(
        key.column.table for column in columns if column is not None for key in column.foreign_keys
    )


@cache
def _references(mapper: Mapper[Any], thing: str) -> list[tuple[str, Mapper[Any]]]:
    """The columns that refer to a row with such a column: by name, with what they refer to."""
    others = {other.local_table: other for other in db.Base.registry.mappers}
    return [
        (mapper.get_property_by_column(column).key, others[key.column.table])
        for column in mapper.local_table.columns
        for key in column.foreign_keys
        if thing in key.column.table.columns
    ]


_QUIET = 10.0
"""Seconds after a database that could not be reached in which nobody else waits for it."""


class Look:
    """What was committed since the last look, by any process: one small query."""

    def __init__(self) -> None:
        self._last: str | None = None
        self._told: Set[str] = set()
        self._quiet_until = 0.0
        self._connection: psycopg.Connection[Any] | None = None

    def __call__(self) -> Changed | None:
        """By table, what was changed; None where that is not known, as at the first look."""
        last, self._last = self._last, None
        if self.is_away:
            return None
        asked = self._connection
        try:
            self._last, acts = self._ask(last)
        except psycopg.Error:
            self._quiet_until = time.monotonic() + _QUIET
            self.close()
            return None
        changed: Changed = {}
        for key in acts.keys() - self._told:
            for table, things in acts[key].items():
                changed.setdefault(table, []).extend(things)
        self._told = acts.keys()
        return None if last is None or self._connection is not asked else changed

    @property
    def is_away(self) -> bool:
        """Whether the database could not be reached just now."""
        return time.monotonic() < self._quiet_until

    def _ask(self, last: str | None) -> tuple[str, dict[str, Changed]]:
        """The snapshot now, and what was changed by stamps since the last; on another connection,
        and since nothing, where the one at hand has fallen."""
        if self._connection is not None:
            try:
                return _answered(self._connection, last)
            except psycopg.Error:
                self.close()
        self._connection = db.own_connection()
        return _answered(self._connection, None)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _answered(
    connection: psycopg.Connection[Any], last: str | None
) -> tuple[str, dict[str, Changed]]:
    told = connection.execute(_SINCE, {"last": last}).fetchone()
    assert told is not None
    return told[0], told[1] or {}


_SINCE = """
SELECT pg_current_snapshot()::text, (
    SELECT jsonb_object_agg(id, changed) FROM stamps
    WHERE transaction >= pg_snapshot_xmin(%(last)s::pg_snapshot)::text::bigint
    AND transaction < pg_snapshot_xmax(pg_current_snapshot())::text::bigint
    AND (
        pg_is_in_recovery()
        OR NOT pg_visible_in_snapshot(transaction::text::xid8, %(last)s::pg_snapshot)
    )
)
"""
"""The second limit is for a database that was put back from a backup of another one. A copy does not
name the transactions that were at work: there all since the oldest of them are told, once."""
