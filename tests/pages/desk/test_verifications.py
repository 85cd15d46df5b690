"""The broker’s desk: verified, revoked, and closed to others."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.organisations.models.organisations import Verification
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of


def test_the_broker_verifies_and_revokes(app: Flask, make: Make, cast: Cast) -> None:
    repairs = make.organisation(Kind.COMMUNITY_BUSINESS, "Ladywood Repairs")
    broker = client_of(app, cast.broker)
    assert "Ladywood Repairs" in broker.get("/broker").text
    address = f"/organisations/{repairs.id}/verify"
    faulty = {
        "evidence": "governing_document",
        "identifier": "",
        "reference": "Rules of 2024",
        "expires_on-day": "1",
        "expires_on-month": "5",
        "expires_on-year": "2027",
    }
    answer = broker.post(address, data=faulty)
    assert answer.status_code == 422
    assert "Not found in the document" in answer.text
    answer = broker.post(
        address, data=faulty | {"evidence": "seuk_certificate"}, follow_redirects=True
    )
    text = words_of(answer.text)
    assert "good until 1 May 2027" in text
    verification = db.session.scalars(
        select(Verification.id).where(Verification.organisation_id == repairs.id)
    ).one()
    answer = broker.post(
        f"/verifications/{verification}/revoke",
        data={"reason": "The certificate was not theirs."},
        follow_redirects=True,
    )
    assert "The certificate was not theirs." in answer.text
    assert "Verified social enterprise" not in answer.text


@pytest.mark.parametrize("page", ["verify", "merge", "dissolve"])
def test_the_broker_s_pages_are_forbidden_to_others(app: Flask, cast: Cast, page: str) -> None:
    address = f"/organisations/{cast.bakery.id}/{page}"
    assert client_of(app, cast.baker).get(address).status_code == 403
    assert client_of(app, cast.broker).get(address).status_code == 200


def test_the_broker_is_warned_before_the_known_bank_holidays_run_out(
    app: Flask, cast: Cast
) -> None:
    assert "Bank holidays are known only" not in client_of(app, cast.broker).get("/broker").text
    clock.set_to(datetime(2028, 9, 1, 9, tzinfo=UTC), stopped=True)
    assert "known only to 31 December 2028" in client_of(app, cast.broker).get("/broker").text
