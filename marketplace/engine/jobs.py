"""What is done later, by the person "the system".

The truth is the ``outbox`` table; Redis is a bell. A job is claimed by a short lease,
which is renewed while it is run outside of any transaction, and marked as done; a sweep
finds what was missed. A job may run twice when its worker dies, so it ends in an action
that is told the entry's id and takes effect once.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID

import redis
import structlog
from rq import Queue
from rq.queue import EnqueueData
from rq.serializers import JSONSerializer
from sqlalchemy import ColumnElement, DateTime, Select, Update, func, or_, select, update
from sqlalchemy.exc import SQLAlchemyError

from marketplace.engine import clock, db
from marketplace.engine.act import AlreadyDone
from marketplace.engine.outbox import OutboxEntry

_LEASE = timedelta(seconds=30)
"""So long after its worker was killed a job is taken up again; who lives renews it in time."""
_NOW = func.clock_timestamp(type_=DateTime(timezone=True))
"""Leases are told by the clock of the database, which every machine shares."""
_PAUSES = [timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1)]

_PATIENCE = 2.0
"""Seconds: a queue that hangs must not hold up whoever acts; the sweep finds what it missed."""

_TRIES = 10
"""How often it is looked what waits in a queue that changes meanwhile."""

_QUIET = 10.0
"""Seconds after a bell that was not heard in which nobody else waits for it."""


class Lane(StrEnum):
    """Nothing waits behind what a later lane holds, and each may have workers of its own."""

    DEADLINES = "marketplace"
    """Receipts, deadlines, and whatever is not in another lane."""
    LETTERS = "marketplace-letters"
    DOCUMENTS = "marketplace-documents"
    IMPORTS = "marketplace-imports"
    """What somebody else must read, or the night reads through."""


_jobs: dict[str, Callable[..., None]] = {}
_lanes: dict[str, Lane] = {}
"""Of the jobs that are not in the first."""
_quiet_until: dict[str, float] = {}
log = structlog.get_logger()


def job(function: Callable[..., None]) -> Callable[..., None]:
    """Make a job of ``function(outbox_id, **values)``, known by its name."""
    _jobs[function.__name__] = function
    return function


def job_in(lane: Lane) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A job of which there may be many, or that may take seconds: it keeps no other lane waiting."""

    def known(function: Callable[..., None]) -> Callable[..., None]:
        _lanes[function.__name__] = lane
        return job(function)

    return known


@cache
def queues(url: str) -> dict[Lane, Queue]:
    """The lanes in the order in which a worker looks at them, on one connection that is kept."""
    connection = redis.Redis.from_url(
        url, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE
    )
    return {lane: Queue(lane, connection=connection, serializer=JSONSerializer) for lane in Lane}


def ring(url: str, wanted: Mapping[UUID, str], *, again: bool = False) -> bool:
    """Tell the workers what to do, ids and names; where Redis is away, the sweep will.

    One that still waits is not told twice, whoever tells of it at the same moment. ``again`` is
    what the sweep says, which tries each time; whoever acts does not wait for a queue that has
    just kept somebody waiting.
    """
    if not again and time.monotonic() < _quiet_until.get(url, 0):
        return False
    try:
        for lane, queue in queues(url).items():
            told = [str(key) for key, name in wanted.items() if lane_of(name) is lane]
            if told:
                _put_in(queue, told)
        return True
    except redis.exceptions.RedisError as error:
        _quiet_until[url] = time.monotonic() + _QUIET
        log.warning("bell_not_rung", reason=str(error))
        return False


def _put_in(queue: Queue, entry_ids: list[str]) -> None:
    """Those that do not wait in it; looked again where it changed in between.

    One that changes all the time is told all of them: who finds an entry done lets it be.
    """
    with queue.connection.pipeline() as pipe:
        for _ in range(_TRIES):
            pipe.watch(queue.key)  # type: ignore[no-untyped-call]
            wanted = _not_waiting(queue, entry_ids)
            pipe.multi()
            queue.enqueue_many([_call(entry_id) for entry_id in wanted], pipeline=pipe)
            try:
                pipe.execute()
            except redis.exceptions.WatchError:
                continue
            return
    queue.enqueue_many([_call(entry_id) for entry_id in entry_ids])


def _not_waiting(queue: Queue, entry_ids: list[str]) -> list[str]:
    """Asked for one by one, in one message: the queue may hold far more than these."""
    with queue.connection.pipeline(transaction=False) as asked:
        for entry_id in entry_ids:
            asked.lpos(queue.key, entry_id)
        return [key for key, at in zip(entry_ids, asked.execute(), strict=True) if at is None]


def _call(entry_id: str) -> EnqueueData:
    return Queue.prepare_data(
        "marketplace.engine.jobs.run", (entry_id,), result_ttl=0, failure_ttl=60, job_id=entry_id
    )


def lane_of(name: str) -> Lane:
    return _lanes.get(name, Lane.DEADLINES)


def due(lanes: Iterable[Lane] = Lane) -> dict[UUID, str]:
    """The entries that want doing now and that nobody holds, with their names.

    So many of each lane: what waits in one by the thousand hides nothing of another.
    """
    now = clock.now()
    entries = [entry for lane in lanes for entry in db.session.execute(_due(lane, now))]
    db.session.rollback()
    return {row.id: row.job for row in entries}


def _due(lane: Lane, now: datetime) -> Select[UUID, str]:
    """By the names of the lane's jobs, so that a short lane is found behind a long one."""
    names = [name for name in _jobs if lane_of(name) is lane]
    return (
        select(OutboxEntry.id, OutboxEntry.job)
        .where(
            OutboxEntry.job.in_(names),
            OutboxEntry.done_at.is_(None),
            OutboxEntry.due_at <= now,
            _free(),
        )
        .order_by(OutboxEntry.due_at)
        .limit(500)
    )


def run_due(lanes: Iterable[Lane] = Lane) -> int:
    """Do everything that is due, one after the other; the number done. For a sweep and for tests."""
    lanes, done, left = list(lanes), 0, set[UUID]()
    while ids := [entry_id for entry_id in due(lanes) if entry_id not in left]:
        left |= {entry_id for entry_id in ids if not run(str(entry_id))}
        done += len(set(ids) - left)
    return done


def run(entry_id: str) -> bool:
    """Do one entry, unless somebody else does it or did it; whether it was done."""
    claimed = _claim(UUID(entry_id))
    if claimed is None:
        return False
    name, values, attempts = claimed
    try:
        with _renewed(UUID(entry_id), attempts):
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
    """Nobody holds the entry."""
    return or_(OutboxEntry.leased_until.is_(None), OutboxEntry.leased_until < _NOW)


def _claim(entry_id: UUID) -> tuple[str, dict[str, Any], int] | None:
    with db.transaction():
        entry = db.session.execute(
            _unlocked(entry_id, _free())
            .values(leased_until=_NOW + _LEASE, attempts=OutboxEntry.attempts + 1, last_error=None)
            .returning(OutboxEntry.job, OutboxEntry.values, OutboxEntry.attempts)
        ).one_or_none()
    return None if entry is None else (entry[0], entry[1], entry[2])


@contextmanager
def _renewed(entry_id: UUID, attempts: int) -> Iterator[None]:
    """Hold the lease for as long as it takes, unless somebody else has claimed the entry since."""
    is_over = threading.Event()

    def renew() -> None:
        while not is_over.wait(_LEASE.total_seconds() / 3):
            try:
                with db.transaction():
                    held = _unlocked(entry_id, OutboxEntry.attempts == attempts)
                    db.session.execute(held.values(leased_until=_NOW + _LEASE))
            except SQLAlchemyError as error:
                log.warning("lease_not_renewed", entry=str(entry_id), reason=repr(error))
            finally:
                db.session.remove()

    renewing = threading.Thread(target=renew, daemon=True)
    renewing.start()
    try:
        yield
    finally:
        is_over.set()
        renewing.join()


def _unlocked(entry_id: UUID, *how: ColumnElement[bool]) -> Update:
    """A change of an entry that is not done, unless somebody is about to change it.

    An action that marks its job as done holds the row for as long as it takes: whoever comes
    meanwhile has nothing to wait for.
    """
    row = select(OutboxEntry.id).where(
        OutboxEntry.id == entry_id, OutboxEntry.done_at.is_(None), *how
    )
    return update(OutboxEntry).where(
        OutboxEntry.id == row.with_for_update(skip_locked=True).scalar_subquery()
    )


def _claimed(entry_id: UUID, attempts: int) -> Update:
    """A change of an entry that is still held by this very claim."""
    return update(OutboxEntry).where(
        OutboxEntry.id == entry_id,
        OutboxEntry.attempts == attempts,
        OutboxEntry.done_at.is_(None),
    )


def _put_off(entry_id: UUID, attempts: int, reason: str) -> None:
    pause = _PAUSES[min(attempts, len(_PAUSES)) - 1]
    with db.transaction():
        db.session.execute(
            _claimed(entry_id, attempts).values(leased_until=_NOW + pause, last_error=reason[:2000])
        )


def _finish(entry_id: UUID) -> None:
    with db.transaction():
        db.session.execute(
            update(OutboxEntry)
            .where(OutboxEntry.id == entry_id, OutboxEntry.done_at.is_(None))
            .values(done_at=clock.now(), leased_until=None)
        )
