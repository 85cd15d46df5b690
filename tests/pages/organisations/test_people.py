"""The pages of accounts, as a browser sees them."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from marketplace.engine import clock, db
from marketplace.organisations.models.people import SignIn
from marketplace.web import sign_in_cookie
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


@pytest.mark.parametrize(
    ("who", "lasts"),
    [
        ("buyer", timedelta(hours=8)),
        ("baker", timedelta(hours=8)),
        ("stranger", timedelta(hours=8)),
        ("finance", timedelta(hours=1)),
        ("broker", timedelta(hours=1)),
    ],
)
def test_a_sign_in_that_is_not_used_ends_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, who: str, lasts: timedelta
) -> None:
    browser, began = client_of(app, getattr(cast, who)), clock.real()
    later = began + lasts - timedelta(minutes=1)
    monkeypatch.setattr(clock, "real", lambda: later)
    assert browser.get("/account").status_code == 200
    page = browser.get("/account/details").text
    made_for = re.search(r'name="typed_by" value="([^"]+)"', page)
    assert made_for
    later += lasts + timedelta(minutes=1)
    typed = {"name": "Typed Before", "typed_by": made_for[1]}
    answer = browser.post("/account/details", data=typed)
    assert answer.location.startswith("/sign-in?next=/account/details")
    assert "kept" in answer.location


def test_the_use_of_a_sign_in_is_noted_once_in_five_minutes(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, began = client_of(app, cast.buyer), clock.real()
    noted = []
    for minutes in (1, 4, 6, 8, 12):
        moment = began + timedelta(minutes=minutes)
        monkeypatch.setattr(clock, "real", lambda moment=moment: moment)
        assert browser.get("/account").status_code == 200
        db.session.remove()
        used = db.session.scalars(select(SignIn.last_used_at)).one()
        noted.append(round((used - began) / timedelta(minutes=1)))
    assert noted == [0, 0, 6, 6, 12]


@pytest.mark.parametrize(("address", "status"), [("/operator", 403), ("/account/data.html", 200)])
def test_a_page_that_writes_is_given_after_a_rest_too(
    app: Flask, cast: Cast, address: str, status: int
) -> None:
    browser = client_of(app, cast.buyer)
    with db.transaction():
        db.session.execute(update(SignIn).values(last_used_at=clock.real() - timedelta(hours=1)))
    db.session.remove()
    assert browser.get(address).status_code == status


def test_a_signed_in_browser_cannot_send_the_forms_of_before_and_after(
    app: Flask, make: Make
) -> None:
    """The secret of the forms is another one with each sign-in and sign-out."""
    make.person("Ada")
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        browser = app.test_client()
        seen = [_secret(browser)]
        typed = {"email": "ada@example.org", "password": PASSWORD}
        assert browser.post("/sign-in", data=typed | {"csrf_token": seen[0]}).location == "/my"
        seen.append(_secret(browser))
        assert "kept" not in browser.post("/account/details").location
        old = browser.post("/account/details", data={"name": "Eve", "csrf_token": seen[0]})
        assert "kept=" in old.location
        browser.post("/sign-out", data={"csrf_token": seen[1]})
        again = browser.post("/sign-in", data=typed | {"csrf_token": seen[1]})
        assert again.location.startswith("/sign-in")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def _secret(browser: FlaskClient) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/register").text)
    found = found or re.search(r'name="csrf_token" value="([^"]+)"', browser.get("/account").text)
    assert found
    return found[1]


@pytest.mark.parametrize("https", [True, False])
def test_over_https_cookies_are_bound_to_this_host(app: Flask, make: Make, https: bool) -> None:
    make.person("Ada")
    base = "https://x.example" if https else "http://127.0.0.1:8000"
    sign_in_cookie.add_to(app, https=https)
    try:
        browser = app.test_client()
        typed = {"email": "ada@example.org", "password": PASSWORD}
        answer = browser.post("/sign-in", data=typed, base_url=base)
        (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "sign_in=" in one]
        assert cookie.startswith("__Host-sign_in=" if https else "sign_in=")
        assert ("; Secure" in cookie) is https
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert ("Strict-Transport-Security" in answer.headers) is https
        assert app.config["SESSION_COOKIE_NAME"] == ("__Host-session" if https else "session")
        assert "Ada" in browser.get("/account", base_url=base).text
        browser.post("/sign-out", base_url=base)
        assert browser.get("/account", base_url=base).status_code == 302
    finally:
        sign_in_cookie.add_to(app, https=False)
