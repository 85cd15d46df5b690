"""What is still to be done? The truth about jobs: a row in the transaction that wants it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Index,
    Select,
    UniqueConstraint,
    false,
    literal_column,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import REMOVABLE, Base, Row

FAILED = text("done_at IS NULL AND last_error IS NOT NULL")
"""The jobs that were tried, and are not done."""

LETTERS = text("job IN ('send_email', 'send_receipt')")
"""The orders of e-mails, and those to an address that need not be a person's here."""
ADDRESSED = text(f"{LETTERS} AND \"values\" ->> 'to' <> ''")
FOR_PERSON: ColumnElement[str] = literal_column("(\"values\" ->> 'person_id')")
"""Whom an e-mail is for."""


class OutboxEntry(Row):
    """One job: its name, the ids it needs, when it is due, and whether it is done."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "due_at", postgresql_where=text("done_at IS NULL")),
        Index("ix_outbox_job_due", "job", "due_at", postgresql_where=text("done_at IS NULL")),
        Index("ix_outbox_failed", "created_at", postgresql_where=FAILED),
        Index("ix_outbox_letters", FOR_PERSON, postgresql_where=LETTERS),
        Index("ix_outbox_addressed", "created_at", postgresql_where=ADDRESSED),
        UniqueConstraint("once"),
        REMOVABLE,
    )

    job: Mapped[str]
    values: Mapped[dict[str, Any]] = mapped_column(info={"personal": True})
    once: Mapped[str | None]
    """A word that may stand in one entry only: a job that is asked for twice is done once."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(info={"personal": True})
    done_at: Mapped[datetime | None]


def failed_jobs_visible_to(actor: Actor) -> Select[OutboxEntry]:
    """The jobs that were tried and are not done: for an operator alone."""
    return select(OutboxEntry).where(FAILED, true() if actor.is_operator else false())


class Performed(Base):
    """A form that was acted on: the same form sent twice takes effect once."""

    __tablename__ = "performed"

    token: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    location: Mapped[str | None]


class KeptForm(Row):
    """What a person, or somebody not signed in, had typed when the session ended; encrypted."""

    __tablename__ = "kept_forms"
    __table_args__ = (Index(None, "person_id", "at"), REMOVABLE)

    at: Mapped[datetime]
    path: Mapped[str] = mapped_column(info={"personal": True})
    person_id: Mapped[UUID | None]
    sealed: Mapped[bytes] = mapped_column(info={"personal": True})
