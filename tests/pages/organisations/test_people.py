"""The pages of accounts, as a browser sees them."""

from datetime import timedelta
from uuid import uuid4

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.organisations.models.people import SignIn
from tests.cast import PASSWORD, Cast, Make, client_of


def test_the_same_form_sent_again_signs_in_again(app: Flask, make: Make) -> None:
    """A second click on a busy machine, or the page brought back after signing out."""
    make.person("Ada")
    typed = {"email": "ada@example.org", "password": PASSWORD, "once": str(uuid4())}
    assert client_of(app, None).post("/sign-in", data=typed).location == "/my"
    second = client_of(app, None)
    assert second.post("/sign-in", data=typed).location == "/my"
    assert "Ada" in second.get("/account").text
    third = client_of(app, None)
    third.post("/sign-in", data=typed | {"password": "another one than hers"})
    assert third.get("/account").status_code == 302


def test_a_page_for_people_signed_in_asks_to_sign_in(app: Flask, make: Make) -> None:
    answer = client_of(app, None).get("/account")
    assert answer.location.endswith("/sign-in?next=/account")


def test_after_signing_in_a_link_to_another_site_is_not_followed(app: Flask, make: Make) -> None:
    make.person("Ada")
    answer = client_of(app, None).post(
        "/sign-in",
        data={"email": "ada@example.org", "password": PASSWORD, "next": "//evil.example"},
    )
    assert answer.location == "/my"


def test_what_is_no_address_finds_no_account(app: Flask) -> None:
    for typed in ("\u0130", "@", "a\x00b", "\ufeff", "x" * 500):
        answer = client_of(app, None).post("/sign-in", data={"email": typed, "password": "p" * 12})
        assert answer.status_code == 422, typed


def test_a_sign_in_ends_after_fourteen_days(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.buyer)
    assert browser.get("/my").status_code == 200
    with db.transaction():
        for row in db.session.scalars(select(SignIn)):
            lasts = row.expires_at - clock.real()
            assert timedelta(days=14, minutes=-5) < lasts <= timedelta(days=14)
            row.expires_at = clock.real()
    assert browser.get("/my").location.startswith("/sign-in")
