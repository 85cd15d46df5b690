"""What happened at the doors: wrong passwords, refusals, limits reached?

Append-only for ninety days, held by the database, and then erased. Bounded too in how
many one person or one network can make in an hour.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, Index, Select, false, select, true
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine import attempts, clock, db
from marketplace.engine.access import Actor
from marketplace.engine.db import Row, choice
from marketplace.engine.origin import origin
from marketplace.gateways.keys import fingerprint, fingerprints

_AN_HOUR = attempts.Limit(30, timedelta(hours=1))
"""The most events of one kind about one person, or from one network, that are written."""


class EventKind(StrEnum):
    """What happened."""

    SIGN_IN_FAILED = "sign_in_failed"
    PASSWORD_WRONG = "password_wrong"  # noqa: S105 not one
    CODE_WRONG = "code_wrong"
    NOT_ALLOWED = "not_allowed"
    LIMIT_REACHED = "limit_reached"


class SecurityEvent(Row):
    """One thing that happened; ``person_id`` is whom it is about, as far as that is known.

    It refers to no row, so that an unknown address costs as much as a known one.
    """

    __tablename__ = "security_events"
    __table_args__ = (
        Index(None, "person_id", "at"),
        Index(None, "at"),
        {
            "info": {"kept": True, "removed": True}
        },  # only what is older, which the table itself sees to
    )

    at: Mapped[datetime]
    kind: Mapped[EventKind] = mapped_column(choice(EventKind))
    person_id: Mapped[UUID | None]
    email_fingerprint: Mapped[str] = mapped_column(default="")
    """Of the e-mail address that was typed: it may be nobody's."""
    network: Mapped[str] = mapped_column(info={"personal": True})
    device: Mapped[str] = mapped_column(info={"personal": True})
    detail: Mapped[str]


def events_visible_to(actor: Actor) -> Select[SecurityEvent]:
    """Every one, for an operator alone."""
    return select(SecurityEvent).where(true() if actor.is_operator else false())


def events_about(person_id: UUID) -> Select[SecurityEvent]:
    """What a person reads of themselves."""
    return select(SecurityEvent).where(SecurityEvent.person_id == person_id)


def events_with(email: str) -> ColumnElement[bool]:
    """Those for which this e-mail address was typed, in its one form."""
    return SecurityEvent.email_fingerprint.in_(fingerprints(email))


def record(
    kind: EventKind, *, person_id: UUID | None = None, email: str = "", detail: str = ""
) -> None:
    """Write an event in a transaction of its own, whatever became of the request. Commits."""
    came, now = origin.get(), clock.real()
    db.stop_reading()
    if not attempts.count(f"{kind} {person_id or email or came.address}", _AN_HOUR):
        return
    with db.transaction():
        db.session.add(
            SecurityEvent(
                at=now,
                kind=kind,
                person_id=person_id,
                email_fingerprint=fingerprint(email) if email else "",
                network=came.address,
                device=came.device[:200],
                detail=detail[:100],
            )
        )
