"""An enterprise chooses who else reads which checks it meets; by itself nobody does."""

from flask import Flask

from marketplace.engine.access import PlaceRole, Role
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import made_group
from tests.pages.organisations.test_organisations import words_of


def test_nothing_is_shown_before_it_is_chosen(app: Flask, cast: Cast) -> None:
    path = f"/organisations/{cast.bakery.id}"
    for person in (None, cast.buyer, cast.broker, cast.baker):
        assert client_of(app, person).get(path + "/readiness/shown").status_code == 404
        assert "Which checks for a first package" not in client_of(app, person).get(path).text


def test_everybody_reads_what_is_met_and_none_of_the_answers(app: Flask, cast: Cast) -> None:
    path = f"/organisations/{cast.bakery.id}"
    browser = client_of(app, cast.baker)
    browser.post(f"{path}/readiness/policy/yes")
    browser.post(f"{path}/readiness/terms_decided/no")
    assert "nobody but our own people" in browser.get(f"{path}/readiness").text
    chosen = browser.post(f"{path}/readiness/show", data={"shown_to": "everybody"})
    assert chosen.location == f"{path}/readiness"
    assert f"{path}/readiness/shown" in client_of(app, None).get(path).text
    said = words_of(client_of(app, None).get(f"{path}/readiness/shown").text.partition("<main")[2])
    assert "Health and safety" in said
    assert "checks that it needs" in said
    assert "Terms" not in said
    browser.post(f"{path}/readiness/show", data={"shown_to": "nobody"})
    assert client_of(app, None).get(f"{path}/readiness/shown").status_code == 404


def test_shown_to_the_broker_it_is_read_by_brokers_of_its_place_alone(
    app: Flask, cast: Cast, make: Make
) -> None:
    path = f"/organisations/{cast.bakery.id}/readiness"
    client_of(app, cast.baker).post(f"{path}/show", data={"shown_to": "broker"})
    elsewhere = make.place_member(cast.places["sandwell"], PlaceRole.BROKER, "Sandra Sandwell")
    assert client_of(app, cast.broker).get(f"{path}/shown").status_code == 200
    for other in (None, cast.buyer, cast.board_member, elsewhere):
        assert client_of(app, other).get(f"{path}/shown").status_code == 404


def test_only_who_keeps_the_profile_chooses_and_has_to_say(
    app: Flask, cast: Cast, make: Make
) -> None:
    path = f"/organisations/{cast.bakery.id}/readiness/show"
    assert client_of(app, cast.baker).post(path, data={"shown_to": "all"}).status_code == 422
    finance = make.member(cast.bakery, Role.FINANCE)
    assert client_of(app, finance).post(path, data={"shown_to": "everybody"}).status_code == 403
    assert client_of(app, cast.gardener).post(path, data={"shown_to": "nobody"}).status_code == 404


def test_the_broker_sees_who_hosts_a_group_and_whom_a_host_hosts(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, owner = made_group(make, "Saturday Cooks")
    page = f"/organisations/{group.id}"
    broker = client_of(app, cast.broker)
    assert "Nobody: it stands in no register" in broker.get(page).text
    asking = client_of(app, owner)
    asking.post(f"{page}/hosting/{cast.bakery.id}")
    assert "asked on 23 November 2026 and not answered yet" in words_of(broker.get(page).text)
    assert "was asked to be its host" in broker.get(f"{page}/verify").text
    inbox = client_of(app, cast.baker).get(f"/organisations/{cast.bakery.id}/hosting").text
    agree = inbox.partition('action="/hostings/')[2].partition('"')[0]
    assert client_of(app, cast.baker).post(f"/hostings/{agree}").status_code == 302
    said = words_of(broker.get(page).text)
    assert "Harbour Bakery CIC , since 23 November 2026" in said.replace("CIC,", "CIC ,")
    assert "Saturday Cooks" in broker.get(f"/organisations/{cast.bakery.id}").text
    assert (
        "Saturday Cooks"
        not in client_of(app, cast.buyer).get(f"/organisations/{cast.bakery.id}").text
    )
    assert "Hosted by" not in client_of(app, None).get(page).text
