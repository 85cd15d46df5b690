"""What of an enterprise's profile waits for it: what it holds ends soon, or has."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import select

from marketplace.desk.queries.tasks import Kind, Owned, Task, tasks_of
from marketplace.engine.access import Actor, Role
from marketplace.engine.shown import words
from marketplace.organisations.models.profiles import Holding
from procurement.organisations.holding import REMINDED_BEFORE


def profile_tasks(actor: Actor, today: date) -> Iterator[Owned]:
    """What ends within sixty days in each organisation whose profile the person keeps: one query,
    and one more where there is very much of it."""
    mine = actor.organisations_as(Role.BID_WRITER)
    wanted = (
        select(Holding.organisation_id, Holding)
        .where(
            Holding.organisation_id.in_(mine),
            Holding.expires_on <= today + timedelta(days=max(REMINDED_BEFORE)),
        )
        .order_by(Holding.expires_on, Holding.id)
    )
    kind = Kind(Role.BID_WRITER, "Renew what ends", "holding.renew", "profile.keep")

    def told(row: Holding) -> Task:
        last = row.expires_on
        is_late = last is not None and last < today
        return kind.task(row.name or words(row.kind), row.id, last, is_late=is_late)

    yield from tasks_of(wanted, mine, kind, told)
