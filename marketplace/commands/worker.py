"""The worker: does what the outbox holds, rung by Redis or found by the sweep."""

import threading
import time

import click
import redis
import structlog
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from marketplace.commands.answers import say
from marketplace.commands.working import working_database
from marketplace.engine import jobs
from marketplace.settings import Settings

_SWEEP_SECONDS = 3
log = structlog.get_logger()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, say how much, then leave.")
@click.option("--json", "as_json", is_flag=True, help="With --once: answer with one JSON object.")
def worker(once: bool, as_json: bool) -> None:
    """Send e-mails, make PDFs, ask Stripe, remind: whatever the outbox holds."""
    with working_database() as settings:
        if once:
            say({"done": jobs.run_due()}, as_json, lambda answer: f"{answer['done']} done.")
        elif settings.redis_url is None:
            click.echo("No REDIS_URL is named: looking at the outbox every few seconds.", err=True)
            _sweep(settings)
        else:
            threading.Thread(target=_sweep, args=(settings,), daemon=True).start()
            _listen(settings.redis_url)


def _listen(url: str) -> None:
    """Answer the bell until asked to stop; while Redis is away, wait for it."""
    while True:
        try:
            connection = redis.Redis.from_url(url)
            lanes = [
                Queue(lane, connection=connection, serializer=JSONSerializer) for lane in jobs.Lane
            ]
            SimpleWorker(lanes, connection=connection, serializer=JSONSerializer).work(
                logging_level="WARNING"
            )
            return
        except redis.exceptions.RedisError as error:
            log.warning("queue_away", reason=str(error))
            time.sleep(_SWEEP_SECONDS)


def _sweep(settings: Settings) -> None:
    """Every few seconds: ring for what nobody does, or do it here where there is no bell."""
    while True:
        try:
            wanted = jobs.due()
            if not (settings.redis_url and jobs.ring(settings.redis_url, wanted, again=True)):
                jobs.run_due()
        except Exception as error:  # noqa: BLE001 a database restart must not end the sweep
            log.error("sweep_failed", reason=repr(error))
        time.sleep(_SWEEP_SECONDS)
