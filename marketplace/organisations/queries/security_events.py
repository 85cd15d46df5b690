"""What happened at the doors, as it is listed: to its person, and to the operator?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.engine import db
from marketplace.engine.security_events import SecurityEvent, events_about

SHOWN, ON_A_PAGE = 5, 50


def newest_events(person_id: UUID) -> Sequence[SecurityEvent]:
    """The newest few about a person."""
    return db.session.scalars(_newest_first(events_about(person_id)).limit(SHOWN)).all()


def listed_events(
    wanted: Select[SecurityEvent], number: int
) -> tuple[Sequence[SecurityEvent], int]:
    """One page of these, the newest first, and how many there are in all."""
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    page = _newest_first(wanted).limit(ON_A_PAGE).offset((number - 1) * ON_A_PAGE)
    return db.session.scalars(page).all(), total


def _newest_first(wanted: Select[SecurityEvent]) -> Select[SecurityEvent]:
    return wanted.order_by(SecurityEvent.at.desc(), SecurityEvent.id.desc())
