"""Each day: where the audit record stands is published."""

from uuid import UUID

from marketplace.desk.actions import records
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job


@job
def publish_record(outbox_id: UUID) -> None:
    """Publish today’s root; the next day’s job is asked for with it."""
    with once_for(outbox_id):
        records.publish_record(SYSTEM, None)
