"""What will be shown of an organisation that speaks against it, and that its owner has not read?"""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, or_, select, union_all

from marketplace.desk.models.track_records import TrackRecord
from marketplace.desk.queries.tasks import Owned, Task
from marketplace.desk.queries.track_record_rows import Stretch, things
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.shown import counted
from procurement.organisations.track_record import Figure, days_waiting, shown_from

_AGAINST = (
    Figure.WORK_ON_TIME,
    Figure.PROMISES_KEPT,
    Figure.INVOICES_UNDISPUTED,
    Figure.PAID_ON_TIME,
    Figure.RETENTION_RELEASED,
    Figure.PLEDGES_KEPT,
)
"""Where what is not kept speaks against the organisation; that it disputes is its own doing."""


def track_record_tasks(actor: Actor, today: date) -> Iterator[Owned]:
    """One task for each organisation the person owns of which something waits: one query."""
    mine = actor.organisations_as(Role.OWNER)
    if not mine:
        return
    first, last = days_waiting(today)
    found = union_all(
        *(
            select(part.c.owner, part.c.day).where(~part.c.is_kept)
            for part in (
                things(figure, Stretch(mine, first, last)).subquery() for figure in _AGAINST
            )
        )
    ).subquery()
    rows = db.session.execute(
        select(found.c.owner, func.count(), func.min(found.c.day))
        .join(TrackRecord, TrackRecord.organisation_id == found.c.owner, isouter=True)
        .where(or_(TrackRecord.read_until.is_(None), found.c.day > TrackRecord.read_until))
        .group_by(found.c.owner)
    )
    for organisation_id, count, day in rows:
        title = f"{counted(count, 'thing')} late, disputed or not kept"
        yield (
            organisation_id,
            Task(
                Role.OWNER, "Read what your record will show", title,
                "track_record.acknowledge", organisation_id, shown_from(day),
            ),
        )  # fmt: skip
