"""Who did what, when? Append-only, each record holding the hash of the one before.

It holds the ids of persons, never names; sealed and personal fields only as
fingerprints. The database itself refuses to change or delete a record.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine import db
from marketplace.engine.db import KEPT, Base


class AuditRecord(Base):
    """One verb done by one person to one thing."""

    __tablename__ = "audit_records"
    __table_args__ = (Index("ix_audit_records_subject", "subject_id"), KEPT)

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    person_id: Mapped[UUID | None]
    verb: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[UUID | None]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]


def is_out_of_reach() -> bool:
    """Whether the database lets pages and jobs add records, and never change one."""
    return not db.session.scalar(text("SELECT has_table_privilege('audit_records', 'UPDATE')"))
