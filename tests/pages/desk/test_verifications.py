"""The broker’s desk: verified, revoked, and closed to others."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.desk.queries import troubles
from marketplace.engine import clock, db
from marketplace.engine.access import PlaceRole, Role
from marketplace.organisations.models.documents import Document, Visibility
from marketplace.organisations.models.organisations import Verification
from marketplace.payments.actions import credit_notes
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.development_rows import kept
from tests.hosting_rows import made_group
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import disputed_whole, paid, sent


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


def test_what_is_late_owed_back_or_without_an_owner_waits_on_the_desk(
    app: Flask, make: Make, cast: Cast
) -> None:
    make.member(cast.council, Role.OWNER)
    broker = client_of(app, cast.broker)
    for page in ("/broker", "/my"):
        assert "owed back to a buyer" not in broker.get(page).text
    [late] = sent(make.contract(cast.council, cast.bakery, "300.00"))
    [credited] = sent(make.contract(cast.council, cast.cleaners, "20000.00"))
    paid([late], parts=["60.00"])
    paid([credited], reference="B")
    db.session.remove()
    credit_notes.credit_invoice(cast.cleaner, credited.id, reason="Not done.")
    make.organisation(Kind.CIC, "Left Alone CIC")
    clock.set_to(NOW + timedelta(days=81), stopped=True)
    work = words_of(broker.get("/my").text)
    assert "Nothing waits" not in work
    assert (
        "1 invoice past the day agreed, 1 sum owed back to a buyer, 1 organisation without an owner"
        in work
    )
    page = broker.get("/broker").text
    desk = words_of(page)
    assert (
        f"{late.number} £240.00 1 December 2026, 74 days Midborough Council Harbour Bakery" in desk
    )
    assert "Bright Cleaners £24,000.00 Midborough Council 23 November 2026 not yet" in desk
    assert "Left Alone CIC" in desk
    for organisation in (cast.council, cast.bakery, cast.cleaners):
        assert f'href="/organisations/{organisation.id}"' in page


def test_an_invoice_disputed_as_a_whole_keeps_none_that_is_late_from_the_desk(
    app: Flask, make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(troubles, "SHOWN", 1)
    [disputed] = sent(make.contract(cast.council, cast.bakery, "300.00"))
    [late] = sent(make.contract(cast.council, cast.bakery, "200.00"))
    disputed_whole(disputed.id)
    clock.set_to(NOW + timedelta(days=81), stopped=True)
    desk = words_of(client_of(app, cast.broker).get("/broker").text)
    assert f"{late.number} £200.00" in desk
    assert disputed.number not in desk


def test_the_desk_shows_no_invoice_of_another_place(app: Flask, make: Make, cast: Cast) -> None:
    sent(make.contract(cast.council, cast.bakery, "300.00"))
    clock.set_to(NOW + timedelta(days=81), stopped=True)
    other = make.place_member(cast.places["sandwell"], PlaceRole.BROKER)
    assert "No invoice is late." in client_of(app, other).get("/broker").text


def test_the_desk_says_who_has_a_document_to_read_and_shows_them_first(
    app: Flask, make: Make, cast: Cast
) -> None:
    make.organisation(Kind.CIC, "Nothing Yet CIC")
    group = make.organisation(Kind.COMMUNITY_BUSINESS, "Has Rules")
    kept(
        Document(
            organisation_id=group.id,
            subject="organisation",
            subject_id=group.id,
            kind="rules",
            visibility=Visibility.SHARED,
        )
    )
    desk = words_of(client_of(app, cast.broker).get("/broker").text)
    here = "here since 23 November 2026"
    first = desk.index(f"Has Rules , community business, {here}, a document to read")
    assert first < desk.index(f"Nothing Yet CIC , community interest company, {here}, no document")


def test_who_verifies_a_group_in_no_register_reads_what_its_host_is_paid_counts_as(
    app: Flask, make: Make, cast: Cast
) -> None:
    said = "counts as received by the host"
    group, _ = made_group(make)
    broker = client_of(app, cast.broker)
    assert said not in broker.get(f"/organisations/{cast.bakery.id}/verify").text
    assert said in broker.get(f"/organisations/{group.id}/verify").text
