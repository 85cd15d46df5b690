"""Spaces are put on the page by its builders, and taken off."""

from flask import Flask

from tests.cast import Cast, client_of
from tests.development_rows import made_development, made_space
from tests.pages.organisations.test_organisations import words_of

TYPED = {
    "what": "Yard until block C is built",
    "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
    "square_metres": "240",
    "used_by": "Canal Gardens Society",
}  # fmt: skip


def test_a_space_is_added_and_everybody_reads_it(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council).id}"
    added = client_of(app, cast.buyer).post(path + "/spaces/new", data=TYPED)
    assert added.location == path + "/spaces"
    said = words_of(client_of(app, None).get(path + "/spaces").text)
    assert "Yard until block C is built From 4 January 2027 · 240 m²" in said
    assert "Used by Canal Gardens Society" in said
    assert "Spaces 1" in words_of(client_of(app, None).get(path).text)
    assert client_of(app, cast.baker).post(path + "/spaces/new", data=TYPED).status_code == 403


def test_what_is_wrong_is_said_and_nothing_is_lost(app: Flask, cast: Cast) -> None:
    path = f"/developments/{made_development(cast.council).id}/spaces/new"
    ends = {"ends_on-day": "3", "ends_on-month": "1", "ends_on-year": "2027"}
    answer = client_of(app, cast.buyer).post(path, data=TYPED | ends)
    assert answer.status_code == 422
    assert "It ends before it begins." in answer.text
    assert "Canal Gardens Society" in answer.text


def test_a_space_of_another_development_is_not_taken_off_by_this_one(
    app: Flask, cast: Cast
) -> None:
    development = made_development(cast.council)
    space = made_space(development, "Hall")
    own, browser = f"/developments/{development.id}/spaces", client_of(app, cast.buyer)
    other = f"/developments/{made_development(cast.council).id}/spaces"
    remove = f"/{space.id}/remove"
    assert browser.post(other + remove).status_code == 404
    assert browser.post(own + remove).status_code == 302
    assert "Hall" not in browser.get(own).text
