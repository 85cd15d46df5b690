"""Your data: seen, taken away, and erased in two steps."""

import json

from flask import Flask

from marketplace.engine.access import Role
from tests.cast import PASSWORD, Cast, Make, client_of
from tests.letters import letters_to


def test_a_person_sees_what_is_held_why_and_how_long(app: Flask, make: Make) -> None:
    make.person("Ada Archer")
    ada = make.person("Ada Ant")
    shown = client_of(app, ada).get("/account/data").text
    held = shown[: shown.index("What we could hold")]
    assert "Your name, your e-mail address and a hash of your password" in held
    assert "Until you erase your details" in held
    assert "Scores you gave" not in held
    assert "Archer" not in shown


def test_a_person_takes_everything_away_to_read_and_for_a_machine(
    app: Flask, make: Make, cast: Cast
) -> None:
    client = client_of(app, make.member(cast.bakery, Role.BID_WRITER, name="Ada Ant"))
    changed = {"name": "Ada <Ant>", "email": "ada.ant@example.org", "password": PASSWORD}
    client.post("/account/details", data=changed)
    machine = client.get("/account/data.json")
    taken = {part["what"]: part["rows"] for part in json.loads(machine.text)["data"]}
    (details,) = taken["Your name, your e-mail address and a hash of your password"]
    assert details["name"] == "Ada <Ant>"
    assert details["password_hash"] == "kept, and shown to nobody"
    assert taken["For which organisations you acted, in which role, and when"]
    assert "Beth Baker" not in machine.text
    readable = client.get("/account/data.html")
    assert "Ada &lt;Ant&gt;" in readable.text
    for answer in (machine, readable):
        assert "attachment" in answer.headers["Content-Disposition"]


def test_erasing_takes_two_steps_signs_out_and_frees_the_address(app: Flask, make: Make) -> None:
    client = client_of(app, make.person("Ada"))
    first = client.get("/account/erase").text
    assert "What the law keeps" in first
    assert "/account/erase/now" in first
    wrong = client.post("/account/erase/now", data={"password": "not this one"})
    assert wrong.status_code == 422
    answer = client.post("/account/erase/now", data={"password": PASSWORD}, follow_redirects=True)
    assert "Your personal details are erased" in answer.text
    assert client.get("/account").status_code == 302
    app.test_client().post("/register", data={"email": "ada@example.org"})
    assert letters_to("ada@example.org")[-1].template == "registration"


def test_the_only_owner_is_led_to_hand_over_or_to_close(app: Flask, make: Make, cast: Cast) -> None:
    make.member(cast.bakery, Role.FINANCE)
    client = client_of(app, cast.baker)
    first = client.get("/account/erase").text
    assert "You are the only owner of Harbour Bakery CIC" in first
    assert f"/organisations/{cast.bakery.id}/people" in first
    assert f"/organisations/{cast.bakery.id}/close" in first
    assert "/account/erase/now" not in first
    answer = client.post("/account/erase/now", data={"password": PASSWORD})
    assert answer.status_code == 422
    assert "Make a colleague an owner first" in answer.text


def test_the_page_to_erase_says_how_long_in_the_middle_of_a_sentence(
    app: Flask, cast: Cast
) -> None:
    browser = client_of(app, cast.broker)
    browser.post("/account/details", data={"name": "Bea Broker"})
    page = browser.get("/account/erase").text
    kept = page.split("What the law keeps")[1].split("</ul>")[0]
    assert "(as long as what it proves)" in kept, kept
