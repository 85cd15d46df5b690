"""What is due when a tender's deadline has passed."""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job
from marketplace.tendering.actions import tenders


@job
def tender_closed(outbox_id: UUID, tender_id: str) -> None:
    """Tell the buyers; nothing where the deadline was moved meanwhile."""
    with once_for(outbox_id):
        tenders.close_tender(SYSTEM, UUID(tender_id))
