"""One's e-mail address, as a browser sees it."""

from dataclasses import replace
from itertools import product

import pytest
from flask import Flask

from marketplace.engine import clock
from marketplace.settings import Settings
from tests.cast import PASSWORD, Cast, Make, client_of, unproved
from tests.letters import letters_to, link_in


def test_who_has_not_proved_the_address_is_told_on_each_page_and_proves_it(
    app: Flask, cast: Cast
) -> None:
    edit = f"/organisations/{cast.bakery.id}/edit"
    unproved(cast.baker)
    browser = client_of(app, cast.baker)
    assert "Prove your address" in browser.get("/tenders").text
    assert browser.get(edit).status_code in {403, 404}
    browser.post("/account/address/ask")
    path = f"/account/address/{link_in(letters_to('beth.baker@example.org')[-1], 'address')}"
    assert client_of(app, None).get(path).location == f"/sign-in?next={path}"
    assert "for another account" in client_of(app, cast.gardener).get(path).text
    assert "beth.baker@example.org" in browser.get(path).text
    assert browser.post(path, follow_redirects=True).status_code == 200
    assert "Prove your address" not in browser.get("/tenders").text
    assert browser.get(edit).status_code == 200


def test_a_change_is_asked_for_proved_and_stopped(app: Flask, make: Make) -> None:
    browser = client_of(app, make.person("Ada"))
    typed = {"email": "new@example.org", "password": PASSWORD}
    wrong = browser.post("/account/address", data=typed | {"password": "wrong"})
    assert wrong.status_code == 422
    assert 'value="new@example.org"' in wrong.text
    assert browser.post("/account/address", data=typed).location == "/account/address/sent"
    browser.post(f"/account/address/{link_in(letters_to('new@example.org')[-1], 'address')}")
    assert "new@example.org" in browser.get("/account").text
    letter = next(
        one for one in letters_to("ada@example.org") if one.template == "address_changing"
    )
    path = f"/account/address/stop/{link_in(letter, 'stop')}"
    assert "ada@example.org" in client_of(app, None).get(path).text
    assert client_of(app, None).post(path).location == "/forgotten-password"
    assert browser.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("path", "email", "link"),
    [
        ("/register", "new@example.org", "/register/"),
        ("/forgotten-password", "ada@example.org", "/reset-password/"),
    ],
)
def test_the_link_stands_on_the_page_in_a_demonstration_alone(
    app: Flask, make: Make, path: str, email: str, link: str
) -> None:
    """Whatever else is set: where it is no demonstration, or has a mail server, it does not."""
    make.person("Ada")
    told: Settings = app.config["SETTINGS"]
    shown = set()
    try:
        for is_one, smtp_url, https in product((True, False), (None, "smtp://m"), (True, False)):
            app.config["SETTINGS"] = replace(
                told,
                demonstration=is_one,
                smtp_url=smtp_url,
                base_url="https://x.example" if https else told.base_url,
                redis_url=None,
            )
            answer = client_of(app, None).post(path, data={"email": email}, follow_redirects=True)
            if f'href="{link}' in answer.text:
                assert "Only in this demonstration" in answer.text
                shown.add((is_one, smtp_url))
    finally:
        app.config["SETTINGS"] = told
    assert shown == {(True, None)}


def test_a_link_to_prove_the_own_address_is_sent_five_times_an_hour(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = clock.real()
    monkeypatch.setattr(clock, "real", lambda: moment)  # no stretch of time ends meanwhile
    unproved(cast.baker)
    browser = client_of(app, cast.baker)
    assert "at most five links" in browser.get("/account/address").text
    answers = [browser.post("/account/address/ask").status_code for _ in range(6)]
    assert answers == [302] * 5 + [429]
    assert len(letters_to("beth.baker@example.org")) == 5
