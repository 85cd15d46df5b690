"""Do two web servers and two workers on each lane do each thing once, whoever begins it?"""

import os
import re
import socket
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.commands import serve
from marketplace.embedded import Valkey
from marketplace.engine import db
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.payments.queries.invoice_documents import PDF, XML, kept_documents
from marketplace.settings import Settings
from tests.actions.payments.test_invoices import invoiced
from tests.cast import Cast, Make
from tests.jobs.conftest import Inbox, told, until

PEOPLE, INVOICES = 6, 3


@pytest.fixture
def webs(app: Flask, inbox: Inbox, queue: Valkey) -> Iterator[list[str]]:
    """The addresses of two web servers of one installation."""
    with ExitStack() as ended:
        addresses = []
        for _ in range(2):
            with socket.create_server(("127.0.0.1", 0)) as probe:
                port = int(probe.getsockname()[1])
            process = subprocess.Popen(
                serve._programs(Settings(), "127.0.0.1", port)["web"],
                env=os.environ | told(app, inbox, queue),
            )
            ended.callback(process.wait)
            ended.callback(process.terminate)
            addresses.append(f"http://127.0.0.1:{port}")
        for address in addresses:
            until(lambda address=address: answers(address))
        yield addresses


def answers(address: str) -> bool:
    with suppress(OSError):
        return bool(build_opener().open(f"{address}/healthz").status == 200)
    return False


def ask_for_a_link(asked: str, sent_to: str, email: str) -> None:
    """The form comes from one server, and is sent to another."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    form = browser.open(f"{asked}/forgotten-password").read().decode()
    hidden = dict(re.findall(r'name="(csrf_token|once)"[^>]*value="([^"]*)"', form))
    body = urlencode({**hidden, "email": email}).encode()
    assert browser.open(f"{sent_to}/forgotten-password", body).status == 200


def entries() -> list[OutboxEntry]:
    db.session.rollback()
    wanted = select(OutboxEntry).where(OutboxEntry.job.in_(("send_email", "render_invoice")))
    return list(db.session.scalars(wanted.execution_options(populate_existing=True)))


def test_two_of_each_do_each_thing_once(
    cast: Cast, make: Make, inbox: Inbox, webs: list[str], start_worker
) -> None:
    for lanes in (("deadlines", "letters"), ("documents", "imports")) * 2:
        start_worker(*serve._lanes(*lanes))
    people = [make.person(f"Person {number}") for number in range(PEOPLE)]
    invoices = [
        invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))[0]
        for _ in range(INVOICES)
    ]
    for number in range(PEOPLE):
        web, other = webs[number % 2], webs[1 - number % 2]
        ask_for_a_link(web, other, f"person.{number}@example.org")
    until(lambda: len(entries()) >= PEOPLE + INVOICES and all(row.done_at for row in entries()))
    assert {row.attempts for row in entries()} == {1}
    assert {tuple(sorted(kept_documents(row.id))) for row in invoices} == {
        tuple(sorted((PDF, XML)))
    }
    kept = Counter(db.session.scalars(select(Message.template)))
    assert kept["password_reset"] == len(people)
    sent = Counter(message["Message-ID"] for message in inbox.messages)
    assert set(sent.values()) == {1}
    assert len(sent) == sum(kept.values())
