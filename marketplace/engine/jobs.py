"""What is done later, by the person "the system".

The truth is the ``outbox`` table; Redis is a bell. A job is claimed by a lease,
run outside of any transaction, and marked as done; a sweep finds what was
missed. A job may run twice when its worker dies, so it ends in an action that
is told the entry's id and takes effect once.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import redis
import structlog
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import or_, select, update

from marketplace.engine import clock, db
from marketplace.engine.act import AlreadyDone
from marketplace.engine.outbox import OutboxEntry

QUEUE = "marketplace"
_LEASE = timedelta(minutes=5)
_PAUSES = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)]

_jobs: dict[str, Callable[..., None]] = {}
log = structlog.get_logger()


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Make a job of ``function(outbox_id, **values)``, known by its name."""
    _jobs[function.__name__] = function
    return function


def ring(url: str, ids: list[UUID]) -> bool:
    """Tell the worker that there is something to do; where Redis is away, the sweep will."""
    try:
        queue = Queue(QUEUE, connection=redis.Redis.from_url(url), serializer=JSONSerializer)
        for entry_id in ids:
            queue.enqueue(
                "marketplace.engine.jobs.run", str(entry_id), result_ttl=0, failure_ttl=60
            )
        return True
    except redis.exceptions.RedisError as error:
        log.warning("bell_not_rung", reason=str(error))
        return False


def due() -> list[UUID]:
    """The entries that want doing now and that nobody holds."""
    now = clock.now()
    entries = db.session.scalars(
        select(OutboxEntry.id)
        .where(OutboxEntry.done_at.is_(None), OutboxEntry.due_at <= now, _free())
        .order_by(OutboxEntry.due_at)
        .limit(500)
    ).all()
    db.session.rollback()
    return list(entries)


def run_due() -> int:
    """Do everything that is due, one after the other; the number done. For a sweep and for tests."""
    done = 0
    while ids := due():
        done += sum(run(str(entry_id)) for entry_id in ids)
    return done


def run(entry_id: str) -> bool:
    """Do one entry, unless somebody else does it or did it; whether it was done."""
    claimed = _claim(UUID(entry_id))
    if claimed is None:
        return False
    name, values, attempts = claimed
    try:
        _jobs[name](UUID(entry_id), **values)
    except AlreadyDone:
        pass
    except Exception as error:  # noqa: BLE001 whatever a job meets, the next one must still run
        db.session.rollback()
        log.error("job_failed", job=name, entry=entry_id, reason=repr(error))
        _put_off(UUID(entry_id), attempts, repr(error))
        return False
    finally:
        db.session.remove()
    _finish(UUID(entry_id))
    return True


def _free() -> Any:
    """Nobody holds the entry; leases are told by the machine's own clock, never a shifted one."""
    return or_(OutboxEntry.leased_until.is_(None), OutboxEntry.leased_until < clock.real())


def _claim(entry_id: UUID) -> tuple[str, dict[str, Any], int] | None:
    with db.transaction():
        entry = db.session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id, OutboxEntry.done_at.is_(None), _free())
            .values(leased_until=clock.real() + _LEASE, attempts=OutboxEntry.attempts + 1)
            .returning(OutboxEntry.job, OutboxEntry.values, OutboxEntry.attempts)
        ).one_or_none()
    return None if entry is None else (entry[0], entry[1], entry[2])


def _put_off(entry_id: UUID, attempts: int, reason: str) -> None:
    pause = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    with db.transaction():
        db.session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id)
            .values(leased_until=clock.real() + pause, last_error=reason[:2000])
        )


def _finish(entry_id: UUID) -> None:
    with db.transaction():
        db.session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id, OutboxEntry.done_at.is_(None))
            .values(done_at=clock.now(), leased_until=None)
        )
