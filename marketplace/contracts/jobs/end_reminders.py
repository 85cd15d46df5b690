"""Every morning: whose contract ends in three months?"""

from uuid import UUID

from marketplace.contracts.actions.end_reminders import remind_ends
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in


@job_in(Lane.IMPORTS)
def remind_of_ends(outbox_id: UUID) -> None:
    """Tell its buyer, once."""
    with once_for(outbox_id):
        remind_ends(SYSTEM, None)
