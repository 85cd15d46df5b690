"""An account begins with a link to its address, as a browser sees it."""

from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.address import normal_address
from marketplace.organisations.models.people import PersonDetails
from tests.cast import PASSWORD, Make, client_of
from tests.letters import letters_to, link_in

GIVEN = {"name": "Ada", "password": PASSWORD}


def link_to(app: Flask, email: str, **typed: str) -> str:
    """The path in the e-mail that somebody gets who wants an account."""
    answer = client_of(app, None).post("/register", data={"email": email} | typed)
    assert answer.location == "/register/sent"
    written = db.session.scalars(select(PersonDetails.email)).all()
    assert email not in written
    (letter,) = [one for one in letters_to(email) if one.template == "registration"][-1:]
    return f"/register/{link_in(letter, 'register')}"


def test_there_is_an_account_once_the_link_is_followed(app: Flask) -> None:
    path = link_to(app, "ada@example.org")
    client = client_of(app, None)
    assert "ada@example.org" in client.get(path).text
    assert client.post(path, data=GIVEN).location == "/my"
    assert "Ada" in client.get("/account").text
    assert db.session.scalars(select(PersonDetails.email_proved_at)).one() == clock.now()
    assert "used already" in client_of(app, None).get(path).text


def test_the_same_form_sent_again_makes_one_account_and_signs_in(app: Flask) -> None:
    path, typed = link_to(app, "ada@example.org"), GIVEN | {"once": str(uuid4())}
    for _ in range(2):
        client = client_of(app, None)
        assert client.post(path, data=typed).location == "/my"
        assert "Ada" in client.get("/account").text


def test_the_page_that_was_wanted_comes_after_the_account(app: Flask) -> None:
    path = link_to(app, "ada@example.org", next="/organisations/register")
    assert client_of(app, None).post(path, data=GIVEN).location == "/organisations/register"


def test_a_link_that_is_guessed_or_over_asks_for_a_new_one(app: Flask) -> None:
    path = link_to(app, "ada@example.org")
    client = client_of(app, None)
    assert "This link is not right" in client.get("/register/guessed").text
    client.post("/demonstration/clock/day")
    assert "good for one day" in client.post(path, data=GIVEN).text
    assert client.get("/account").status_code == 302


def test_a_bad_name_or_password_is_refused_and_the_name_is_kept(app: Flask) -> None:
    path, client = link_to(app, "ada@example.org"), client_of(app, None)
    answer = client.post(path, data={"name": "Ada", "password": "short"})
    assert answer.status_code == 422
    assert "at least 10 characters" in answer.text
    assert 'value="Ada"' in answer.text
    assert client.post(path, data=GIVEN | {"name": "\u200b\u200b"}).status_code == 422
    assert client.post(path, data=GIVEN).status_code == 302


def test_a_known_address_is_answered_alike_and_its_holder_is_told(app: Flask, make: Make) -> None:
    make.person("Ada")
    asked = [
        client_of(app, None).post("/register", data={"email": email}, follow_redirects=False)
        for email in ("ada@example.org", "nobody@example.org")
    ]
    assert asked[0].status_code == asked[1].status_code
    assert asked[0].location == asked[1].location
    (letter,) = letters_to("ada@example.org")
    assert letter.subject.startswith("You have an account")
    assert "/register/" not in letter.body


def test_two_links_to_one_address_make_one_account(app: Flask) -> None:
    first, second = link_to(app, "ada@example.org"), link_to(app, "ada@example.org")
    assert client_of(app, None).post(first, data=GIVEN).status_code == 302
    answer = client_of(app, None).post(second, data=GIVEN)
    assert answer.status_code == 422
    assert "There is an account with this address already" in answer.text


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
    client_of(app, None).post("/register", data={"email": registered})
    address = normal_address(registered)
    path = f"/register/{link_in(letters_to(address)[-1], 'register')}"
    password = {"password": "Caf\u00e9 in the square"}
    assert client_of(app, None).post(path, data=GIVEN | password).status_code == 302
    for typed in [registered, *others]:
        client_of(app, None).post("/register", data={"email": typed})
        assert letters_to(address)[-1].template == "address_known", typed
        client = client_of(app, None)
        client.post("/sign-in", data={"email": typed, "password": "Cafe\u0301 in the square"})
        assert client.get("/account").status_code == 200, typed
