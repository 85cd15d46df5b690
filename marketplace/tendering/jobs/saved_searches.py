"""Each morning: what of saved searches is new or changed."""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in
from marketplace.tendering.actions import saved_searches


@job_in(Lane.IMPORTS)
def plan_finds(outbox_id: UUID) -> None:
    """Ask for one job for each person who is told; the next day's is asked for with it."""
    with once_for(outbox_id):
        saved_searches.plan_finds(SYSTEM, None)


@job_in(Lane.LETTERS)
def tell_finds(outbox_id: UUID, person_id: str) -> None:
    """Tell one person; done twice, it is the same."""
    with once_for(outbox_id):
        saved_searches.tell_finds(SYSTEM, UUID(person_id))
