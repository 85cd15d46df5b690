"""A broker sees which enterprises fit work, and tells them; each is told once."""

import pytest
from flask import Flask

from marketplace.engine.access import Role
from marketplace.organisations.actions import profiles
from marketplace.organisations.actions.profiles import ProfileTerms
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.profile import Capability, Capacity
from tests.cast import Cast, Make, client_of
from tests.development_rows import made_coming, made_development
from tests.letters import letters, letters_to
from tests.package_rows import Poster
from tests.pages.organisations.test_organisations import words_of

BRICKS = ProfileTerms(
    Capacity(Money(90_000_00), people=3, miles=10),
    [Capability("Brickwork and pointing", "45262500")],
    [Theme.BUILT_ENVIRONMENT],
)


@pytest.fixture
def bricklayer(cast: Cast) -> Cast:
    """The gardens do brickwork, up to £90,000; the bakery says nothing of itself."""
    profiles.keep_profile(cast.gardener, cast.gardens.id, terms=BRICKS)
    return cast


def test_who_fits_coming_work_is_told_of_it_once(app: Flask, bricklayer: Cast) -> None:
    cast = bricklayer
    development = made_development(cast.council)
    coming = made_coming(development, "Brickwork, block A", value_from=Money(50_000_00))
    broker = client_of(app, cast.broker)
    assert "Coming work and who fits it" in broker.get("/broker").text
    listed = broker.get("/broker/coming").text
    assert "Brickwork, block A" in listed
    path = f"/broker/coming/{coming.id}/enterprises"
    assert path in listed
    assert path in broker.get(f"/developments/{development.id}/coming").text
    said = words_of(broker.get(path).text)
    assert "Canal Gardens Society (Can do: Brickwork and pointing, Takes on contracts up to" in said
    assert "Harbour Bakery" not in said
    assert broker.post(path, data={}).status_code == 422
    assert broker.post(path, data={"enterprises": str(cast.bakery.id)}).status_code == 422
    assert letters() == []
    gardens = {"enterprises": str(cast.gardens.id)}
    assert broker.post(path, data=gardens).status_code == 302
    (letter,) = letters()
    assert letter.subject == "Work that may fit you is coming: Brickwork, block A"
    assert f"/developments/{development.id}/coming" in letter.body
    after = words_of(broker.get(path).text)
    assert "Canal Gardens Society" in after.partition("Told already")[2]
    assert broker.post(path, data=gardens).status_code == 422
    assert len(letters()) == 1


def test_work_too_large_or_withdrawn_or_not_published_is_told_to_nobody(
    app: Flask, bricklayer: Cast
) -> None:
    cast = bricklayer
    broker = client_of(app, cast.broker)
    large = made_coming(made_development(cast.council), value_from=Money(91_000_00))
    said = broker.get(f"/broker/coming/{large.id}/enterprises").text
    assert "No enterprise says in its profile that it does such work" in said
    draft = made_coming(made_development(cast.council, published_at=None), "Hidden walls")
    assert "Hidden walls" not in broker.get("/broker/coming").text
    assert broker.get(f"/broker/coming/{draft.id}/enterprises").status_code == 404


def test_who_fits_a_package_for_everyone_is_told_of_it(
    app: Flask, make: Make, bricklayer: Cast
) -> None:
    cast = bricklayer
    poster = Poster(app, make)
    home = poster.posts(audience="everyone", title="Brickwork", about="A wall.", cpv="45262500")
    asked = poster.posts(cast.bakery, title="Brickwork for a few", about="A wall.")
    broker = client_of(app, cast.broker)
    listed = broker.get("/broker/packages").text
    assert "Brickwork for a few" not in listed
    path = f"/broker{home}/enterprises"
    assert path in listed
    assert path in broker.get(home).text
    assert path not in poster.browser.get(home).text
    assert broker.get(f"/broker{asked}/enterprises").status_code == 404
    broker.post(path, data={"enterprises": str(cast.gardens.id)})
    (letter,) = [row for row in letters() if "may fit you" in row.subject]
    assert letter.subject == "Work that may fit you takes offers: Brickwork"


def test_only_brokers_see_who_fits_and_tell(app: Flask, bricklayer: Cast, make: Make) -> None:
    path = f"/broker/coming/{made_coming(made_development(bricklayer.council)).id}/enterprises"
    for person in (bricklayer.buyer, bricklayer.baker, make.member(bricklayer.gardens, Role.OWNER)):
        browser = client_of(app, person)
        assert browser.get("/broker/coming").status_code == 403
        assert browser.get("/broker/packages").status_code == 403
        assert browser.post(path, data={}).status_code == 403
    assert letters_to("gina.gardener@example.org") == []
