"""Answers come by SMTP to a listener of our own: a real client, a real process, the real database."""

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.contracts.actions import threads
from marketplace.contracts.models.threads import Thread
from marketplace.engine import db, jobs
from procurement.contracts.message import MOST_BYTES
from tests.cast import Cast, Make
from tests.jobs.conftest import Inbox, until
from tests.reply_rows import BAKER, answer, written
from tests.states import States

COMMAND = [str(Path(sys.executable).parent / "marketplace"), "listen-for-replies", "--json"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Listener:
    """One process, at a port of its own."""

    def __init__(self, told: dict[str, str]) -> None:
        where = {"REPLY_LISTENER": f"127.0.0.1:{free_port()}"}
        self.process = subprocess.Popen(
            COMMAND, env=os.environ | told | where, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        host, _, port = json.loads(self.process.stdout.readline())["address"].rpartition(":")
        assert host == "127.0.0.1"
        self.port = int(port)

    def bring(self, message: EmailMessage, to: str = "", sender: str = BAKER) -> tuple[int, bytes]:
        """What the listener answers to the last command that it was given."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as client:
            try:
                client.send_message(message, sender, [to or message["To"]])
            except smtplib.SMTPRecipientsRefused as no:
                return next(iter(no.recipients.values()))
            except smtplib.SMTPResponseException as no:
                return no.smtp_code, no.smtp_error  # type: ignore[return-value]
        return 250, b""

    def end(self, sign: int = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(30)


@pytest.fixture(scope="module")
def told(_app: Flask) -> dict[str, str]:
    settings = _app.config["SETTINGS"]
    return {
        "DATABASE_URL": settings.database_url,
        "DATABASE_OWNER_URL": settings.owner_url,
        "MARKETPLACE_VAR": str(settings.var),
        "REPLY_ADDRESS": settings.reply_address,
        "DEMONSTRATION": "yes",
    }


@pytest.fixture(scope="module")
def listener(told: dict[str, str], _states: States) -> Iterator[Listener]:
    """One for all tests of this file, since it takes seconds to begin."""
    begun = Listener(told)
    _states.clear()
    yield begun
    assert begun.end() == 0


@pytest.fixture
def another(told: dict[str, str]) -> Iterator[Listener]:
    db.session.rollback()
    begun = Listener(told)
    yield begun
    if begun.process.poll() is None:
        begun.end()


@pytest.fixture
def contract(cast: Cast, make: Make) -> UUID:
    return make.contract(cast.council, cast.bakery, "100.00").id


def test_an_answer_is_brought_and_stands_in_the_thread(
    cast: Cast, listener: Listener, thread: UUID, sent: Inbox
) -> None:
    assert listener.bring(answer(sent)) == (250, b"")
    _, row = written(thread)
    assert (row.words, row.written_by) == ("Number 77.", cast.baker.person_id)
    assert listener.bring(answer(sent)) == (250, b"")  # brought again it stands there once
    assert len(written(thread)) == 2


def test_an_address_that_nobody_was_given_is_refused_before_the_e_mail(
    listener: Listener, thread: UUID, sent: Inbox
) -> None:
    message = answer(sent)
    to = str(message["To"])
    wrong = to[:-20] + ("a" if to[-20] != "a" else "b") + to[-19:]
    for address in (
        wrong,
        "answers@market.example",
        "ann@market.example",
        "answers+aa@market.example",
    ):
        code, said = listener.bring(message, address)
        assert (code, said) == (550, b"5.1.1 Nobody answers at this address.")
    assert len(written(thread)) == 1


def test_what_is_too_large_is_refused_by_its_size_and_by_what_comes(
    listener: Listener, thread: UUID, sent: Inbox
) -> None:
    message = answer(sent)
    with smtplib.SMTP("127.0.0.1", listener.port) as client:
        client.ehlo()
        assert int(client.esmtp_features["size"]) < MOST_BYTES
        assert client.mail(BAKER, [f"size={MOST_BYTES}"])[0] == 552
    with smtplib.SMTP("127.0.0.1", listener.port) as client:
        client.helo()
        client.mail(BAKER)
        client.rcpt(message["To"])
        assert client.data(b"x" * 70 + (b"\r\n" + b"x" * 70) * (MOST_BYTES // 72))[0] == 552
    assert len(written(thread)) == 1


def test_what_comes_from_nobody_is_dropped_without_a_word(
    listener: Listener, thread: UUID, sent: Inbox
) -> None:
    before = len(sent.messages)
    assert listener.bring(answer(sent), sender="<>")[0] == 250
    jobs.run_due()
    assert len(sent.messages) == before
    assert len(written(thread)) == 1


def test_while_the_database_is_busy_the_sender_is_asked_to_try_again(
    listener: Listener, thread: UUID, sent: Inbox
) -> None:
    db.session.execute(select(Thread).where(Thread.id == thread).with_for_update())
    code, said = listener.bring(answer(sent))
    assert (code, said) == (451, b"4.3.0 Try again later.")
    db.session.rollback()
    assert listener.bring(answer(sent))[0] == 250
    assert len(written(thread)) == 2


def test_what_was_not_kept_when_the_process_was_killed_was_not_acknowledged(
    listener: Listener, thread: UUID, sent: Inbox, another: Listener
) -> None:
    message = answer(sent)
    db.session.execute(select(Thread).where(Thread.id == thread).with_for_update())
    came: list[object] = []

    def bring() -> None:
        try:
            came.append(another.bring(message))
        except smtplib.SMTPServerDisconnected:
            came.append("not acknowledged")

    bringing = threading.Thread(target=bring)
    bringing.start()
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    until(lambda: db.session.connection().exec_driver_sql(waits).scalar() == 1)
    another.end(signal.SIGKILL)
    bringing.join()
    db.session.rollback()
    assert came == ["not acknowledged"]
    assert len(written(thread)) == 1
    assert listener.bring(message)[0] == 250
    assert len(written(thread)) == 2


def test_fifty_senders_at_once_and_two_listeners_lose_nothing_and_keep_nothing_twice(
    cast: Cast,
    contract: UUID,
    listener: Listener,
    another: Listener,
    thread: UUID,
    sent: Inbox,
) -> None:
    other = threads.begin_contract_thread(cast.buyer, contract, words="And the oven?").id
    first = answer(sent)["To"]
    jobs.run_due()
    second = answer(sent)["To"]
    listeners = [listener, another]

    def bring(number: int) -> None:
        message = answer(sent, f"Number {number}.")
        message.replace_header("Message-ID", f"<{number}@baker.example>")
        message.replace_header("To", second if number % 2 else first)
        for one in (listeners[number % 2], listeners[1 - number % 2]):
            while (code := one.bring(message)[0]) != 250:
                assert code == 451  # a mail server tries again too
                time.sleep(0.2)

    with ThreadPoolExecutor(50) as senders:
        list(senders.map(bring, range(50)))
    said = [row.words for key in (thread, other) for row in written(key)[1:]]
    assert sorted(said) == sorted(f"Number {number}." for number in range(50))


def test_of_too_many_connections_one_more_is_asked_to_come_later(listener: Listener) -> None:
    port = listener.port
    held = [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
    assert {one.recv(3) for one in held} == {b"220"}
    with socket.create_connection(("127.0.0.1", port)) as one_more:
        assert one_more.recv(100).startswith(b"421 4.3.2 Too many connections.")
    for one in held:
        one.close()
    until(lambda: _greets(port))


def _greets(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port)) as one:
        return one.recv(3) == b"220"


@pytest.mark.parametrize("where", ["127.0.0.1", "192.0.2.1:8025"])
def test_where_it_cannot_listen_a_sentence_says_so(told: dict[str, str], where: str) -> None:
    done = subprocess.run(
        COMMAND,
        env=os.environ | told | {"REPLY_LISTENER": where},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "E-mails cannot be taken where REPLY_LISTENER says" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_mailbox_it_does_not_begin(told: dict[str, str]) -> None:
    done = subprocess.run(
        COMMAND,
        env=os.environ | told | {"REPLY_ADDRESS": "", "DEMONSTRATION": "no"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "No mailbox takes answers." in done.stderr
