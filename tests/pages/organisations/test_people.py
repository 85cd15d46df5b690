"""The pages of accounts, as a browser sees them."""

from flask import Flask

from tests.cast import PASSWORD, Make, client_of


def test_somebody_registers_and_is_signed_in(app: Flask) -> None:
    client = client_of(app, None)
    answer = client.post(
        "/register", data={"name": "Ada", "email": "ada@example.org", "password": PASSWORD}
    )
    assert answer.status_code == 302
    assert "Ada" in client.get("/account").text


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
