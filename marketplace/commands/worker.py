"""The worker: does what the outbox holds, rung by Redis or found by the sweep."""

import os
import sys
import threading
import time
from collections.abc import Sequence

import click
import redis
import structlog
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from marketplace.commands.answers import say
from marketplace.commands.working import working_database
from marketplace.engine import db, jobs
from marketplace.settings import Settings

_SWEEP_SECONDS = 3
log = structlog.get_logger()


@click.command()
@click.option(
    "--lane",
    "lanes",
    type=click.Choice(jobs.Lane, case_sensitive=False),
    multiple=True,
    help="Only these, in this order, however many workers look at them; otherwise all.",
)
@click.option(
    "--jobs",
    "most",
    type=click.IntRange(1),
    help="Begin anew after so many jobs, so that the memory which documents leave behind is free.",
)
@click.option("--once", is_flag=True, help="Do what is due now, say how much, then leave.")
@click.option("--json", "as_json", is_flag=True, help="With --once: answer with one JSON object.")
def worker(lanes: Sequence[jobs.Lane], most: int | None, once: bool, as_json: bool) -> None:
    """Send e-mails, make PDFs, ask Stripe, remind: whatever the outbox holds."""
    lanes, has_done_most = lanes or list(jobs.Lane), False
    with working_database() as settings:
        if once:
            say({"done": jobs.run_due(lanes)}, as_json, lambda answer: f"{answer['done']} done.")
        elif settings.redis_url is None:
            click.echo("No REDIS_URL is named: looking at the outbox every few seconds.", err=True)
            _sweep(settings, lanes)
        else:
            threading.Thread(target=_sweep, args=(settings, lanes), daemon=True).start()
            _listen(settings.redis_url, lanes, most)
            has_done_most = not _Listener.is_asked_to_stop
    if has_done_most:
        os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606 ourselves


class _Listener(SimpleWorker):
    """Knows that it was asked to stop, though the queue is away that it would tell of it."""

    is_asked_to_stop = False

    def handle_warm_shutdown_request(self) -> None:
        _Listener.is_asked_to_stop = True

    def set_shutdown_requested_date(self) -> None:
        """Told to nobody: where the queue is away, that would fail in the midst of a job."""


def _listen(url: str, lanes: Sequence[jobs.Lane], most: int | None) -> None:
    """Answer the bell until asked to stop, or so often; while Redis is away, wait for it."""
    while not _Listener.is_asked_to_stop:
        try:
            connection = redis.Redis.from_url(url)
            queues = [
                Queue(lane, connection=connection, serializer=JSONSerializer) for lane in lanes
            ]
            _Listener(queues, connection=connection, serializer=JSONSerializer).work(
                logging_level="WARNING", max_jobs=most
            )
            return
        except redis.exceptions.RedisError as error:
            log.warning("queue_away", reason=str(error))
            time.sleep(_SWEEP_SECONDS)


def _sweep(settings: Settings, lanes: Sequence[jobs.Lane]) -> None:
    while True:
        _sweep_once(settings, lanes)
        time.sleep(_SWEEP_SECONDS)


def _sweep_once(settings: Settings, lanes: Sequence[jobs.Lane]) -> None:
    """Ring for what nobody does, or do it here where there is no bell; whatever fails, the next
    sweep begins with a session of its own."""
    try:
        wanted = jobs.due(lanes)
        if not (settings.redis_url and jobs.ring(settings.redis_url, wanted, again=True)):
            jobs.run_due(lanes)
    except Exception as error:  # noqa: BLE001 a database restart must not end the sweep
        log.error("sweep_failed", reason=repr(error))
    finally:
        db.session.remove()
