"""One's own account, as a browser sees it."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import insert

from marketplace.engine import clock, db
from marketplace.organisations.models.people import SignIn
from tests.cast import PASSWORD, Make, client_of
from tests.letters import letters_to, link_in

NEW = "another good password"


def test_a_forgotten_password_is_chosen_anew_by_the_link(app: Flask, make: Make) -> None:
    make.person("Ada")
    client = app.test_client()
    answer = client.post(
        "/forgotten-password", data={"email": "ada@example.org"}, follow_redirects=True
    )
    assert "Look in your e-mails" in answer.text
    token = link_in(letters_to("ada@example.org")[-1], "reset-password")
    answer = client.post(f"/reset-password/{token}", data={"password": NEW}, follow_redirects=True)
    assert "Sign in with the new one" in answer.text
    client.post("/sign-in", data={"email": "ada@example.org", "password": NEW})
    assert client.get("/account").status_code == 200
    assert "used already" in client.get(f"/reset-password/{token}").text


def test_an_unknown_address_is_answered_alike(app: Flask, make: Make) -> None:
    answer = app.test_client().post(
        "/forgotten-password", data={"email": "nobody@example.org"}, follow_redirects=True
    )
    assert "Look in your e-mails" in answer.text


def test_a_new_password_that_is_too_short_is_refused_and_the_link_stays_good(
    app: Flask, make: Make
) -> None:
    make.person("Ada")
    client = app.test_client()
    client.post("/forgotten-password", data={"email": "ada@example.org"})
    token = link_in(letters_to("ada@example.org")[-1], "reset-password")
    answer = client.post(f"/reset-password/{token}", data={"password": "short"})
    assert answer.status_code == 422
    assert client.post(f"/reset-password/{token}", data={"password": NEW}).status_code == 302


def test_the_account_lists_devices_and_one_can_be_signed_out(app: Flask, make: Make) -> None:
    ada = make.person("Ada")
    here, there = client_of(app, ada), client_of(app, ada)
    page = here.get("/account").text
    assert page.count("/revoke") == 2
    path = next(
        part.split('"')[0]
        for part in page.split('action="')[1:]
        if "/sign-ins/" in part and "(this one)" not in page[: page.index(part)][-400:]
    )
    here.post(path)
    assert [client.get("/account").status_code for client in (here, there)] == [200, 302]


def test_every_other_device_is_signed_out_at_once(app: Flask, make: Make) -> None:
    ada = make.person("Ada")
    here, there, ben = client_of(app, ada), client_of(app, ada), client_of(app, make.person("Ben"))
    here.post("/account/sign-ins/end-others")
    assert [one.get("/account").status_code for one in (here, there, ben)] == [200, 302, 200]


def test_ten_thousand_devices_are_shown_a_page_at_a_time(app: Flask, make: Make) -> None:
    ada = make.person("Ada")
    with db.transaction():
        now = clock.real()
        fields = {"person_id": ada.person_id, "device": "a test", "began_at": now}
        fields |= {"last_used_at": now, "expires_at": now + timedelta(days=1)}
        db.session.execute(
            insert(SignIn), [fields | {"token_hash": str(number)} for number in range(10_000)]
        )
    browser = client_of(app, ada)
    assert "10,001 devices" in (page := browser.get("/account").text)
    assert page.count("/revoke") == 5
    assert browser.get("/account/sign-ins").text.count("/revoke") == 50
    assert browser.get("/account/sign-ins?page=201").text.count("/revoke") == 1


def test_a_device_of_somebody_else_is_not_there(app: Flask, make: Make) -> None:
    ada, ben = make.person("Ada"), make.person("Ben")
    page = client_of(app, ada).get("/account").text
    path = next(part.split('"')[0] for part in page.split('action="') if "/sign-ins/" in part)
    assert client_of(app, ben).post(path).status_code == 404


def test_the_name_can_be_changed(app: Flask, make: Make) -> None:
    client = client_of(app, make.person("Ada"))
    answer = client.post("/account/details", data={"name": "Ada Two"}, follow_redirects=True)
    assert "Ada Two" in answer.text


def test_the_password_can_be_changed(app: Flask, make: Make) -> None:
    client = client_of(app, make.person("Ada"))
    data = {"current_password": "wrong", "password": NEW}
    assert client.post("/account/password", data=data).status_code == 422
    assert (
        client.post("/account/password", data=data | {"current_password": PASSWORD}).status_code
        == 302
    )
    assert client.get("/account").status_code == 200


def test_with_one_device_there_is_no_other_to_sign_out(app: Flask, make: Make) -> None:
    ada = make.person("Ada")
    browser = client_of(app, ada)
    assert "Sign out every other device" not in browser.get("/account/sign-ins").text
    client_of(app, ada)
    assert "Sign out every other device" in browser.get("/account/sign-ins").text
