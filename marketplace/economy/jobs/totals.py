"""Every few minutes: what the tails of the kept totals hold is folded."""

from uuid import UUID

from marketplace.economy.actions import totals
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in


@job_in(Lane.IMPORTS)
def fold_totals(outbox_id: UUID) -> None:
    """Fold them; the next time is planned with it."""
    totals.fold_totals(outbox_id)


@job_in(Lane.IMPORTS)
def recount_totals(outbox_id: UUID) -> None:
    """Count again what no migration can: asked for by the one that has made the totals."""
    with once_for(outbox_id):
        totals.recount_totals(SYSTEM, None)
