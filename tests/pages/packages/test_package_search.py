"""Packages are found by their words, and marked where they fit what an enterprise says of itself."""

import pytest
from flask import Flask

from marketplace.organisations.actions import profiles
from marketplace.organisations.actions.profiles import ProfileTerms
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.profile import Capability, Capacity
from tests.cast import Cast, Make, client_of
from tests.package_rows import Poster
from tests.pages.organisations.test_organisations import words_of
from tests.pages.packages.test_package_changes import changes

EVERYONE = {"audience": "everyone"}


@pytest.fixture
def poster(app: Flask, make: Make) -> Poster:
    return Poster(app, make)


def read(app: Flask, who: object, query: str = "") -> str:
    return words_of(client_of(app, who).get(f"/packages{query}").text.partition("<main")[2])


def test_a_package_is_found_by_its_words_and_by_words_typed_wrongly(
    app: Flask, poster: Poster
) -> None:
    poster.posts(**EVERYONE)
    poster.posts(**EVERYONE, title="Painting the hall", about="White walls.")
    found = read(app, None, "?text=tree")
    assert "Planting the courtyard" in found
    assert "Painting" not in found
    assert "Planting the courtyard" in read(app, None, "?text=courtyrad")
    assert "Here you see those with “courtyard”" in read(app, None, "?text=courtyrad")
    nothing = read(app, None, "?text=zeppelin")
    assert "we know none that is like it" in nothing
    assert "No package fits this." in nothing
    assert "they are too common" in read(app, None, "?text=the")


def test_words_of_a_package_that_somebody_may_not_read_find_nothing_for_them(
    app: Flask, cast: Cast, poster: Poster
) -> None:
    poster.posts(cast.bakery, title="Catacombs", about="Cool and dark.")
    poster.posts(**EVERYONE)
    assert "Catacombs" in read(app, cast.baker, "?text=catacomb")
    for query in ("?text=catacombs", "?text=catacomsb"):
        said = read(app, cast.gardener, query)
        assert "we know none that is like it" in said
        assert "Catacombs" not in said


def test_what_is_changed_is_found_by_its_new_words(app: Flask, cast: Cast, poster: Poster) -> None:
    home = poster.posts(**EVERYONE)
    assert changes(poster.browser, home, title="Hedging the yard").status_code == 302
    assert "Hedging the yard" in read(app, None, "?text=hegding")
    assert "Hedging" not in read(app, None, "?text=courtyard")


TERMS = ProfileTerms(
    Capacity(Money(12_000_00), people=3, miles=5),
    [Capability("Planting and mowing"), Capability("", "77310000")],
    [Theme.BUILT_ENVIRONMENT],
)


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({}, "Can do: Planting and mowing; Takes on contracts up to £12,000.00;"),
        ({"title": "Beds", "about": "All new.", "cpv": "77310000"}, "Names CPV 77310000;"),
        ({"title": "Beds", "about": "All new.", "cpv": "77340000"}, "77340000"),
        ({"title": "Beds", "about": "All new."}, ""),
        ({"budget": "12,001"}, ""),
        ({"budget": "", "rate": "20", "unit": "hour", "quantity": "600"}, "Can do:"),
        ({"budget": "", "rate": "20", "unit": "hour", "quantity": "601"}, ""),
        ({"postcode": "B72 1XX"}, ""),
        ({"postcode": "LS1 4AP"}, "Can do:"),
    ],
)
def test_a_package_fits_by_what_is_done_how_far_and_for_how_much(
    app: Flask, cast: Cast, poster: Poster, typed: dict[str, str], reason: str
) -> None:
    profiles.keep_profile(cast.baker, cast.bakery.id, terms=TERMS)
    poster.posts(**EVERYONE, **typed)
    title = typed.get("title", "Planting the courtyard")
    every, only = read(app, cast.baker), read(app, cast.baker, "?fits=fits")
    assert title in every
    assert ("Fits you" in every) is (title in only) is bool(reason)
    if reason and reason != "77340000":
        assert f"Fits you {reason}" in every
    assert "Fits you" not in read(app, cast.gardener)
    assert "What fits your profile" not in read(app, cast.gardener)


def test_who_posts_finds_the_way_to_it_and_to_what_it_posted(
    app: Flask, cast: Cast, poster: Poster
) -> None:
    before = poster.browser.get("/packages").text
    assert f"/organisations/{poster.organisation.id}/packages/new" in before
    assert "Packages that your organisation posted" not in before
    poster.posts()
    assert "Packages that your organisation posted" in poster.browser.get("/packages").text
    assert "Post a package" not in read(app, cast.baker)
