"""What is done later, by the person "the system".

The truth is the ``outbox`` table; Redis is a bell. A job is claimed by a lease,
run outside of any transaction, and marked as done; a sweep finds what was
missed. A job may run twice when its worker dies, so it ends in an action that
is told the entry's id and takes effect once.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import redis
import structlog
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer
from sqlalchemy import or_, select, update

from marketplace.engine import clock, db
from marketplace.engine.act import AlreadyDone
from marketplace.engine.outbox import OutboxEntry

_LEASE = timedelta(minutes=5)
_PAUSES = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)]

_PATIENCE = 2.0
"""Seconds: a queue that hangs must not hold up whoever acts; the sweep finds what it missed."""

_QUIET = 10.0
"""Seconds after a bell that was not heard in which nobody else waits for it."""


class Lane(StrEnum):
    """Letters and deadlines never wait behind documents."""

    QUICK = "marketplace"
    SLOW = "marketplace-slow"


_jobs: dict[str, Callable[..., None]] = {}
_slow: set[str] = set()
_quiet_until: dict[str, float] = {}
log = structlog.get_logger()


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Make a job of ``function(outbox_id, **values)``, known by its name."""
    _jobs[function.__name__] = function
    return function


def slow_job(function: Callable[..., None]) -> Callable[..., None]:
    """A job that may take seconds, such as a document: in a lane that keeps no other waiting."""
    _slow.add(function.__name__)
    return job(function)


@cache
def queues(url: str) -> dict[Lane, Queue]:
    """The lanes in the order in which a worker looks at them, on one connection that is kept."""
    connection = redis.Redis.from_url(
        url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
    )
    return {lane: Queue(lane, connection=connection, serializer=JSONSerializer) for lane in Lane}


def ring(url: str, wanted: Mapping[UUID, str], *, again: bool = False) -> bool:
    """Tell the workers what to do, ids and names; where Redis is away, the sweep will.

    ``again`` says that a job may have been told of before: one that still waits is not told twice.
    It is the sweep that says so, which tries each time; whoever acts does not wait for a queue
    that has just kept somebody waiting.
    """
    if not again and time.monotonic() < _quiet_until.get(url, 0):
        return False
    try:
        for lane, queue in queues(url).items():
            waiting = set(queue.get_job_ids()) if again else set()
            told = [str(key) for key, name in wanted.items() if _lane(name) is lane]
            queue.enqueue_many([_call(entry_id) for entry_id in told if entry_id not in waiting])
        return True
    except redis.exceptions.RedisError as error:
        _quiet_until[url] = time.monotonic() + _QUIET
        log.warning("bell_not_rung", reason=str(error))
        return False


def _call(entry_id: str) -> EnqueueData:
    return Queue.prepare_data(
        "marketplace.engine.jobs.run", (entry_id,), result_ttl=0, failure_ttl=60, job_id=entry_id
    )


def _lane(name: str) -> Lane:
    return Lane.SLOW if name in _slow else Lane.QUICK


def due() -> dict[UUID, str]:
    """The entries that want doing now and that nobody holds, with their names."""
    now = clock.now()
    entries = db.session.execute(
        select(OutboxEntry.id, OutboxEntry.job)
        .where(OutboxEntry.done_at.is_(None), OutboxEntry.due_at <= now, _free())
        .order_by(OutboxEntry.due_at)
        .limit(500)
    ).all()
    db.session.rollback()
    return {row.id: row.job for row in entries}


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
