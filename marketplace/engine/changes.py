"""Which rows does the transaction at hand change? Every one is noted, without anybody's asking.

Rows of the session are noted as they are written; a statement that changes many at once gives
them back as it does. What is noted goes into the audit record of the act, and a transaction
that would change recorded rows outside an act is refused. Whoever keeps pages is told by a stamp.
"""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import Column, Result, Table, event, inspect, select
from sqlalchemy.orm import InstanceState, ORMExecuteState, Session, SessionTransaction

from marketplace.engine import db, recorded, stamps

Changes = dict[str, dict[str, dict[str, Any] | None]]
"""By table and key, what a row's changed columns hold now; None where the row was removed."""

_NOTED = "rows changed"


def taken() -> Changes:
    """What was noted so far, for the record that is written now."""
    noted: Changes = db.session.info.pop(_NOTED, {})
    return noted


def take_in(noted: Changes) -> None:
    """Note rows that stand there already, so that the next record holds them."""
    for table, rows in noted.items():
        db.session.info.setdefault(_NOTED, {}).setdefault(table, {}).update(rows)


def standing(size: int, wanted: Callable[[Column[Any]], bool]) -> Iterator[Changes]:
    """All rows as they stand, in the columns that are wanted, so many at a time."""
    for table in recorded.tables():
        columns = [column for column in recorded.columns(table) if wanted(column)]
        if not columns:
            continue
        read = [recorded.kept(column) for column in columns]
        statement = select(*table.primary_key.columns, *read).order_by(*table.primary_key.columns)
        rows = db.session.execute(statement.execution_options(yield_per=size))
        for part in rows.partitions():
            yield {table.name: dict(_read(table, columns, row) for row in part)}


def _refuse(changes: Changes) -> None:
    raise RuntimeError(f"Rows of {', '.join(changes)} were changed outside an action.")


unrecorded: Callable[[Changes], None] = _refuse
"""What is done about rows that no act has recorded: tests, which write some by hand, do otherwise."""


@event.listens_for(db.session, "after_flush")
def _flushed(session: Session, _: object) -> None:
    for row in session.new:
        _note_row(session, row, is_new=True)
    for row in session.dirty:
        _note_row(session, row, is_new=False)
    for row in session.deleted:
        state = inspect(row)
        stamps.note(session, state.mapper.local_table, row)
        _note(session, state.mapper.local_table, state.mapper.primary_key_from_instance(row), None)


def _note_row(session: Session, row: Any, *, is_new: bool) -> None:
    state: InstanceState[Any] = inspect(row)
    table: Any = state.mapper.local_table
    values = {}
    for column in recorded.columns(table):
        name = state.mapper.get_property_by_column(column).key
        if is_new or state.attrs[name].history.added:
            values[column.name] = recorded.said(column, state.dict.get(name))
    if is_new or values or not recorded.is_recorded(table):
        stamps.note(session, table, row)
        _note(session, table, state.mapper.primary_key_from_instance(row), values)


@event.listens_for(db.session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> Result[Any] | None:
    """A statement that writes: the same, giving back each row as it stands after it."""
    statement: Any = state.statement
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    table = statement.table
    stamps.note(state.session, table)
    if not recorded.is_recorded(table):
        return None
    columns = () if state.is_delete else recorded.columns(table)
    if state.is_update:
        written = {getattr(column, "name", column) for column in statement._values or ()}
        columns = tuple(column for column in columns if column.name in written)
        if not columns:
            return None
    read = [*table.primary_key.columns, *(recorded.kept(column) for column in columns)]
    labelled = [column.label(f"recorded_{place}") for place, column in enumerate(read)]
    result = state.invoke_statement(statement.returning(*labelled)).freeze()
    for row in result():
        key, values = _read(table, columns, row[-len(read) :])
        _put(state.session, table, key, None if state.is_delete else values)
    return result()


def _read(table: Table, columns: Any, row: Any) -> tuple[str, dict[str, Any]]:
    """A row's key and columns as the record says them, from what was read by ``kept``."""
    width = len(table.primary_key.columns)
    values = {
        column.name: recorded.said_of_kept(column, value)
        for column, value in zip(columns, row[width:], strict=True)
    }
    return recorded.key_of(row[:width]), values


def _note(session: Session, table: Any, key: Any, values: dict[str, Any] | None) -> None:
    if recorded.is_recorded(table):
        _put(session, table, recorded.key_of(key), values)


def _put(session: Session, table: Table, key: str, values: dict[str, Any] | None) -> None:
    rows = session.info.setdefault(_NOTED, {}).setdefault(table.name, {})
    rows[key] = None if values is None else {**(rows.get(key) or {}), **values}


@event.listens_for(db.session, "before_commit")
def _committing(session: Session) -> None:
    session.flush()
    if noted := session.info.get(_NOTED):
        unrecorded(noted)
    stamps.write(session)


@event.listens_for(db.session, "after_transaction_end")
def _ended(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_NOTED, None)
        stamps.forget(session)
