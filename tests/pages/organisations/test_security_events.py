"""What happened around one's own account, in plain words."""

import pytest
from flask import Flask

from marketplace.engine import clock
from tests.cast import Cast, client_of


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
