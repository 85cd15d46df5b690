"""What failed may be tried again at once, when its cause is mended."""

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.outbox import OutboxEntry
from procurement.ground.refusal import Refusal


@action("job.retry")
def retry_job(act: Act, entry: OutboxEntry) -> None:
    """Try a job now that would otherwise be tried later. Refuses what is done."""
    if entry.done_at is not None:
        raise Refusal("This job is done meanwhile.")
    entry.leased_until = None
    act.wanted[entry.id] = entry.job
