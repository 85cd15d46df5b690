"""A developer opens a development, says what it is, and shows it; nobody else sees it before."""

from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.organisations.models.organisations import Organisation
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of

TYPED = {
    "name": "Old Dairy Quarter",
    "kind": "housing",
    "about": "Sixty homes beside the canal.",
    "postcode": "b184df",
    "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
    "ends_on-day": "29", "ends_on-month": "6", "ends_on-year": "2029",
    "phases-0-title": "Groundworks",
    "phases-0-ends_on-day": "30", "phases-0-ends_on-month": "4", "phases-0-ends_on-year": "2027",
}  # fmt: skip


def opened(app: Flask, make: Make) -> tuple[Actor, str]:
    """Who buys for a developer, and the address of its development."""
    developer = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd", "B18 4DF")
    who = make.member(developer, Role.BUYER)
    path = f"/organisations/{developer.id}/developments/new"
    answer = client_of(app, who).post(path, data=TYPED)
    assert answer.status_code == 302, answer.text
    return who, str(answer.location)


def test_a_development_is_the_developers_own_until_it_is_published(
    app: Flask, cast: Cast, make: Make
) -> None:
    who, path = opened(app, make)
    said = words_of(client_of(app, who).get(path).text)
    for words in ("Old Dairy Quarter", "Main contractor None yet", "B18 4DF"):
        assert words in said
    assert "Groundworks 4 January 2027 30 April 2027" in said
    for other in (cast.buyer, cast.baker, cast.broker, None):
        assert client_of(app, other).get(path).status_code == 404
        assert "Old Dairy" not in client_of(app, other).get("/developments").text
    client_of(app, who).post(path + "/publish")
    assert "Old Dairy Quarter" in client_of(app, None).get(path).text
    assert "Old Dairy Quarter" in client_of(app, None).get("/developments").text
    assert client_of(app, cast.buyer).get(path + "/edit").status_code == 403


def test_a_developer_whom_the_broker_has_not_confirmed_cannot_publish(
    app: Flask, cast: Cast, make: Make
) -> None:
    who, path = opened(app, make)
    (developer_id,) = who.organisations
    with db.transaction():
        db.session.get_one(Organisation, developer_id).approved_at = None
    answer = client_of(app, who).post(path + "/publish")
    assert answer.status_code == 422
    assert "The broker has not confirmed yet" in answer.text
    assert client_of(app, None).get(path).status_code == 404


def test_a_phase_outside_the_development_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, make: Make
) -> None:
    who, path = opened(app, make)
    late = {"phases-0-ends_on-year": "2031", "revision": "1"}
    answer = client_of(app, who).post(path + "/edit", data=TYPED | late)
    assert answer.status_code == 422
    assert "“Groundworks” lies outside the days of the development." in answer.text
    assert "Sixty homes beside the canal." in answer.text
    removed = {"phases-0-remove": "y", "revision": "1", "name": "Old Dairy"}
    assert client_of(app, who).post(path + "/edit", data=TYPED | removed).status_code == 302
    said = words_of(client_of(app, who).get(path).text)
    assert "Groundworks" not in said
    assert "Dairy Quarter" not in said


def test_two_who_change_it_at_once_do_not_overwrite_each_other(
    app: Flask, cast: Cast, make: Make
) -> None:
    who, path = opened(app, make)
    changed = TYPED | {"revision": "1", "about": "Seventy homes."}
    first = client_of(app, who).post(path + "/edit", data=changed)
    assert first.status_code == 302
    later = TYPED | {"revision": "1", "about": "A tower."}
    second = client_of(app, who).post(path + "/edit", data=later)
    assert second.status_code == 422
    assert "Somebody else saved a change" in second.text
    assert "A tower." in second.text
    assert "A tower." not in client_of(app, who).get(path).text
