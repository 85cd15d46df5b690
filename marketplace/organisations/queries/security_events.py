"""What happened at the doors, as it is listed: to its person, and to the operator?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select

from marketplace.engine import db
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.engine.security_events import SecurityEvent, events_about

SHOWN = 5
_ORDER = (SecurityEvent.at, SecurityEvent.id)


def newest_events(person_id: UUID) -> Sequence[SecurityEvent]:
    """The newest few about a person."""
    newest = events_about(person_id).order_by(*(column.desc() for column in _ORDER))
    return db.session.scalars(newest.limit(SHOWN)).all()


def listed_events(wanted: Select[SecurityEvent], beside: Beside) -> Stretch[tuple[SecurityEvent]]:
    """One page of these, the newest first: one query."""
    return stretch_of(wanted, _ORDER, beside, descending=True)
