"""Enterprises that fit are invited in one form; they can say no."""

import re

from flask import Flask

from marketplace.engine.access import Role
from marketplace.organisations.actions import profiles
from marketplace.organisations.actions.profiles import ProfileTerms
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.organisations.profile import Capability, Capacity
from tests.cast import Cast, Make, client_of
from tests.letters import letters_to
from tests.package_rows import Poster
from tests.pages.organisations.test_organisations import words_of


def test_the_nearest_come_first_and_who_does_other_work_is_not_ticked(
    app: Flask, cast: Cast, make: Make
) -> None:
    poster = Poster(app, make)
    home = poster.posts()
    newcomer = make.organisation(Kind.CIC, "Newcomer CIC", "B18 4DF")
    unowned = make.organisation(Kind.CIC, "Unowned CIC", "B18 4DF")
    make.member(newcomer, Role.OWNER)
    poster_client = poster.browser
    from_here = poster_client.get(f"{home}/invite").text
    assert "Unowned CIC" not in from_here
    assert unowned is not None
    assert " checked" not in from_here
    said = words_of(from_here)
    assert said.index("Harbour Bakery CIC (verified social enterprise, about") < said.index(
        "Canal Gardens Society (verified"
    )
    assert "Newcomer CIC (not verified as a social enterprise, less than a mile away)" in said
    found = poster_client.get(f"{home}/invite?q=bright").text
    assert "Bright Cleaners" in found
    assert "Harbour" not in found
    assert " checked" not in found


def test_who_says_it_can_do_the_work_comes_before_who_is_nearer(
    app: Flask, cast: Cast, make: Make
) -> None:
    terms = ProfileTerms(
        Capacity(Money(20_000_00), people=3, miles=5),
        [Capability("Planting and mowing", "77310000")],
        [Theme.BUILT_ENVIRONMENT],
    )
    profiles.keep_profile(cast.gardener, cast.gardens.id, terms=terms)
    poster = Poster(app, make)
    page = poster.browser.get(f"{poster.posts(cpv='77310000')}/invite").text
    assert re.findall(r'value="([^"]+)" checked', page) == [str(cast.gardens.id)]
    said = words_of(page)
    assert said.index("Canal Gardens Society") < said.index("Harbour Bakery CIC")
    assert "Planting" in said.split("Canal Gardens Society")[1].split("Harbour Bakery")[0]


def test_who_shares_only_words_of_any_work_is_neither_first_nor_ticked(
    app: Flask, cast: Cast, make: Make
) -> None:
    """Lunches for work sites are no fitting-out of a site, however many words both say."""
    lunches = ProfileTerms(
        Capacity(None, people=3, miles=50), [Capability("Lunches for work sites", "")], [Theme.FOOD]
    )
    profiles.keep_profile(cast.gardener, cast.gardens.id, terms=lunches)
    poster = Poster(app, make)
    home = poster.posts(title="Fitting out the site", about="It works for a year of work.")
    page = poster.browser.get(f"{home}/invite").text
    assert " checked" not in page
    said = words_of(page)
    assert said.index("Harbour Bakery CIC") < said.index("Canal Gardens Society")
    assert "Lunches" not in said


def test_one_is_found_by_what_it_can_do_and_by_words_typed_wrongly(
    app: Flask, cast: Cast, make: Make
) -> None:
    terms = ProfileTerms(
        Capacity(None, people=3, miles=50), [Capability("Planting courtyards", "")], [Theme.FOOD]
    )
    profiles.keep_profile(cast.gardener, cast.gardens.id, terms=terms)
    poster = Poster(app, make)
    home = poster.posts(title="A wall", about="Of brick.")
    for words in ("planting", "plantng", "Canal+Gardns", "anal"):
        found = poster.browser.get(f"{home}/invite?q={words}").text
        assert "Canal Gardens Society" in found
        assert "Harbour Bakery" not in found
        assert " checked" not in found
    assert "says that it can do this" in poster.browser.get(f"{home}/invite?q=zzyzx").text


def test_whoever_cannot_answer_is_not_invited(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    nobody = make.organisation(Kind.CIC, "Nobody There CIC")
    for ids, sentence in (
        ([], "Tick at least one enterprise"),
        ([str(cast.bakery.id)], "Tick at least one enterprise that is not invited yet."),
        ([str(cast.council.id)], "Choose enterprises of the directory."),
        ([str(nobody.id)], "Nobody has an account for Nobody There CIC yet"),
    ):
        answer = poster.browser.post(f"{home}/invite", data={"enterprises": ids})
        assert answer.status_code == 422
        assert sentence in answer.text
    assert client_of(app, cast.baker).get(f"{home}/invite").status_code == 403
    assert client_of(app, cast.gardener).get(f"{home}/invite").status_code == 404


def test_an_enterprise_declines_with_a_word(app: Flask, cast: Cast, make: Make) -> None:
    poster = Poster(app, make)
    home = poster.posts(cast.bakery)
    baker = client_of(app, cast.baker)
    link = baker.get(home).text.split('href="/package-invitations/')[1].split('"')[0]
    path = f"/package-invitations/{link}"
    assert client_of(app, cast.gardener).get(path).status_code == 404
    assert baker.post(path, data={"reason": "We have no van in June."}).status_code == 302
    assert "Harbour Bakery CIC has declined." in words_of(baker.get(home).text)
    assert "Declined: We have no van in June." in words_of(poster.browser.get(home).text)
    assert "Answer the invitation" not in baker.get("/my").text
    assert "We have no van in June." in letters_to("dee.developer@example.org")[-1].body
    assert "has declined this already" in baker.post(path).text
