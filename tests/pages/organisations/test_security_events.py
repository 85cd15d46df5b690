"""What happened around one's own account, in plain words."""

import pytest
from flask import Flask

from marketplace.engine import clock
from tests.cast import Cast, Make, client_of, cookie_of
from tests.factors import telephone_of, wrong


def test_a_person_reads_of_wrong_passwords_and_refusals_about_themselves_alone(
    app: Flask, cast: Cast
) -> None:
    stranger = client_of(app, None)
    stranger.post("/sign-in", data={"email": "beth.baker@example.org", "password": "wrong"})
    client_of(app, cast.baker).get("/operator")
    for path in ("/account", "/account/security"):
        text = client_of(app, cast.baker).get(path).text
        assert "A wrong password to sign in" in text
        assert "roles held do not allow" in text
        assert "127.0.0.1" in text
        assert "A wrong password" not in client_of(app, cast.gardener).get(path).text


def test_a_limit_that_is_reached_says_what_to_do(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.real()
    monkeypatch.setattr(clock, "real", lambda: moment)  # no stretch of time ends meanwhile
    browser = client_of(app, None)
    typed = {"email": "beth.baker@example.org", "password": "wrong"}
    answers = [browser.post("/sign-in", data=typed) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [422] * 10 + [429]
    assert "Try again after" in answers[-1].text
    assert 'href="/forgotten-password"' in answers[-1].text


def test_a_wrong_code_and_too_many_of_them_are_seen_by_the_person_and_the_operator(
    app: Flask, make: Make, cast: Cast
) -> None:
    telephone = telephone_of(cast.baker)
    half = app.test_client()
    half.set_cookie("sign_in", cookie_of(cast.baker, with_factor=False))
    for _ in range(6):
        half.post("/sign-in/second-factor", data={"factor_code": wrong(telephone)})
    own = client_of(app, cast.baker).get("/account/security").text
    every = client_of(app, make.operator("Olga")).get("/operator/doors").text
    for page in (own, every):
        assert page.count("A wrong code, after the right password") == 5
        assert page.count("Too many attempts") == 1
    assert "Beth Baker" in every


def test_where_nothing_happened_the_pages_say_so_in_a_sentence(app: Flask, make: Make) -> None:
    operator = client_of(app, make.operator("Olga"))
    for path in ("/account", "/account/security"):
        assert "Nothing of this kind happened around your account" in operator.get(path).text
    assert (
        "Nothing happened at the doors in the last 90 days." in operator.get("/operator/doors").text
    )
