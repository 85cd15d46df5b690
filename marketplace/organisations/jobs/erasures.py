"""Who was erased is noted beside the database too: a backup from before must not bring them back."""

from uuid import UUID

from marketplace.engine.jobs import job
from marketplace.gateways import erasures


@job
def note_erasure(outbox_id: UUID, person_id: str) -> None:
    """Add the number to the list; the same again changes nothing."""
    erasures.note({UUID(person_id)})
