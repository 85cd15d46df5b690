"""Who did what, when, and which rows did it change? Append-only, in lines held by a key.

It holds the ids of persons, never names; sealed and personal fields only as
fingerprints. The database itself refuses to change or delete a record.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, Sequence, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine import db
from marketplace.engine.db import KEPT, Base

LINES = 16
"""How many records can be written at the same moment, none waiting for another."""

NUMBERS = Sequence("audit_numbers", metadata=Base.metadata)
"""The order of all records: of two that change one row, the later has the higher number."""


class AuditRecord(Base):
    """One verb done by one person to one thing, and every row that it changed.

    One that was written before there were lines stands in none, and holds no rows.
    """

    __tablename__ = "audit_records"
    __table_args__ = (
        UniqueConstraint("line", "place"),
        Index("ix_audit_records_subject", "subject_id"),
        Index("ix_audit_records_widened", "number", postgresql_where=text("verb = 'record.widen'")),
        KEPT,
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    act_id: Mapped[UUID | None] = mapped_column(index=True)
    line: Mapped[int | None]
    place: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None]
    verb: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    rows: Mapped[dict[str, Any] | None]
    """By table and key, what stands in each column since; null where the row was removed."""
    previous_hash: Mapped[str]
    hash: Mapped[str]


class AuditLine(Base):
    """Where one line of records ends: a writer holds a free one, and adds to it."""

    __tablename__ = "audit_lines"

    line: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str]


class RecordDay(Base):
    """Where every line ended on one day, as it was published: one hash over them all."""

    __tablename__ = "record_days"
    __table_args__ = KEPT

    day: Mapped[date] = mapped_column(primary_key=True)
    taken_at: Mapped[datetime]
    records: Mapped[int] = mapped_column(BigInteger)
    root: Mapped[str]
    heads: Mapped[list[Any]]
    """The end of each line that has a record, as [line, place, hash], in the order of the lines."""


def is_out_of_reach() -> bool:
    """Whether the database lets pages and jobs add records, and never change one."""
    return not db.session.scalar(text("SELECT has_table_privilege('audit_records', 'UPDATE')"))
