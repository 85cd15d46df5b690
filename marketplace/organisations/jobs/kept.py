"""Every night: erase what was kept long enough."""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in
from marketplace.organisations.actions import kept


@job_in(Lane.IMPORTS)
def erase_kept(outbox_id: UUID) -> None:
    """Erase it, and note how much of what."""
    with once_for(outbox_id):
        kept.erase_kept(SYSTEM, None)
