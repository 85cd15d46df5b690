"""How is it remembered? One PostgreSQL, one session for each thread, a few column types."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Engine, Enum, MetaData, create_engine, event, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    mapped_column,
    scoped_session,
    sessionmaker,
)
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


session: scoped_session[Session] = scoped_session(sessionmaker(expire_on_commit=False))


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


def connect(url: str) -> Engine:
    """Open the pool and give every session to it; one opened before is closed."""
    global _engine
    if _engine is not None:
        _engine.dispose()
    engine = create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=10,
        hide_parameters=True,
        connect_args={"connect_timeout": 10},
    )
    event.listen(engine, "connect", _set_up)
    session.remove()
    session.configure(bind=engine)
    _engine = engine
    return engine


PATIENCE = "5s"
"""How long one waits for a row that somebody else holds: then a person is asked to try again."""


def _set_up(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET timezone TO 'UTC'; SET lock_timeout TO '{PATIENCE}'")
    connection.commit()


@contextmanager
def transaction() -> Iterator[None]:
    """All of it or nothing: commits at the end, rolls back on any error."""
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise


def read_only() -> None:
    """Let the current transaction read and nothing else."""
    session.execute(text("SET TRANSACTION READ ONLY"))
