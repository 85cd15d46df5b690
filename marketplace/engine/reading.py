"""On what does a page stand that is made now? The tables it reads, and the moments that change it.

While a page is made to be kept, every statement notes its tables, and the clock notes that it
was asked: today's date holds until midnight in London, and a page that asks for the moment has
to say until when its sentences hold. What cannot be known is not kept.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, event
from sqlalchemy.sql import visitors

READS = "reads"
"""The option of a statement in words of SQL that names the tables it reads."""


@dataclass(slots=True)
class Reading:
    """What was read so far, and until when it can be shown."""

    tables: set[str] = field(default_factory=set)
    until: datetime | None = None
    """The first moment of our clock at which a sentence changes; None: none does."""
    asked_the_moment: bool = False
    said_until: bool = False
    is_opaque: bool = False
    """A statement ran whose tables are not known."""

    @property
    def is_known(self) -> bool:
        """Whether it can be said what changes the page, and when."""
        return not self.is_opaque and (self.said_until or not self.asked_the_moment)

    def ends_by(self, moment: datetime) -> None:
        self.until = moment if self.until is None else min(self.until, moment)


_at_hand: ContextVar[Reading | None] = ContextVar("reading", default=None)


@contextmanager
def noted() -> Iterator[Reading]:
    """What is read inside; what is made inside of another is noted for itself."""
    reading = Reading()
    before = _at_hand.set(reading)
    try:
        yield reading
    finally:
        _at_hand.reset(before)


def read_before(table: str) -> None:
    """A value is used that a statement read from this table, perhaps before what is noted."""
    if reading := _at_hand.get():
        reading.tables.add(table)


def asked_the_moment() -> None:
    """The clock was asked: the page has to say until when it holds."""
    if reading := _at_hand.get():
        reading.asked_the_moment = True


def asked_the_day(ends_at: datetime) -> None:
    """The clock was asked for the date: the page holds until the day ends."""
    if reading := _at_hand.get():
        reading.ends_by(ends_at)


def holds_until(moment: datetime) -> None:
    """No sentence that was made of the moment changes before this one."""
    if reading := _at_hand.get():
        reading.said_until = True
        reading.ends_by(moment)


@event.listens_for(Engine, "before_execute")
def _executing(
    connection: Connection, statement: Any, _: Any, __: Any, options: Mapping[str, Any]
) -> None:
    reading = _at_hand.get()
    if reading is None:
        return
    tables = {part.name for part in visitors.iterate(statement) if isinstance(part, Table)}
    tables |= set(options.get(READS, ()))
    reading.tables |= tables
    reading.is_opaque |= not tables
