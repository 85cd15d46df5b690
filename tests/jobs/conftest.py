"""A real queue, a real mail server, and real worker processes."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import threads
from marketplace.embedded import Valkey
from marketplace.engine import action, clock, jobs
from marketplace.gateways import mail
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, opened_bid
from tests.cast import Cast, Make


class Inbox:
    """What the mail server was given; ``hold`` makes it wait before it accepts."""

    def __init__(self) -> None:
        self.messages: list = []
        self.arrived = threading.Event()
        self.go_on = threading.Event()
        self.go_on.set()

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802 named by aiosmtpd
        self.arrived.set()
        while not self.go_on.is_set():
            await asyncio.sleep(0.05)
            if session.peer is None:
                return "451 gone"
        self.messages.append(message_from_bytes(envelope.content))
        return "250 OK"


@pytest.fixture
def inbox() -> Iterator[Inbox]:
    """A mail server on a free port of this machine."""
    box = Inbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    box.url = f"smtp://127.0.0.1:{port}"
    yield box
    box.go_on.set()
    controller.stop()


@pytest.fixture
def sent(app: Flask, inbox: Inbox) -> Iterator[Inbox]:
    """E-mails leave by a real server."""
    mail.use(inbox.url, "hello@market.example")
    yield inbox
    mail.use(None, "marketplace@localhost")


@pytest.fixture
def bid(cast: Cast, make: Make) -> Bid:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=clock.now() - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    appointed(tender, cast.buyer, *cast.evaluators)
    return bid


@pytest.fixture
def thread(cast: Cast, bid: Bid, sent: Inbox) -> UUID:
    """The id of one in which the buyer has asked."""
    key = threads.begin_bid_thread(
        cast.buyer, bid.tender_id, bid_id=bid.id, words="Which licence do you hold?"
    ).id
    jobs.run_due()
    return key


@pytest.fixture
def queue(tmp_path: Path) -> Iterator[Valkey]:
    """A queue of its own for the test; the actions of this process ring it."""
    server = Valkey(tmp_path / "valkey", tmp_path)
    server.start()
    before = action.bell
    action.bell = lambda wanted: jobs.ring(server.url, wanted)
    yield server
    action.bell = before
    server.stop()


def told(app: Flask, inbox: Inbox, queue: Valkey) -> dict[str, str]:
    """What another process is told, so that it serves the same installation."""
    settings = app.config["SETTINGS"]
    return {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": queue.url,
        "SMTP_URL": inbox.url,
        "MARKETPLACE_VAR": str(settings.var),
        "DEMONSTRATION": "yes",
    }


@pytest.fixture
def start_worker(
    app: Flask, inbox: Inbox, queue: Valkey
) -> Iterator[Callable[[], subprocess.Popen]]:
    """Starts a worker process on the test's own database and queue."""
    environment = os.environ | told(app, inbox, queue)
    started: list[subprocess.Popen] = []

    def start(*options: str) -> subprocess.Popen:
        command = [str(Path(sys.executable).parent / "marketplace"), "worker", *options]
        started.append(subprocess.Popen(command, env=environment))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    for process in started:
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def until(condition: Callable[[], bool], seconds: float = 120) -> None:
    """Wait for something another process does; fails when it does not."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)
