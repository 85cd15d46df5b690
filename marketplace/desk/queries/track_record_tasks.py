"""What will be shown of an organisation that speaks against it, and that its owner has not read?"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import Date, cast

from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.desk.queries.track_record_rows import Judged
from marketplace.desk.queries.track_records import unread_of
from marketplace.engine.access import Role
from marketplace.engine.shown import counted
from procurement.organisations.track_record import days_waiting, shown_from


def track_record_tasks() -> Iterator[Asked]:
    """One task for each organisation the person owns of which something waits."""
    days = (cast(day, Date) for day in days_waiting(TODAY))
    unread = unread_of(Judged(READER.organisations_as(Role.OWNER), *days))
    wanted = unread.add_columns(unread.selected_columns[0])
    verb = "track_record.acknowledge"
    kind = Kind(Role.OWNER, "Read what your record will show", verb, verb)

    def told(count: int, day: date, organisation_id: UUID) -> Task:
        title = f"{counted(count, 'thing')} late, disputed or not kept"
        return kind.task(title, organisation_id, shown_from(day))

    yield Asked(wanted, kind, told)
