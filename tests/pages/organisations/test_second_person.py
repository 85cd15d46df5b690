"""An owner says whether two people decide for the organisation."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from tests.cast import Cast, Make, client_of


def test_an_owner_wants_two_once_a_second_buyer_is_there(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = cast.council.id
    owner = client_of(app, make.member(cast.council, Role.OWNER))
    page = f"/organisations/{key}/second-person"
    assert "Who decides to publish and to award" in owner.get(f"/organisations/{key}").text
    assert client_of(app, cast.buyer).get(page).status_code == 403
    alone = owner.post(page, data={"is_wanted": "yes"})
    assert alone.status_code == 422
    assert "Only one person buys for your organisation" in alone.text
    make.member(cast.council, Role.BUYER)
    owner.post(page, data={"is_wanted": "yes"})
    db.session.remove()
    assert db.session.get_one(Organisation, key).wants_two
    owner.post(page, data={"is_wanted": "no"})
    db.session.remove()
    assert not db.session.get_one(Organisation, key).wants_two
