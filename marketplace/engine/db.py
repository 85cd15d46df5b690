"""How is it remembered? One PostgreSQL, one session for each thread, a few column types."""

import math
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID
from weakref import WeakSet

import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Engine,
    Enum,
    MetaData,
    SQLColumnExpression,
    cast,
    create_engine,
    event,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    SessionTransaction,
    mapped_column,
    scoped_session,
    sessionmaker,
)
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from procurement.ground.money import Money

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Kind = TypeVar("Kind", bound=StrEnum)


class Pence(TypeDecorator[Money]):
    """Money as whole pence in a BIGINT."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Money | None, dialect: Dialect) -> int | None:
        return None if value is None else value.pence

    def process_result_value(self, value: int | None, dialect: Dialect) -> Money | None:
        return None if value is None else Money(int(value))  # a sum of BIGINTs is a Decimal


class Base(DeclarativeBase):
    """Every table. A ``datetime`` is aware UTC; a ``dict`` or ``list`` is JSONB; Money is BIGINT."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: DateTime(timezone=True),
        Money: Pence,
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
    }


def uuid7() -> UUID:
    """A time-ordered identifier (RFC 9562, version 7), so that new rows lie together.

    Twelve bits below the millisecond (method 3 of its section 6.2), so that rows made one
    after the other stand in that order.
    """
    milliseconds, nanoseconds = divmod(time.time_ns(), 1_000_000)
    noise = int.from_bytes(os.urandom(8), "big")
    value = milliseconds << 80 | 0x7 << 76 | nanoseconds * 4096 // 1_000_000 << 64
    return UUID(int=value | 0b10 << 62 | noise & (1 << 62) - 1)


Key = Annotated[UUID, mapped_column(primary_key=True, default=uuid7)]


def choice(kinds: type[Kind]) -> Any:
    """A column type that keeps a StrEnum as its text, and takes no other text."""
    return Enum(
        kinds,
        native_enum=False,
        length=40,
        validate_strings=True,
        values_callable=lambda enum: [kind.value for kind in enum],
    )


_ELSEWHERE = "reads elsewhere"


class _Session(Session):
    """One that reads from the copy of the database while it is told to, where there is a copy."""

    def get_bind(self, *given: Any, **told: Any) -> Engine | Connection:
        if _copy is not None and self.info.get(_ELSEWHERE):
            return _copy
        return super().get_bind(*given, **told)


session: scoped_session[Session] = scoped_session(
    sessionmaker(class_=_Session, expire_on_commit=False)
)


def london_day_of(moment: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """The day in London on which a column’s moment falls, in the database."""
    return cast(func.timezone("Europe/London", moment), Date)


class Row(Base):
    """A table whose rows are known by a time-ordered key."""

    __abstract__ = True

    id: Mapped[Key]


KEPT = {"info": {"kept": True}}
"""A table's last argument: rows are added and read. Pages and jobs can neither change nor remove
one, whatever is done through them (``migrate.rights_on``)."""

REMOVABLE = {"info": {"removed": True}}
"""A table's last argument: removing rows is part of the work. From no other can any be removed."""

_engine: Engine | None = None
_copy: Engine | None = None


def connect(url: str, url_of_copy: str | None = None) -> Engine:
    """Open the pool and give every session to it; one opened before is closed.

    ``url_of_copy`` names a copy that follows the database (streaming replication): what is made
    for everybody is read there (``read_elsewhere``).
    """
    global _engine, _copy
    for former in (_engine, _copy):
        if former is not None:
            former.dispose()
    _copy = _pool(url_of_copy) if url_of_copy else None
    _engine = _pool(url)
    session.remove()
    session.configure(bind=_engine)
    return _engine


def _pool(url: str) -> Engine:
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=10,
        hide_parameters=True,
        connect_args={"connect_timeout": 10},
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "checkin", _put_back)
    event.listen(engine, "checkout", _take)
    event.listen(engine, "engine_disposed", _close_own)
    return engine


_own: WeakSet[psycopg.Connection[Any]] = WeakSet()


def own_connection() -> psycopg.Connection[Any]:
    """A driver's connection beside the pool, to where what is made for everybody is read; each
    statement on it is a transaction of its own; closed with the pool at the latest."""
    engine = _copy or _engine
    assert engine is not None
    where, told = engine.dialect.create_connect_args(engine.url)
    connection = psycopg.connect(*where, **{**told, "autocommit": True, "connect_timeout": 10})
    _own.add(connection)
    return connection


def _close_own(_: Engine) -> None:
    while _own:
        _own.pop().close()


PATIENCE = "5s"
"""How long one waits for a row that somebody else holds: then a person is asked to try again."""


def _set_up(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET timezone TO 'UTC'; SET lock_timeout TO '{PATIENCE}'")
    connection.commit()


_RESTED = 1.0
"""Seconds after which a connection is asked whether it still stands, before it is used again."""


def _put_back(connection: Any, pooled: ConnectionPoolEntry) -> None:
    pooled.info["put_back"] = time.monotonic()
    if connection is not None and connection.read_only:
        connection.read_only = None


def _take(connection: Any, pooled: ConnectionPoolEntry, _: Any) -> None:
    """Another connection is opened where this one fell while it rested."""
    if time.monotonic() - pooled.info.get("put_back", math.inf) < _RESTED:
        return
    try:
        stands = connection.pgconn.exec_(b"").status == ExecStatus.EMPTY_QUERY
    except psycopg.OperationalError:
        stands = False
    if not stands:
        raise DisconnectionError


_LEFT_OPEN = "left open"
_THEN = "once committed"


@contextmanager
def transaction(*, goes_on: bool = False) -> Iterator[None]:
    """All of it or nothing: commits at the end, rolls back on any error.

    One that was left open is committed first, or with this, where it ``goes_on``.
    """
    if not goes_on:
        close()
    try:
        yield
        if goes_on or _LEFT_OPEN not in session.info:
            session.commit()
    except BaseException:
        session.rollback()
        raise


def leave_open() -> None:
    """Let the transaction at hand be committed later, so that what comes of it is kept with it."""
    session.info[_LEFT_OPEN] = True


def close() -> None:
    """Commit what was left open, where something was."""
    if _LEFT_OPEN in session.info:
        session.commit()


def once_committed(do: Callable[[], object]) -> None:
    """Do this after the transaction at hand has committed, and only then."""
    session.info.setdefault(_THEN, []).append(do)


@event.listens_for(session, "after_commit")
def _committed(committed: Session) -> None:
    committed.info.pop(_LEFT_OPEN, None)
    for do in committed.info.pop(_THEN, ()):
        do()


@event.listens_for(session, "after_rollback")
def _undone(undone: Session) -> None:
    undone.info.pop(_LEFT_OPEN, None)
    undone.info.pop(_THEN, None)


_ONLY_READS = "only reads"
_READING = "reading"


def read_only() -> None:
    """Let the current transaction read and nothing else; one that has not begun costs no question.

    It begins with the first statement, so for a page that asks nothing there is none.
    """
    is_own = session.get_bind() in (_engine, _copy)
    if session().in_transaction() or not is_own:
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.info[_READING] = is_own
    else:
        session.info[_ONLY_READS] = True


def has_copy() -> bool:
    """Whether there is a copy to read from."""
    return _copy is not None


def read_elsewhere() -> None:
    """Let what is read from now on be read from the copy, where there is one.

    For pages that are made for everybody: nobody expects to find there what they did a moment ago,
    and what is kept is looked after by the stamps of the same copy.
    """
    if not session().in_transaction():
        session.info[_ELSEWHERE] = True


def stop_reading() -> None:
    """End the transaction of what was read, or was to be read: the next one may write."""
    close()
    session.rollback()
    session.info.pop(_ELSEWHERE, None)
    session.info.pop(_ONLY_READS, None)


def let_go() -> None:
    """End the session of this thread, whatever is not committed undone.

    What was only read ends with COMMIT: at a ROLLBACK the driver forgets which statements
    PostgreSQL has read and planned on the connection, and the next page begins anew.
    """
    if session.registry.has() and session.info.get(_READING):
        with suppress(SQLAlchemyError, psycopg.Error):  # then it is rolled back
            session.connection().connection.commit()
    session.remove()


@event.listens_for(session, "after_begin")
def _begun(begun: Session, _: Any, connection: Connection) -> None:
    """The driver begins with the first statement: READ ONLY, where that was said before."""
    if begun.info.pop(_ONLY_READS, False):
        connection.connection.driver_connection.read_only = True  # type: ignore[union-attr]
        begun.info[_READING] = True


@event.listens_for(session, "after_transaction_end")
def _ended(ended: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        ended.info.pop(_READING, None)
