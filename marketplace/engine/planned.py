"""Does what is done each day begin? Each day's job plans the next day's."""

from datetime import timedelta

from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.outbox import OutboxEntry


def ensure_planned(job: str) -> None:
    """Begin where no day of this job is planned yet."""
    with db.transaction():
        planned = select(OutboxEntry.id).where(
            OutboxEntry.job == job, OutboxEntry.done_at.is_(None)
        )
        if db.session.scalar(planned.limit(1)) is None:
            now = clock.now()
            db.session.add(
                OutboxEntry(job=job, values={}, created_at=now, due_at=now + timedelta(minutes=1))
            )
