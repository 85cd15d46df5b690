"""In a demonstration a kept e-mail is answered as its reader would."""

from dataclasses import replace
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.contracts.actions import threads
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import NOBODY
from marketplace.engine.messages import Message
from marketplace.organisations.actions import passwords
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, opened_bid
from tests.cast import Cast, Make, client_of


def test_an_answer_written_there_goes_the_way_of_an_e_mail(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=clock.now() - timedelta(days=1)
    )
    bid = opened_bid(tender, cast.bakery, 100_00)
    appointed(tender, cast.buyer, *cast.evaluators)
    thread = threads.begin_bid_thread(cast.buyer, tender.id, bid_id=bid.id, words="Which licence?")
    thread_id = thread.id
    jobs.run_due()
    letter = db.session.scalars(select(Message).where(Message.template == "thread_message")).one()
    page, anybody = f"/demonstration/e-mails/{letter.id}", app.test_client()
    shown = anybody.get(page).text
    assert "answers+" in shown
    assert f'href="{page}/answer"' in shown
    assert anybody.post(f"{page}/answer", data={"words": ""}).status_code == 422
    done = anybody.post(f"{page}/answer", data={"words": "Number 77."}, follow_redirects=True)
    assert "It is in the thread." in done.text
    read = client_of(app, cast.buyer).get(f"/threads/{thread_id}").text
    assert "Number 77." in read
    assert ", by e-mail" in read
    anybody.post(f"{page}/answer", data={"words": "Number 77."})
    assert client_of(app, cast.buyer).get(f"/threads/{thread_id}").text.count("Number 77.") == 2


def test_an_e_mail_that_takes_no_answer_has_no_such_page(app: Flask, cast: Cast) -> None:
    passwords.request_password_reset(NOBODY, None, email="beth.baker@example.org")
    jobs.run_due()
    letter = db.session.scalars(select(Message)).one().id
    anybody = app.test_client()
    assert "/answer" not in anybody.get(f"/demonstration/e-mails/{letter}").text
    assert anybody.get(f"/demonstration/e-mails/{letter}/answer").status_code == 404


def test_outside_a_demonstration_there_is_none(app: Flask, cast: Cast, monkeypatch) -> None:
    settings = replace(app.config["SETTINGS"], demonstration=False)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    letter = "0190b0c8-0000-7000-8000-000000000000"
    assert app.test_client().get(f"/demonstration/e-mails/{letter}/answer").status_code == 404
