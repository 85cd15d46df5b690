"""What follows for bidders when a tender was changed, extended or cancelled."""

from datetime import date
from uuid import UUID

from marketplace.bidding.actions import tender_changes
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job


@job
def follow_tender_change(outbox_id: UUID, tender_id: str, template: str, why: str, on: str) -> None:
    """Tell the bidders; once, whoever asks for it again."""
    with once_for(outbox_id):
        tender_changes.follow_tender_change(
            SYSTEM, UUID(tender_id), template=template, why=why, on=date.fromisoformat(on)
        )
