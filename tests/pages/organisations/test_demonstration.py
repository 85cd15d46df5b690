"""The pages that exist only in a demonstration."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from flask import Flask

from marketplace.engine import clock, db
from marketplace.engine.access import NOBODY, SYSTEM, Role
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import passwords, people
from marketplace.organisations.actions.operators import appoint_operator
from tests.cast import Cast, Make, client_of, registered
from tests.conftest import NOW
from tests.letters import letters


def player(make: Make, cast: Cast) -> str:
    """Somebody of the demonstration, in the bakery's finance; the path that signs in as them."""
    dora = registered("Dora Demo", "dora@demonstration.example")
    make.joins(dora, cast.bakery, Role.FINANCE)
    return f"/demonstration/sign-in/{dora.person_id}"


def test_the_accounts_are_listed_with_their_roles(app: Flask, make: Make, cast: Cast) -> None:
    path = player(make, cast)
    appoint_operator(SYSTEM, UUID(path.rpartition("/")[2]))
    text = client_of(app, None).get("/demonstration").text
    assert "Operator, this installation" in text
    assert "Finance, Harbour Bakery CIC" in text
    assert path in text
    assert "beth.baker@example.org" not in text


def test_one_click_signs_in_as_a_person_of_the_demonstration(
    app: Flask, make: Make, cast: Cast
) -> None:
    client = app.test_client()
    answer = client.post(player(make, cast), follow_redirects=True)
    assert "Dora Demo" in answer.text
    assert "Harbour Bakery CIC" in answer.text


def test_the_same_button_signs_in_again_after_the_clock_was_set_back(
    app: Flask, make: Make, cast: Cast
) -> None:
    path, once = player(make, cast), {"once": str(uuid4())}
    browser = client_of(app, None)
    browser.post("/demonstration/clock/week")
    browser.post(path, data=once)
    browser.post("/demonstration/clock/real")
    browser.post("/sign-out")
    assert "Dora Demo" in browser.post(path, data=once, follow_redirects=True).text


def test_nobody_signs_in_so_as_a_person_who_is_not_of_the_demonstration(
    app: Flask, cast: Cast
) -> None:
    answer = app.test_client().post(f"/demonstration/sign-in/{cast.baker.person_id}")
    assert answer.status_code == 404


def test_a_link_in_a_kept_letter_can_be_read(app: Flask, make: Make) -> None:
    make.person("Ada")
    passwords.request_password_reset(NOBODY, None, email="ada@example.org")
    (letter,) = letters()
    path = f"/demonstration/e-mails/{letter.id}"
    client = client_of(app, None)
    assert path in client.get("/demonstration/e-mails").text
    text = client.get(path).text
    assert "/reset-password/" in text
    assert "⟦" not in text


@pytest.mark.parametrize(
    ("step", "moved"),
    [("hour", timedelta(hours=1)), ("day", timedelta(days=1)), ("week", timedelta(days=7))],
)
def test_the_clock_moves_forward_for_everybody(
    app: Flask, make: Make, step: str, moved: timedelta
) -> None:
    answer = client_of(app, None).post(f"/demonstration/clock/{step}")
    assert answer.status_code == 302
    db.session.rollback()
    assert abs(clock.now() - (NOW + moved)) < timedelta(minutes=1)


def test_the_clock_is_set_to_a_moment_and_back(app: Flask, make: Make) -> None:
    client = client_of(app, None)
    moment = {"moment-day": "1", "moment-month": "7", "moment-year": "2027", "moment-time": "9:30"}
    client.post("/demonstration/clock", data=moment)
    wanted = datetime(2027, 7, 1, 8, 30, tzinfo=UTC)
    assert abs(clock.now() - wanted) < timedelta(minutes=1)
    db.session.rollback()
    client.post("/demonstration/clock/real")
    assert abs(clock.now() - clock.real()) < timedelta(minutes=1)


def test_a_moment_that_is_none_is_refused(app: Flask, make: Make) -> None:
    answer = client_of(app, None).post(
        "/demonstration/clock",
        data={"moment-day": "31", "moment-month": "2", "moment-year": "2027", "moment-time": ""},
    )
    assert answer.status_code == 422
    assert "This is not a date" in answer.text


def test_outside_a_demonstration_none_of_it_exists(app: Flask, make: Make, cast: Cast) -> None:
    path = player(make, cast)
    told = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(told, demonstration=False)
    try:
        client = app.test_client()
        found = [
            client.get("/demonstration").status_code,
            client.get("/demonstration/e-mails").status_code,
            client.post("/demonstration/clock/day").status_code,
            client.post(path).status_code,
        ]
    finally:
        app.config["SETTINGS"] = told
    assert found == [404, 404, 404, 404]


def test_the_action_itself_refuses_where_the_clock_is_not_settable(make: Make, cast: Cast) -> None:
    person = UUID(player(make, cast).rpartition("/")[2])
    clock.allow_setting(False)
    try:
        with pytest.raises(NotAllowed):
            people.sign_in_as_person(NOBODY, person, device="")
    finally:
        clock.allow_setting(True)
