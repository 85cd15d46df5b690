"""What will be shown of an organisation that speaks against it, and that its owner has not read?"""

from collections.abc import Iterator
from datetime import date

from marketplace.desk.queries.tasks import Owned, Task
from marketplace.desk.queries.track_records import unread_of
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.shown import counted
from procurement.organisations.track_record import shown_from


def track_record_tasks(actor: Actor, today: date) -> Iterator[Owned]:
    """One task for each organisation the person owns of which something waits: one query."""
    mine = actor.organisations_as(Role.OWNER)
    if not mine:
        return
    for organisation_id, count, day in db.session.execute(unread_of(mine, today)):
        title = f"{counted(count, 'thing')} late, disputed or not kept"
        yield (
            organisation_id,
            Task(
                Role.OWNER, "Read what your record will show", title,
                "track_record.acknowledge", organisation_id, shown_from(day),
            ),
        )  # fmt: skip
