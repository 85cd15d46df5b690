"""Who runs a place: given and taken by its brokers, and by whoever runs the installation."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import PlaceRole
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import places
from marketplace.organisations.queries.places import members_of
from marketplace.settings import Settings
from procurement.ground.refusal import Refusal
from tests.cast import Cast, Make, client_of, unproved


def held(place_id) -> list[tuple[str, str]]:
    db.session.rollback()
    return [(name, row.role.value) for row, name in members_of(place_id)]


def test_a_broker_makes_somebody_a_board_member_and_ends_it(
    app: Flask, make: Make, cast: Cast
) -> None:
    place = cast.places["greater-icknield"].id
    broker = client_of(app, cast.broker)
    broker.post(
        f"/places/{place}/people",
        data={"email": "Sam.Stranger@example.org", "role": "board_member"},
    )
    assert ("Sam Stranger", "board_member") in held(place)
    [row] = [row.id for row, name in members_of(place) if name == "Sam Stranger"]
    broker.post(f"/places/{place}/people/{row}/end")
    assert ("Sam Stranger", "board_member") not in held(place)


def test_an_address_that_is_unknown_or_not_proved_gets_no_role(app: Flask, cast: Cast) -> None:
    place = cast.places["greater-icknield"].id
    unproved(cast.stranger)
    for email in ("nobody@example.org", "sam.stranger@example.org"):
        answer = client_of(app, cast.broker).post(
            f"/places/{place}/people", data={"email": email, "role": "broker"}
        )
        assert answer.status_code == 422
        assert "has proved this address yet" in answer.text
    with pytest.raises(Refusal, match="not proved"):
        places.give_place_role(
            cast.broker, place, person_id=cast.stranger.person_id, role=PlaceRole.BROKER
        )


def test_the_last_broker_stays(app: Flask, cast: Cast) -> None:
    place = cast.places["greater-icknield"].id
    [row] = [row.id for row, _ in members_of(place) if row.role is PlaceRole.BROKER]
    answer = client_of(app, cast.broker).post(f"/places/{place}/people/{row}/end")
    assert answer.status_code == 422
    assert ("Bea Broker", "broker") in held(place)


def test_a_broker_of_one_place_gives_no_role_in_another(cast: Cast) -> None:
    other = cast.places["sandwell"].id
    with pytest.raises(NotAllowed):
        places.give_place_role(
            cast.broker, other, person_id=cast.broker.person_id, role=PlaceRole.BROKER
        )


def test_the_first_broker_is_appointed_from_the_shell(
    app: Flask, make: Make, cast: Cast, settings: Settings
) -> None:
    place = cast.places["sandwell"].id
    db.session.rollback()
    done = subprocess.run(
        [
            str(Path(sys.executable).parent / "marketplace"),
            "appoint", "sam.stranger@example.org", "--place", "sandwell", "--json",
        ],
        env=os.environ | {
            "DATABASE_URL": settings.database_url, "MARKETPLACE_VAR": str(settings.var),
        },
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert '"role": "broker"' in done.stdout
    assert held(place) == [("Sam Stranger", "broker")]
