"""One's own second factor: set up, recovery codes, removed."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.settings import ROOT, from_environment
from tests.cast import PASSWORD, Cast, Make, client_of, cookie_of, registered
from tests.factors import Telephone

HERE = "/account/second-factor"


def without_factor(app: Flask, person) -> FlaskClient:
    client = client_of(app, None)
    client.set_cookie("sign_in", cookie_of(person, with_factor=False))
    return client


def read_picture(page: str) -> tuple[Telephone, str]:
    """What the telephone takes from the page, and what the form sends back of it."""
    secret = re.search(r"otpauth://totp/[^\"]*secret=([A-Z2-7]+)", page)
    offer = re.search(r'name="offer"[^>]*value="([^"]+)"', page)
    assert secret
    assert offer
    return Telephone(secret[1]), offer[1]


def set_up(client: FlaskClient, **typed: str) -> str:
    telephone, offer = read_picture(client.get(f"{HERE}/app").text)
    data = {"offer": offer, "code": telephone.code(), "password": PASSWORD} | typed
    return client.post(f"{HERE}/app", data=data, follow_redirects=True).text


def test_whose_roles_want_one_is_led_to_set_it_up_and_comes_back(app: Flask, cast: Cast) -> None:
    client = without_factor(app, cast.buyer)
    answer = client.get("/tenders/mine?page=1")
    assert answer.location == f"{HERE}?next=/tenders/mine?page%3D1"
    assert "Setting one up takes two minutes." in client.get(answer.location).text
    telephone, offer = read_picture(client.get(f"{HERE}/app?next=/my").text)
    answer = client.post(
        f"{HERE}/app?next=/my",
        data={"offer": offer, "code": telephone.code(), "password": PASSWORD},
    )
    page = client.get(answer.location).text
    assert "You have no recovery codes. Make them now" in page
    assert 'href="/my">Go on to where you were' in page
    assert client.get("/my").status_code == 200


def test_what_was_typed_before_it_was_set_up_is_kept(app: Flask, cast: Cast) -> None:
    client = without_factor(app, cast.baker)
    address = f"/organisations/{cast.bakery.id}/bank"
    sent = client.post(address, data={"name": "Harbour", "sort_code": "20-00-00"})
    assert f"next={address}?kept%3D" in sent.location
    set_up(client)
    path = re.search(r"next=([^&]+)", sent.location)
    assert path
    assert 'value="Harbour"' in client.get(path[1].replace("%3D", "=")).text


def test_an_evaluator_may_do_without(app: Flask, cast: Cast) -> None:
    client = without_factor(app, cast.evaluators[0])
    assert client.get("/my").status_code == 200
    assert "Once you have one, you are asked for it when you sign in" in client.get(HERE).text
    assert "The app is your second factor" in set_up(client)


def test_a_wrong_code_keeps_the_picture(app: Flask, cast: Cast) -> None:
    client = without_factor(app, cast.buyer)
    telephone, offer = read_picture(client.get(f"{HERE}/app").text)
    answer = client.post(
        f"{HERE}/app", data={"offer": offer, "code": "12 34", "password": PASSWORD}
    )
    assert answer.status_code == 422
    assert "This is not the code that the app shows now" in answer.text
    assert read_picture(answer.text)[0].secret == telephone.secret


def test_recovery_codes_are_shown_once_and_can_be_saved(app: Flask, cast: Cast) -> None:
    client = without_factor(app, cast.buyer)
    set_up(client)
    page = client.post(f"{HERE}/recovery-codes").text
    codes = re.findall(r"<code>([a-z0-9]{5}-[a-z0-9]{5})</code>", page)
    assert len(codes) == 10
    saved = re.search(r'href="data:text/plain[^"]*" download="recovery-codes.txt"', page)
    assert saved is not None
    assert all(code in saved[0] for code in codes)
    after = client.get(HERE).text
    assert "10 codes are left" in after
    assert not any(code in after for code in codes)


def test_another_person_sees_nothing_of_it(app: Flask, cast: Cast) -> None:
    set_up(without_factor(app, cast.buyer))
    assert "Set up an app" in client_of(app, cast.finance).get(HERE).text
    assert client_of(app, cast.finance).post(f"{HERE}/app/remove").status_code == 404


def demonstrator(make: Make, cast: Cast, address: str = "dora@demonstration.example"):
    return make.joins(registered("Dora", address), cast.bakery, Role.FINANCE)


def shown_code(page: str) -> str | None:
    found = re.search(r"Demonstration: your code now is <strong>([0-9]{6})</strong>", page)
    return found and found[1]


def test_in_the_demonstration_the_code_stands_on_the_page(
    app: Flask, make: Make, cast: Cast
) -> None:
    client = without_factor(app, demonstrator(make, cast))
    page = client.get(f"{HERE}/app").text
    telephone, offer = read_picture(page)
    code = shown_code(page)
    assert code in {telephone.code(), telephone.next_code()}
    client.post(f"{HERE}/app", data={"offer": offer, "code": code, "password": PASSWORD})
    again = client_of(app, None)
    typed = {"email": "dora@demonstration.example", "password": PASSWORD}
    second = again.post("/sign-in", data=typed).location
    code = shown_code(again.get(second).text)
    assert again.post(second, data={"factor_code": code, "next": "/my"}).location == "/my"


def test_no_setting_shows_the_code_of_anybody_else(
    app: Flask, make: Make, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every setting that there is, said at once: all but one make no demonstration of it."""
    told = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.M)
    assert {"DEMONSTRATION", "SECRET_KEY", "BASE_URL"} <= set(told)
    for name in told:
        monkeypatch.setenv(name, "1")
    assert from_environment().demonstration
    monkeypatch.setenv("DEMONSTRATION", "no")
    assert not from_environment().demonstration
    player, real = without_factor(app, demonstrator(make, cast)), without_factor(app, cast.baker)
    assert shown_code(player.get(f"{HERE}/app").text)
    assert shown_code(real.get(f"{HERE}/app").text) is None  # in a demonstration, yet not of it
    clock.allow_setting(False)
    try:
        assert shown_code(player.get(f"{HERE}/app").text) is None  # of it, yet elsewhere
    finally:
        clock.allow_setting(True)
