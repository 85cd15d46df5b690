"""What does one verb know while it is being done: who, when, and what it asks to be done after?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.outbox import OutboxEntry
from marketplace.engine.plain import plain
from procurement.ground.calendar import london_day

Added = TypeVar("Added", bound=db.Base)
Subject = TypeVar("Subject", bound=db.Row | None)


class NotAllowed(Exception):
    """Visible to the person, but not theirs to do: 403."""


class NotThere(Exception):
    """No such thing, or none that this person may know of: 404."""


class AlreadyDone(Exception):
    """This very form was acted on before; ``location`` is where it led, as the pages keep it."""

    def __init__(self, location: str | None) -> None:
        super().__init__("This was already done.")
        self.location = location


@dataclass
class Act:
    """One verb being done: who, when, and what it asks to be done after."""

    actor: Actor
    now: datetime
    verb: str
    id: UUID = field(default_factory=db.uuid7)
    details: dict[str, object] = field(default_factory=dict)
    wanted: dict[UUID, str] = field(default_factory=dict)
    """The jobs to ring the bell for, once this has committed."""
    _orders: list[dict[str, object]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The date in London."""
        return london_day(self.now)

    @property
    def person_id(self) -> UUID:
        """The person acting, where the right leaves no doubt that there is one."""
        if self.actor.person_id is None:
            raise NotAllowed(self.verb)
        return self.actor.person_id

    def add(self, row: Added) -> Added:
        """Remember a new row, with its id, in this transaction."""
        db.session.add(row)
        db.session.flush()
        return row

    def note(self, **details: object) -> None:
        """Put more into the audit record than the change of the row itself."""
        self.details.update(details)

    def enqueue(
        self, job: str, *, at: datetime | None = None, once: str | None = None, **values: object
    ) -> None:
        """Ask for a job, due now or at a moment; it is there if and only if this commits.

        ``once`` names a job that is wanted only once however often it is asked for.
        """
        self._orders.append(
            {
                "id": db.uuid7(),
                "job": job,
                "values": plain(values),
                "once": once,
                "created_at": self.now,
                "due_at": at or self.now,
                "attempts": 0,
            }
        )

    def order(self) -> None:
        """Write down every job that was asked for, in one statement."""
        if not self._orders:
            return
        soon = self.now + timedelta(seconds=1)
        added = db.session.execute(
            insert(db.Base.metadata.tables[OutboxEntry.__tablename__])
            .on_conflict_do_nothing(index_elements=["once"])
            .returning(OutboxEntry.id, OutboxEntry.job, OutboxEntry.due_at),
            self._orders,
        )
        self.wanted.update({row.id: row.job for row in added if row.due_at <= soon})
        self._orders.clear()

    def notify(self, person_id: UUID, template: str, **ids: object) -> None:
        """Ask for an e-mail to a person; the template gets the ids and reads the rest itself."""
        self._write("send_email", person_id, template, ids)

    def give_receipt(self, person_id: UUID, template: str, **ids: object) -> None:
        """Ask for an e-mail that says what arrived, which waits behind no other e-mail."""
        self._write("send_receipt", person_id, template, ids)

    def _write(self, job: str, person_id: UUID, template: str, ids: dict[str, object]) -> None:
        self.enqueue(job, person_id=person_id, template=template, ids=plain(ids), act_id=self.id)
