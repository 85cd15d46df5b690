"""The pages of accounts, as a browser sees them."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.organisations.models.people import SignIn
from tests.cast import PASSWORD, Cast, Make, client_of


def test_somebody_registers_and_is_signed_in(app: Flask) -> None:
    client = client_of(app, None)
    answer = client.post(
        "/register", data={"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert "Ada" in client.get("/account").text


@pytest.mark.parametrize("path", ["/register", "/sign-in"])
def test_the_same_form_sent_again_signs_in_again(app: Flask, make: Make, path: str) -> None:
    """A second click on a busy machine, or the page brought back after signing out."""
    if path == "/sign-in":
        make.person("Ada")
    typed = {"name": "Ada", "email": "ada@example.org", "password": PASSWORD, "once": str(uuid4())}
    assert client_of(app, None).post(path, data=typed).location == "/my"
    second = client_of(app, None)
    assert second.post(path, data=typed).location == "/my"
    assert "Ada" in second.get("/account").text
    third = client_of(app, None)
    third.post(path, data=typed | {"password": "another one than hers"})
    assert third.get("/account").status_code == 302


def test_a_short_password_is_refused_and_the_name_is_kept(app: Flask) -> None:
    answer = client_of(app, None).post(
        "/register", data={"name": "Ada", "email": "ada@example.org", "password": "short"}
    )
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert 'value="Ada"' in answer.text


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


@pytest.mark.parametrize(
    ("registered", "others"),
    [
        ("zo\u00eb@example.org", ["zoe\u0308@example.org", "ZO\u00cb@EXAMPLE.ORG"]),
        ("zoe\u0308@example.org", ["zo\u00eb@example.org"]),
        ("\uff41\uff44\uff41@example.org", ["ada@example.org", "ADA@example\uff0eorg"]),
        ("\u0130nci@example.org", ["\u0130nci@example.org", "i\u0307nci@example.org"]),
        (
            "ada@b\u00fccher.example.org",
            ["ada@bu\u0308cher.example.org", "Ada@xn--bcher-kva.example.org"],
        ),
        ("ada@example.org\u200b", [" ada@example.org\x0b"]),
    ],
)
def test_an_address_makes_one_account_however_it_is_typed(
    app: Flask, registered: str, others: list[str]
) -> None:
    password = "Caf\u00e9 in the square"
    given = {"name": "Ada", "email": registered, "password": password}
    assert client_of(app, None).post("/register", data=given).status_code == 302
    for typed in [registered, *others]:
        again = client_of(app, None).post("/register", data=given | {"email": typed})
        assert again.status_code == 422, typed
        client = client_of(app, None)
        client.post("/sign-in", data={"email": typed, "password": "Cafe\u0301 in the square"})
        assert client.get("/account").status_code == 200, typed


def test_what_is_no_address_finds_no_account(app: Flask) -> None:
    for typed in ("\u0130", "@", "a\x00b", "\ufeff", "x" * 500):
        answer = client_of(app, None).post("/sign-in", data={"email": typed, "password": "p" * 12})
        assert answer.status_code == 422, typed


def test_a_name_that_nobody_can_see_is_no_name(app: Flask) -> None:
    given = {"name": "\u200b\u200b", "email": "ada@example.org", "password": PASSWORD}
    assert client_of(app, None).post("/register", data=given).status_code == 422


def test_a_sign_in_ends_after_fourteen_days(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.buyer)
    assert browser.get("/my").status_code == 200
    with db.transaction():
        for row in db.session.scalars(select(SignIn)):
            lasts = row.expires_at - clock.real()
            assert timedelta(days=14, minutes=-5) < lasts <= timedelta(days=14)
            row.expires_at = clock.real()
    assert browser.get("/my").location.startswith("/sign-in")
