"""The directory: found by words, what can be done, how much of it, and where; each says why."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import String, Uuid, func, insert, inspect, select, true
from sqlalchemy import cast as as_type

from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.organisations.actions import organisations, profiles, verifications
from marketplace.organisations.actions.organisations import OrganisationProfile
from marketplace.organisations.actions.profiles import ProfileTerms
from marketplace.organisations.models.organisations import Organisation, Verification
from marketplace.organisations.models.search_documents import SearchedOrganisation
from marketplace.organisations.queries.fitting import MOST, fitting_enterprises
from procurement.ground.money import Money
from procurement.ground.theme import Theme
from procurement.organisations.organisation import Kind
from procurement.organisations.profile import Capability, Capacity
from tests.cast import Cast, Make, client_of
from tests.pages.organisations.test_organisations import words_of

MEALS = ProfileTerms(
    Capacity(Money(60_000_00), people=12, miles=5),
    [Capability("Hot meals for up to 200", "55520000")],
    [Theme.FOOD],
)
GARDENS = ProfileTerms(
    Capacity(Money(20_000_00), people=3, miles=1),
    [Capability("Planting and mowing", "77310000"), Capability("Brickwork")],
    [Theme.BUILT_ENVIRONMENT],
)
CENTRE, SANDWELL = "B1 1AY", "B66 1AB"


@pytest.fixture(autouse=True)
def profiles_kept(app: Flask, cast: Cast) -> None:
    profiles.keep_profile(cast.baker, cast.bakery.id, terms=MEALS)
    profiles.keep_profile(cast.gardener, cast.gardens.id, terms=GARDENS)


def names_in(app: Flask, query: str, who: Actor | None = None) -> list[str]:
    """Who is listed, in the order of the page."""
    page = client_of(app, who).get(f"/organisations?{query}")
    assert page.status_code == 200
    return names_on(page.text)


def names_on(page: str) -> list[str]:
    titles = page.split('<h3 class="govuk-heading-s"><a')[1:]
    return [words_of("<a" + title.split("</a>")[0]) for title in titles]


BAKERY, GARDEN, CLEANERS, COUNCIL = (
    "Harbour Bakery CIC", "Canal Gardens Society", "Bright Cleaners", "Midborough Council",
)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [CLEANERS, GARDEN, BAKERY, COUNCIL]),
        ("text=bakery+har", []),
        ("text=harbour+bakeries", [BAKERY]),
        ("text=hot+meal", [BAKERY]),
        ("text=catering", [BAKERY]),
        ("text=brikwork", [GARDEN]),
        ("kind=buyers", [COUNCIL]),
        ("kind=enterprises&place=sandwell", [GARDEN]),
        ("kind=trading_charity", [CLEANERS]),
        ("cpv=555", [BAKERY]),
        ("cpv=773100001", [GARDEN]),
        ("theme=built_environment", [GARDEN]),
        ("value=20,000", [GARDEN, BAKERY]),
        ("value=20000.01", [BAKERY]),
        ("people=4", [BAKERY]),
        (f"postcode={SANDWELL}&within=2", [GARDEN]),
        (f"postcode={CENTRE}&within=25", [CLEANERS, BAKERY, COUNCIL]),
        (f"postcode={SANDWELL}&within=5", [CLEANERS, GARDEN, BAKERY, COUNCIL]),
        ("text=100%", []),
        ("kind=no_such_kind", []),
    ],
)
def test_it_finds_by_what_was_asked_for(
    app: Flask, cast: Cast, query: str, expected: list[str]
) -> None:
    assert names_in(app, query) == expected


def test_each_says_why_it_fits(app: Flask, cast: Cast) -> None:
    query = f"text=meals&cpv=5552&value=30000&people=5&postcode={CENTRE}"
    said = words_of(client_of(app, None).get(f"/organisations?{query}").text)
    for reason in (
        "Can do: Hot meals for up to 200",
        "Names CPV 55520000",
        "Takes on contracts up to £60,000.00",
        "12 people at work at once",
        "miles from B1 1AY, works within 5 miles",
        "Verified as a social enterprise",
    ):
        assert reason in said
    assert "<mark>meals</mark>" in client_of(app, None).get(f"/organisations?{query}").text


def test_a_word_typed_wrongly_is_forgiven_and_said(app: Flask, cast: Cast) -> None:
    said = words_of(client_of(app, None).get("/organisations?text=brikwork").text)
    assert "No organisation has the word “brikwork”. Here you see those with “brickwork”." in said


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("postcode=SW1A 2AA", "Only postcodes of Birmingham and Sandwell are known here"),
        ("postcode=nowhere", "is not a full UK postcode"),
        ("value=lots", "is not an amount in pounds"),
        ("people=many", "Enter a whole number"),
        ("within=5", "Enter the postcode from which to count the miles."),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field_and_stays_typed(
    app: Flask, cast: Cast, query: str, sentence: str
) -> None:
    page = client_of(app, None).get(f"/organisations?text=meals&{query}").text
    assert sentence in page
    assert f'id="{"postcode" if "within" in query else query.split("=")[0]}-error"' in page
    assert 'value="meals"' in page
    assert BAKERY in page


def test_who_does_not_come_so_far_is_not_found(app: Flask, cast: Cast) -> None:
    assert GARDEN in names_in(app, f"postcode={SANDWELL}")
    assert GARDEN not in names_in(app, f"postcode={CENTRE}")
    assert CLEANERS in names_in(app, f"postcode={CENTRE}")  # has not said how far it goes


def test_an_enterprise_that_is_not_verified_is_found_by_people_of_organisations_alone(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.organisation(Kind.CIC, "Kite Makers CIC")
    assert names_in(app, "text=kite") == []
    assert names_in(app, "text=kite", cast.stranger) == []
    assert names_in(app, "text=kite", cast.buyer) == ["Kite Makers CIC"]
    assert names_in(app, "text=kite&kind=enterprises", cast.buyer) == []


def test_who_was_verified_once_is_found_no_longer_when_that_has_ended(
    app: Flask, cast: Cast
) -> None:
    assert names_in(app, "text=harbour") == [BAKERY]
    (row,) = [
        row for row in db.session.query(Verification) if row.organisation_id == cast.bakery.id
    ]
    verifications.revoke_verification(cast.broker, row.id, reason="It is no CIC.")
    clock.set_to(clock.now() + timedelta(days=1))
    assert names_in(app, "text=harbour") == []


def test_what_changes_is_found_by_what_stands_now(app: Flask, cast: Cast) -> None:
    profile = OrganisationProfile("Quayside Loaves CIC", "q@example.org", about="Sourdough.")
    organisations.update_organisation(cast.baker, cast.bakery.id, profile=profile)
    assert names_in(app, "text=harbour") == []
    assert names_in(app, "text=sourdough") == ["Quayside Loaves CIC"]
    organisations.move_organisation(
        cast.baker, cast.bakery.id, street="1 A Street", town="Smethwick", postcode=SANDWELL,
        from_on=clock.today(),
    )  # fmt: skip
    assert "Quayside Loaves CIC" in names_in(app, f"postcode={SANDWELL}&within=2")
    assert "Quayside Loaves CIC" in names_in(app, "place=sandwell")
    verifications.dissolve_organisation(cast.broker, cast.bakery.id, on=clock.today())
    assert names_in(app, "text=sourdough", cast.buyer) == []


def test_a_long_directory_is_turned_page_by_page_and_nobody_is_left_out(
    app: Flask, cast: Cast, make: Make
) -> None:
    for number in range(70):
        make.organisation(Kind.COUNCIL, f"Council {number:03}")
    client, address, listed = client_of(app, None), "/organisations?kind=council", []
    while address:
        text = client.get(address).text
        listed += names_on(text)
        following = text.partition('rel="next"')[0].rpartition('href="')[2].split('"')[0]
        address = following.replace("&amp;", "&") if 'rel="next"' in text else ""
    assert listed == [*(f"Council {number:03}" for number in range(70)), COUNCIL]
    assert "71 organisations, by name" in client.get("/organisations?kind=council").text


# For whoever is about to ask some of them.


def fitting(who: Actor, **asked: object) -> list[str]:
    return [row.name for row in fitting_enterprises(who, clock.today(), **asked)]  # type: ignore[arg-type]


def test_enterprises_that_fit_are_named_the_best_first(cast: Cast, make: Make) -> None:
    work = {"words": "Brickwork and meals for the site", "postcode": CENTRE}
    assert fitting(cast.buyer, **work, cpv="55520000", value=Money(30_000_00))[0] == BAKERY
    assert fitting(cast.buyer, words="Brickwork for the site", cpv="45262500")[0] == GARDEN
    assert set(fitting(cast.buyer, words="meals and brickwork")) == {BAKERY, GARDEN}


def test_a_code_of_the_same_kind_is_enough(cast: Cast) -> None:
    (only,) = fitting_enterprises(cast.buyer, clock.today(), cpv="55523000")
    assert only.name == BAKERY
    assert only.reasons == ["Verified as a social enterprise"]
    (same,) = fitting_enterprises(cast.buyer, clock.today(), cpv="55520000")
    assert "Names CPV 55520000" in same.reasons


def test_nothing_asked_for_names_nobody_and_who_buys_is_never_named(cast: Cast) -> None:
    assert fitting(cast.buyer) == []
    assert fitting(cast.buyer, words="the a") == []
    assert COUNCIL not in fitting(cast.buyer, words="Midborough council")


def test_no_more_are_named_than_anybody_asks(cast: Cast, make: Make) -> None:
    for number in range(MOST + 5):
        make.organisation(Kind.CIC, f"Scaffolders {number}")
    assert len(fitting(cast.buyer, words="scaffolders")) == MOST
    assert fitting(cast.stranger, words="scaffolders") == []


def test_however_many_fit_the_nearest_are_compared(cast: Cast, make: Make) -> None:
    copied(make.organisation(Kind.CIC, "Scaffolders of the North"), latitude=57.0)
    near = make.organisation(Kind.CIC, "Scaffolders of the canal")
    best = fitting(cast.buyer, words="scaffolders", postcode=CENTRE)
    assert best[0] == near.name


def copied(row: Organisation, times: int = 1_100, **changed: object) -> None:
    """It is there so many times more, changed first."""
    series = func.generate_series(1, times).table_valued("number", name="times").render_derived()
    key = func.md5(as_type(row.id, String).concat(as_type(series.c.number, String)))
    with db.transaction():
        for name, value in changed.items():
            setattr(db.session.get_one(SearchedOrganisation, row.id), name, value)
        for table, column in ((Organisation, "id"), (SearchedOrganisation, "organisation_id")):
            columns = [one for one in inspect(table).local_table.columns if one.computed is None]
            like = [as_type(key, Uuid) if one.name == column else one for one in columns]
            rows = select(*like).join(series, true()).where(getattr(table, column) == row.id)
            db.session.execute(insert(table).from_select(columns, rows))


def test_without_a_postcode_those_that_have_most_of_the_words_are_compared(
    cast: Cast, make: Make
) -> None:
    best = make.organisation(Kind.CIC, "Zeal Scaffolders and roofers")
    copied(make.organisation(Kind.CIC, "Scaffolders"))
    assert fitting(cast.buyer, words="scaffolders and roofers")[0] == best.name


def test_however_many_nearer_ones_are_no_supplier_or_of_other_work_some_that_fit_are_named(
    cast: Cast, make: Make
) -> None:
    copied(make.organisation(Kind.CIC, "Scaffolders of the North"), latitude=57.0)
    near = make.organisation(Kind.CIC, "Scaffolders of Sandwell", SANDWELL)
    copied(make.organisation(Kind.COUNCIL, "Council", CENTRE), times=2_100)
    work = {"words": "scaffolders", "postcode": CENTRE}
    assert fitting(cast.buyer, **work)[0] == near.name
    copied(make.organisation(Kind.CIC, "Painters", CENTRE), times=2_100)
    assert len(fitting(cast.buyer, **work)) == MOST


def test_the_document_of_an_organisation_that_is_closed_goes(cast: Cast) -> None:
    with db.transaction():
        db.session.get_one(Organisation, cast.gardens.id).closed_at = clock.now()
    profiles.keep_profile(
        cast.gardener, cast.gardens.id, terms=ProfileTerms(Capacity(), revision=1)
    )
    assert db.session.get(SearchedOrganisation, cast.gardens.id) is None
