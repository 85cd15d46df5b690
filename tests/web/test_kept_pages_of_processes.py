"""Is a kept page new in each web process, whichever of them was told of the change?"""

import os
import re
import subprocess
import urllib.request
from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.engine import db
from marketplace.tendering.actions import tender_changes
from tests.cast import Cast, Make
from tests.tender_rows import published_now
from tests.web.test_front import GRANIAN, free_port, listening


@pytest.fixture
def ports(app: Flask) -> Iterator[int]:
    """Two web processes over the database of the test."""
    settings = app.config["SETTINGS"]
    environment = os.environ | {
        "DATABASE_URL": settings.database_url,
        "MARKETPLACE_VAR": str(settings.var),
        "DEMONSTRATION": "yes",
    }
    port = free_port()
    command = [
        str(GRANIAN), "--interface", "rsgi", "--port", str(port), "--no-ws", "--workers", "2",
        "--log-level", "warning", "marketplace.served:app",
    ]  # fmt: skip
    with subprocess.Popen(command, env=environment) as process:
        try:
            listening(process, port)
            yield port
        finally:
            process.terminate()


def test_who_asks_after_the_commit_gets_the_new_page_from_each_web_process(
    cast: Cast, make: Make, ports: int
) -> None:
    tender = make.tender(cast.council, title="Title 0")
    for number in range(1, 6):
        before = read_often(ports, f"/tenders/{tender.id}")
        assert set(before) == {f"Title {number - 1}"}
        db.session.remove()
        tender_changes.amend_tender(
            cast.buyer,
            tender.id,
            why="A slip.",
            is_substantial=False,
            title=f"Title {number}",
            published=published_now(),
        )
    assert set(read_often(ports, f"/tenders/{tender.id}")) == {"Title 5"}


def read_often(port: int, address: str) -> list[str]:
    """The page's heading, over many connections, so that each process answers some."""
    headings = []
    for _ in range(24):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=60) as answer:
            heading = re.search(r"<h1[^>]*>(.*?)</h1>", answer.read().decode())
        assert heading is not None
        headings.append(heading[1])
    return headings
