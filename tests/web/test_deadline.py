"""Is no bid late for our own slowness? Two real web processes, the clock at the deadline."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from marketplace.bidding.models.bids import Bid, BidVersion
from marketplace.engine import arrivals, clock, db
from marketplace.engine.access import Actor
from marketplace.engine.arrivals import Mark
from marketplace.gateways import files
from marketplace.tendering.actions.publications import log_publication
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.tenders import last_version_of
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, cookie_of
from tests.owner import Owner

BIDS = 40


class Visitor:
    """Somebody signed in, over real connections."""

    def __init__(self, port: int, actor: Actor) -> None:
        self._port = port
        self._cookie = f"sign_in={cookie_of(actor)}"
        self._token = ""

    def _asked(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        connection = self.connects()
        self._sends(connection, method, path, body)
        return self._hears(connection)

    def connects(self) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        connection.connect()
        return connection

    def _sends(
        self, connection: http.client.HTTPConnection, method: str, path: str, body: str
    ) -> None:
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        connection.request(method, path, body, headers)

    def _hears(self, connection: http.client.HTTPConnection) -> tuple[int, str, str]:
        answer = connection.getresponse()
        page, kept = answer.read().decode(), answer.headers.get("Set-Cookie", "")
        connection.close()
        return answer.status, page, kept.partition(";")[0]

    def looks(self, path: str) -> None:
        """Fetch the page, for the token that its form carries."""
        status, body, session = self._asked("GET", path)
        assert status == 200
        self._cookie += f"; {session}"
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', body)
        assert token is not None
        self._token = token[1]

    def posts(self, path: str) -> int:
        connection = self.connects()
        self.sends_form(connection, path)
        return self.hears(connection)

    def sends_form(self, connection: http.client.HTTPConnection, path: str) -> None:
        self._sends(connection, "POST", path, f"csrf_token={self._token}")

    def hears(self, connection: http.client.HTTPConnection) -> int:
        return self._hears(connection)[0]


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "MARKETPLACE_VAR": str(settings.var),
        "DEMONSTRATION": "yes",
    }
    with socket.create_server(("127.0.0.1", 0)) as probe:
        number = int(probe.getsockname()[1])
    granian = str(Path(sys.executable).parent / "granian")
    command = [granian, "--interface", "rsgi", "--port", str(number), "--no-ws", "--workers", "2"]
    with subprocess.Popen(
        [*command, "--log-level", "warning", "marketplace.served:app"], env=environment
    ) as process:
        try:
            while _marks() < 2:
                assert process.poll() is None
                time.sleep(0.1)
            yield number
        finally:
            process.terminate()


def _marks() -> int:
    db.session.rollback()
    said = "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE 'answered before%'"
    return int(db.session.scalars(text(said)).one())


def test_every_bid_sent_in_time_is_kept_and_the_opening_waits_for_the_last(
    cast: Cast, make: Make, port: int, owner: Owner
) -> None:
    tenders = [make.tender(cast.council) for _ in range(BIDS)]
    bids = [make.bid(tender, cast.bakery, submitted=False) for tender in tenders]
    baker, buyer = Visitor(port, cast.baker), Visitor(port, cast.buyer)
    clock.run_freely()
    baker.looks(f"/bids/{bids[0].id}/submit")
    closes_at = clock.now() + timedelta(seconds=6)
    _close(tenders, closes_at, owner)
    buyer.looks(f"/tenders/{tenders[0].id}")
    connections = [baker.connects() for _ in bids]  # so that nothing of ours comes late
    with ThreadPoolExecutor(BIDS + 1) as pool:
        with owner.unguarded() as slow:  # the last to be answered waits for its row
            slow.execute(select(Bid.id).where(Bid.id == bids[0].id).with_for_update())
            time.sleep(max((closes_at - clock.now()).total_seconds() - 1.5, 0))
            for connection, bid in zip(connections, bids, strict=True):
                baker.sends_form(connection, f"/bids/{bid.id}/submit")
            sent = [pool.submit(baker.hears, connection) for connection in connections]
            time.sleep(max((closes_at - clock.now()).total_seconds() + 0.05, 0))
            opened = pool.submit(buyer.posts, f"/evaluations/{tenders[0].id}/open")
            time.sleep(0.5)
            assert not sent[0].done()
            assert not opened.done()
        assert opened.result() == 302
        assert {answer.result() for answer in sent} == {302}
    db.session.rollback()
    received = db.session.scalars(select(BidVersion.received_at)).all()
    assert len(received) == BIDS
    assert all(at < closes_at for at in received)
    tender = db.session.get_one(Tender, tenders[0].id, populate_existing=True)
    assert (tender.state, tender.merkle_root is not None) == (TenderState.OPENED, True)


def _close(tenders: list[Tender], closes_at: datetime, owner: Owner) -> None:
    """As if they had been published with this deadline."""
    ids = [tender.id for tender in tenders]
    said = func.to_jsonb(closes_at.isoformat())
    with owner.unguarded() as connection:
        connection.execute(update(Tender).where(Tender.id.in_(ids)).values(closes_at=closes_at))
        connection.execute(
            update(TenderVersion)
            .where(TenderVersion.tender_id.in_(ids))
            .values(content=func.jsonb_set(TenderVersion.content, ["closes_at"], said))
        )
    db.session.expire_all()
    for key in ids:
        (files.folder() / "published" / f"{key}.jsonl").unlink()
        log_publication(last_version_of(key))


def test_an_opening_heeds_every_web_process_and_forgets_those_that_ended(app: Flask) -> None:
    url = app.config["SETTINGS"].database_url
    clock.run_freely()
    now = clock.now()
    quick, slow = Mark(url), Mark(url)
    quick(now)
    slow(now - timedelta(seconds=5))
    assert not arrivals.are_answered(now - timedelta(seconds=1))
    assert arrivals.are_answered(now - timedelta(seconds=5))
    db.session.rollback()
    slow.close()
    while not arrivals.are_answered(now - timedelta(seconds=1)):
        db.session.rollback()  # the server notices in its own time
    quick.close()


def test_a_web_process_whose_connection_was_cut_says_its_word_again(app: Flask) -> None:
    url = app.config["SETTINGS"].database_url
    clock.run_freely()
    now = clock.now()
    mark = Mark(url)
    mark(now)
    said = "FROM pg_stat_activity WHERE application_name LIKE 'answered before%'"
    db.session.execute(text(f"SELECT pg_terminate_backend(pid, 5000) {said}"))
    assert _marks() == 0
    mark(now - timedelta(seconds=5))
    assert _marks() == 1
    assert not arrivals.are_answered(now - timedelta(seconds=1))
    mark.close()
