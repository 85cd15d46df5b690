"""What an enterprise holds: reminders before it ends."""

from datetime import date
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in
from marketplace.organisations.actions.holdings import remind_of_holding
from marketplace.organisations.models.profiles import Holding


@job_in(Lane.LETTERS)
def remind_of_ending(outbox_id: UUID, holding_id: str, expires_on: str) -> None:
    """Remind of what ends, unless it was removed meanwhile."""
    is_there = db.session.get(Holding, UUID(holding_id)) is not None
    db.session.rollback()
    if is_there:
        with once_for(outbox_id):
            remind_of_holding(SYSTEM, UUID(holding_id), expires_on=date.fromisoformat(expires_on))
