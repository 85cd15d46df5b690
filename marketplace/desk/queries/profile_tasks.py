"""What of an enterprise's profile waits for it: what it holds ends soon, or has."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from marketplace.engine.shown import words
from marketplace.organisations.models.profiles import Holding
from procurement.organisations.holding import REMINDED_BEFORE, HoldingKind


def profile_tasks() -> Iterator[Asked]:
    """What ends within sixty days in an organisation whose profile the person keeps."""
    ends = Holding.expires_on
    wanted = (
        select(Holding.organisation_id, Holding.name, Holding.kind, Holding.id, ends, ends < TODAY)
        .where(
            Holding.organisation_id.in_(READER.organisations_as(Role.BID_WRITER)),
            ends <= TODAY + max(REMINDED_BEFORE),
        )
        .order_by(ends, Holding.id)
    )
    kind = Kind(Role.BID_WRITER, "Renew what ends", "holding.renew", "profile.keep")

    def told(name: str, of: HoldingKind, holding_id: UUID, last: date, is_late: bool) -> Task:
        return kind.task(name or words(of), holding_id, last, is_late=is_late)

    yield Asked(wanted, kind, told)
