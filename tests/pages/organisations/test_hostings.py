"""A group that stands in no register asks a host, which agrees or declines; either ends it."""

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.engine import clock, db
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.models.organisations import Organisation
from procurement.organisations.hosting import HostingState
from tests.cast import Cast, Make, client_of
from tests.hosting_rows import hosted, made_group, registered


def state() -> HostingState:
    return db.session.query(Hosting).one().state


def test_a_group_asks_a_host_that_it_finds_by_name_and_the_host_agrees(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, singer = made_group(make)
    client, address = client_of(app, singer), f"/organisations/{group.id}/hosting"
    assert "Ask it to host you" in client.get(f"{address}?name=Harbor+Bakery").text
    answer = client.post(f"{address}/{cast.bakery.id}", follow_redirects=True)
    assert "The host is asked by e-mail." in answer.text
    host = client_of(app, cast.baker)
    assert "Agree or decline to host: Towpath Gardeners" in host.get("/my").text
    hosting = db.session.query(Hosting).one().id
    assert client.post(f"/hostings/{hosting}/agree").status_code == 403
    assert client_of(app, cast.gardener).post(f"/hostings/{hosting}/agree").status_code == 404
    host.post(f"/hostings/{hosting}/agree")
    assert state() is HostingState.AGREED
    assert "You have agreed" in host.get(f"/organisations/{cast.bakery.id}/hosting").text
    assert "Agree or decline to host" not in host.get("/my").text


def test_what_is_declined_or_ended_leaves_the_group_free_to_ask_again(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, singer = made_group(make)
    address = f"/organisations/{group.id}/hosting/{cast.bakery.id}"
    client, host = client_of(app, singer), client_of(app, cast.baker)
    for who, verb in ((host, "decline"), (client, "end")):
        client.post(address)
        row = db.session.query(Hosting).order_by(Hosting.id.desc()).first()
        assert row is not None
        assert who.post(f"/hostings/{row.id}/{verb}").status_code == 302
        db.session.remove()
    again = client.post(address, follow_redirects=True)
    assert "The host is asked by e-mail." in again.text
    twice = client.post(address)
    assert "A host is asked or has agreed already." in twice.text


def test_only_a_registered_supplier_hosts_and_only_who_stands_in_no_register_is_hosted(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, singer = made_group(make)
    other, _ = made_group(make, "Lock Keepers")
    client = client_of(app, singer)
    address = f"/organisations/{group.id}/hosting"
    bakery = f"/organisations/{cast.bakery.id}/hosting/{cast.gardens.id}"
    for host, sentence in (
        (other.id, "The host has to stand in a register itself."),
        (cast.council.id, "The host has to be an organisation that supplies here."),
        (group.id, "A group is not its own host."),
    ):
        assert sentence in client.post(f"{address}/{host}").text
    registered = client_of(app, cast.baker).post(bakery)
    assert "This organisation stands in a register, and signs for itself." in registered.text
    assert db.session.query(Hosting).count() == 0


@pytest.mark.parametrize("verb", ["agree", "decline", "end"])
def test_what_is_ended_is_not_answered(app: Flask, cast: Cast, make: Make, verb: str) -> None:
    group, _ = made_group(make)
    row = hosted(cast, group, HostingState.ENDED)
    assert client_of(app, cast.baker).post(f"/hostings/{row.id}/{verb}").status_code == 422


def test_whoever_came_to_stand_in_a_register_is_not_hosted_and_can_end_what_was_agreed(
    app: Flask, cast: Cast, make: Make
) -> None:
    group, singer = made_group(make)
    row = hosted(cast, group, HostingState.ASKED)
    registered(group)
    client, address, key = client_of(app, singer), f"/organisations/{group.id}/hosting", row.id
    refused = client_of(app, cast.baker).post(f"/hostings/{key}/agree")
    assert "This organisation stands in a register, and signs for itself." in refused.text
    assert state() is HostingState.ASKED
    with db.transaction():
        db.session.get_one(Hosting, key).state = HostingState.AGREED
    page = client.get(address).text
    assert "Your host" in page
    assert "Groups you host" in page
    assert f"/hostings/{key}/end" in page
    client.post(f"/hostings/{key}/end")
    assert "Your host" not in client.get(address).text


@pytest.mark.parametrize("gone", ["closed_at", "dissolved_on"])
def test_who_is_here_no_more_neither_hosts_nor_is_hosted(
    app: Flask, cast: Cast, make: Make, gone: str
) -> None:
    group, _ = made_group(make)
    key, host = hosted(cast, group, HostingState.ASKED).id, cast.gardens.id
    day = clock.now() if gone == "closed_at" else clock.today()
    for left in (group.id, host):
        with db.transaction():
            db.session.execute(
                update(Organisation).where(Organisation.id == left).values({gone: day})
            )
    refused = client_of(app, cast.baker).post(f"/hostings/{key}/agree")
    assert "One of the two is closed, dissolved or merged" in refused.text
    other, asker = made_group(make, "Lock Keepers")
    refused = client_of(app, asker).post(f"/organisations/{other.id}/hosting/{host}")
    assert "One of the two is closed, dissolved or merged" in refused.text
