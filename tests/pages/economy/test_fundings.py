"""Entering, confirming and withdrawing outside funding in the browser."""

import io
import re

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.economy.models.fundings import Funding
from marketplace.engine import db, jobs
from tests.cast import Cast, client_of

TYPED = {
    "funder_name": "Community Lottery",
    "source": "grant",
    "amount": "5,000.00",
    "received_on-day": "20",
    "received_on-month": "11",
    "received_on-year": "2026",
    "theme": "food",
    "purpose": "A second oven.",
}


def url(cast: Cast) -> str:
    return f"/organisations/{cast.bakery.id}/fundings"


def test_from_the_owner_to_the_board(app: Flask, cast: Cast) -> None:
    owner, broker = client_of(app, cast.baker), client_of(app, cast.broker)
    assert owner.get(url(cast) + "/new").status_code == 200
    file = (io.BytesIO(b"We award you 5,000 pounds."), "letter.txt")
    answer = owner.post(
        url(cast) + "/new", data={**TYPED, "file": file}, content_type="multipart/form-data"
    )
    assert answer.status_code == 302
    jobs.run_due()
    assert "Waits for the broker" in owner.get(answer.location).text
    assert "Harbour Bakery CIC" in broker.get("/fundings").text
    assert "Confirm that it arrived" in broker.get(answer.location).text
    assert broker.post(answer.location + "/confirm").status_code == 302
    assert "Counted" in owner.get(url(cast)).text
    assert "£5,000.00" in client_of(app, None).get("/board").text
    line = re.search(r"/board/ledger/[0-9a-f-]{36}", broker.get("/board/ledger").text)
    assert line
    trace = broker.get(line[0]).text
    assert "Community Lottery" in trace
    assert "letter.txt" in trace
    assert "A second oven." in trace


@pytest.mark.parametrize("typed", ["€5,000", "5000 EUR", "$20", "20 dollars", "500usd"])
def test_another_currency_is_refused_in_a_sentence(app: Flask, cast: Cast, typed: str) -> None:
    answer = client_of(app, cast.baker).post(url(cast) + "/new", data={**TYPED, "amount": typed})
    assert answer.status_code == 422
    assert "Enter pounds sterling" in answer.text
    assert "Community Lottery" in answer.text


def test_a_pound_sign_and_gbp_are_pounds(app: Flask, cast: Cast) -> None:
    for typed in ("£5,000", "5001 GBP"):
        answer = client_of(app, cast.baker).post(
            url(cast) + "/new", data={**TYPED, "amount": typed}
        )
        assert answer.status_code == 302


def test_a_fault_stands_beside_its_field_and_nothing_typed_is_lost(app: Flask, cast: Cast) -> None:
    answer = client_of(app, cast.baker).post(
        url(cast) + "/new", data={**TYPED, "received_on-year": "2027"}
    )
    assert answer.status_code == 422
    assert "This day is still to come" in answer.text
    assert "A second oven." in answer.text


def test_withdrawing_asks_for_a_reason(app: Flask, cast: Cast) -> None:
    owner = client_of(app, cast.baker)
    at = owner.post(url(cast) + "/new", data=TYPED).location
    assert "Withdraw" in owner.get(at + "/withdraw").text
    assert owner.post(at + "/withdraw", data={"reason": ""}).status_code == 422
    assert owner.post(at + "/withdraw", data={"reason": "Wrong sum."}).status_code == 302
    assert "counted nowhere" in owner.get(at).text


def test_who_may_see_it(app: Flask, cast: Cast) -> None:
    at = client_of(app, cast.baker).post(url(cast) + "/new", data=TYPED).location
    for actor in (cast.gardener, cast.buyer, cast.stranger):
        assert client_of(app, actor).get(at).status_code == 404
        assert client_of(app, actor).post(at + "/confirm").status_code == 404
        assert client_of(app, actor).get(url(cast)).status_code == 403
        assert client_of(app, actor).get("/fundings").status_code == 403
    assert client_of(app, cast.baker).post(at + "/confirm").status_code == 403
    assert client_of(app, None).get(at).status_code == 302
    assert db.session.scalars(select(Funding)).one().confirmed_at is None


def test_the_broker_is_told_that_funding_waits(app: Flask, cast: Cast) -> None:
    broker = client_of(app, cast.broker)
    assert "of funding to confirm" not in broker.get("/my").text
    client_of(app, cast.baker).post(url(cast) + "/new", data=TYPED)
    assert "1 sum of funding to confirm" in broker.get("/my").text
    assert "funding to confirm (1)" in broker.get("/broker").text
