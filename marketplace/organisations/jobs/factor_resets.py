"""A lost second factor is taken away when the wait is over."""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job
from marketplace.organisations.actions import factor_resets


@job
def finish_factor_reset(outbox_id: UUID, reset_id: str) -> None:
    with once_for(outbox_id):
        factor_resets.finish_factor_reset(SYSTEM, UUID(reset_id))
