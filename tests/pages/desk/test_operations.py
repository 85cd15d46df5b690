"""The operator's page: for operators alone, with what failed and a way to try it again."""

import socket
import threading
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask

from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.outbox import OutboxEntry
from marketplace.organisations.actions.operators import dismiss_operator
from tests.cast import Cast, Make, client_of


def failed_job() -> UUID:
    """An e-mail that could not be sent and is put off for an hour."""
    with db.transaction():
        entry = OutboxEntry(
            job="send_email",
            values={},
            created_at=clock.now(),
            due_at=clock.now(),
            leased_until=clock.real().replace(year=2100),
            attempts=4,
            last_error="The mail server is away.",
        )
        db.session.add(entry)
    return entry.id


def test_the_operator_tries_a_failed_job_again(app: Flask, make: Make) -> None:
    operator = client_of(app, make.operator())
    assert "No job has failed." in operator.get("/operator").text
    work = operator.get("/my").text
    assert "The reference rate of statutory interest is known only to" in work
    assert "1 thing to do" in work
    job = failed_job()
    work = operator.get("/my").text
    assert "1 job failed." in work
    assert "2 things to do" in work
    text = operator.get("/operator").text
    assert "The mail server is away." in text
    assert "4 times" in text
    assert "1 job is due and not done" in text
    assert "see whether the worker runs" not in text
    answer = operator.post(f"/jobs/{job}/retry", follow_redirects=True)
    assert "The job is tried again now." in answer.text
    db.session.expire_all()
    assert db.session.get_one(OutboxEntry, job).leased_until is None


def test_nobody_else_sees_jobs_or_tries_them(app: Flask, make: Make, cast: Cast) -> None:
    job = failed_job()
    for person in (cast.broker, cast.buyer, cast.board_member):
        browser = client_of(app, person)
        assert browser.get("/operator").status_code == 403
        assert browser.post(f"/jobs/{job}/retry").status_code == 404
        assert "/operator" not in browser.get("/my").text


def test_an_operator_who_is_dismissed_sees_nothing_any_more(app: Flask, make: Make) -> None:
    who = make.operator()
    browser = client_of(app, who)
    assert "/operator" in browser.get("/my").text
    dismiss_operator(SYSTEM, who.person_id)
    assert browser.get("/operator").status_code == 403


def test_the_operator_sees_whether_answers_come_by_e_mail(
    app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator, settings = client_of(app, make.operator()), app.config["SETTINGS"]
    assert "Answers by e-mail" not in operator.get("/operator").text
    with socket.create_server(("127.0.0.1", 0)) as door:
        where = f"127.0.0.1:{door.getsockname()[1]}"
        monkeypatch.setitem(app.config, "SETTINGS", replace(settings, reply_listener=where))

        def greet() -> None:
            with door.accept()[0] as connection:
                connection.sendall(b"220 here")

        greeting = threading.Thread(target=greet)
        greeting.start()
        assert f"The listener at {where} answers." in operator.get("/operator").text
        greeting.join()
    assert f"does not answer at {where}" in operator.get("/operator").text
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, reply_listener="nowhere"))
    assert "does not answer at nowhere" in operator.get("/operator").text
    assert operator.get("/readyz").status_code == 200
