"""What tenders and notices are searched by, beside words; any of it together, against plain Python."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from html import unescape

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace.assessment.actions import evaluations
from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.engine import clock, db
from marketplace.engine.access import NOBODY
from marketplace.engine.paging import Beside
from marketplace.engine.sought import TOTAL
from marketplace.tendering.queries.notice_lists import found_notices
from marketplace.tendering.queries.tender_lists import Shelf, found_tenders
from marketplace.tendering.queries.wanted import wanted_in
from procurement.ground.calendar import london_day, london_moment
from procurement.ground.money import Money
from procurement.organisations.distance import miles_between
from procurement.organisations.organisation import Kind
from procurement.organisations.place import locate
from procurement.tendering.tender import TenderState
from tests.actions.tendering.test_notices import COUNCIL, FACTS
from tests.actions.tendering.test_notices import take as known_notice
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.organisations.test_organisations import words_of
from tests.tender_rows import published_now

TODAY = london_day(NOW)
HERE, THERE = "B16 8TP", "B66 1AB"


def seen(app: Flask, address: str) -> str:
    return words_of(client_of(app, None).get(address).text)


@dataclass(frozen=True)
class Row:
    """What a tender is, as plain Python sees it."""

    title: str
    theme: str
    cpv: str
    pounds: int
    closes_at: datetime
    shelf: Shelf
    suits: bool
    postcode: str


ROWS = [
    Row(
        f"{('Meals', 'Roofs', 'Meals and roofs')[n % 3]} {n}",
        ("food", "built_environment", "health")[n % 3],
        ("55520000", "45233141", "55310000", "45000000")[n % 4],
        (10_000, 50_000, 250_000)[n % 3 - n % 2],
        NOW + timedelta(days=(3, 10, 20, 50)[n % 4], minutes=n),
        (Shelf.OPEN, Shelf.OPEN, Shelf.CLOSED, Shelf.DECIDED)[n // 3 % 4],
        n % 5 > 1,
        (HERE, THERE)[n % 2],
    )
    for n in range(24)
]
_STATES = {
    Shelf.OPEN: TenderState.PUBLISHED,
    Shelf.CLOSED: TenderState.OPENED,
    Shelf.DECIDED: TenderState.AWARDED,
}


@pytest.fixture
def rows(app: Flask, cast: Cast, make: Make) -> list[Row]:
    buyers = {key: make.organisation(Kind.COUNCIL, f"Council {key}", key) for key in (HERE, THERE)}
    known = []
    for row in ROWS:
        if row.shelf is Shelf.CLOSED:
            row = replace(row, closes_at=row.closes_at - timedelta(days=60))
        make.tender(
            buyers[row.postcode],
            state=_STATES[row.shelf],
            title=row.title,
            theme=row.theme,
            description="",
            cpv=[row.cpv],
            estimate=Money(row.pounds * 100),
            closes_at=row.closes_at,
            suits_vcse=row.suits,
        )
        known.append(row)
    return known


ASKED = st.fixed_dictionaries(
    {},
    optional={
        "text": st.sampled_from(["meals", "roofs", "meals roofs", "council"]),
        "theme": st.sampled_from(["food", "built_environment", "retail"]),
        "cpv": st.sampled_from(["55000000", "555", "45", "45233141-9", "catering"]),
        "least": st.sampled_from(["1", "10000", "50,000.01"]),
        "most": st.sampled_from(["9999", "50000", "250000"]),
        "due": st.sampled_from(["ahead", "7", "14", "30"]),
        "before": st.sampled_from([str(TODAY + timedelta(days=days)) for days in (3, 4, 11)]),
        "suits": st.sampled_from(["vcse", "sme"]),
        "place": st.sampled_from(["sandwell", "birmingham", "london"]),
        "near": st.just("B1 1AY"),
        "miles": st.sampled_from(["2", "10"]),
        "order": st.sampled_from(["newest", "deadline"]),
        "regime": st.sampled_from(["below", "private"]),
    },
)


def fits(row: Row, asked: dict[str, str]) -> bool:
    said = (row.title + " council").lower()
    starts = {
        "55000000": "55",
        "555": "555",
        "45": "45",
        "45233141-9": "45233141",
        "catering": "555",
    }
    before = (
        [london_moment(date.fromisoformat(asked["before"]), time(0))] if "before" in asked else []
    )
    if asked.get("due", "ahead") != "ahead":
        before.append(london_moment(TODAY + timedelta(days=int(asked["due"]) + 1), time(0)))
    at, there = locate("B1 1AY"), locate(row.postcode)
    assert at
    assert there
    away = miles_between((at.lat, at.lon), (there.lat, there.lon))
    return all(
        (
            all(word in said for word in asked.get("text", "").split()),
            asked.get("theme", row.theme) == row.theme,
            row.cpv.startswith(starts.get(asked.get("cpv", ""), "")),
            Money.parse(asked.get("least", "0")).pence <= row.pounds * 100,
            row.pounds * 100 <= Money.parse(asked.get("most", "9999999")).pence,
            all(row.closes_at < moment for moment in before),
            "due" not in asked or row.closes_at >= london_moment(TODAY, time(0)),
            asked.get("suits") != "vcse" or row.suits,
            asked.get("place") != "london",
            asked.get("place") != "sandwell" or row.postcode == THERE,
            asked.get("place") != "birmingham" or row.postcode == HERE,
            not {"near", "miles"} <= asked.keys() or away <= int(asked["miles"]),
            asked.get("regime") != "private",
            asked.get("regime") != "below" or row.pounds < 250_000,
        )
    )


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(asked=ASKED, shelf=st.sampled_from(list(Shelf)))
def test_whatever_is_asked_for_together_is_found_and_counted(
    rows: list[Row], asked: dict[str, str], shelf: Shelf
) -> None:
    wanted, _ = wanted_in(asked, TODAY)
    found = found_tenders(
        wanted, shelf, ["sandwell", "birmingham"], NOW, Beside(), is_numbered=True
    )
    db.session.rollback()
    fitting = [row for row in rows if fits(row, asked)]
    there = [row for row in fitting if row.shelf is shelf]
    if asked.get("order") == "newest":
        assert {row.title for row in there} == {row.tender.title for row in found.listed.rows}
    else:
        in_order = sorted(there, key=lambda row: row.closes_at, reverse=shelf is not Shelf.OPEN)
        assert [row.title for row in in_order] == [row.tender.title for row in found.listed.rows]
    assert found.counts == {one: sum(row.shelf is one for row in fitting) for one in Shelf}
    for theme in ("food", "built_environment", "health", "retail"):
        other = [row for row in rows if row.shelf is shelf and fits(row, asked | {"theme": theme})]
        assert found.numbers["theme"].get(theme, 0) == len(other)
    anywhere = {name: text for name, text in asked.items() if name != "place"}
    known = [row for row in rows if row.shelf is shelf and fits(row, anywhere)]
    assert found.numbers["place"][TOTAL] == len(known)
    assert found.numbers["place"]["sandwell"] == sum(row.postcode == THERE for row in known)
    soon = {name: text for name, text in asked.items() if name not in ("due", "before")}
    for days in ("7", "30"):
        other = [r for r in rows if r.shelf is shelf and fits(r, soon | {"due": days})]
        assert found.numbers["due"][days] == len(other)


def test_what_cannot_be_read_is_said_beside_its_field_and_the_rest_is_looked_for(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    for query, sentence in {
        "cpv=zzyzx": "No CPV code is called “zzyzx”.",
        "least=much": "much",
        "before=tomorrow": "“tomorrow” is not a date.",
        "near=B1": "is not a full UK postcode",
        "near=EH1+1AA&miles=5": "Only postcodes of Birmingham and Sandwell are known here",
        "miles=5": "Enter the postcode from which to count the miles.",
        "near=B1+1AY": "Choose how many miles.",
    }.items():
        answer = client_of(app, None).get(f"/tenders?{query}")
        assert answer.status_code == 200
        assert sentence in words_of(answer.text), query
        assert "Hot meals" in answer.text
        assert "<details" in answer.text.split(" open>")[0]
        assert client_of(app, None).get(f"/notices?{query}").status_code == 200


def test_numbers_stand_beside_the_choices_and_what_to_leave_out_where_nothing_fits(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    make.tender(cast.council, title="Roofs", theme="built_environment", description="Slates.")
    text = client_of(app, None).get("/tenders?text=meals&theme=tourism").text
    assert "All themes (1)" in text
    assert "Food (1)" in text
    assert "Built environment (0)" in text
    assert "1 tender without “Theme: Tourism”" in words_of(text)
    assert 'href="/tenders?text=meals"' in unescape(text)
    assert "Remove: Theme: Tourism" in words_of(text)
    assert "More to choose (1)" in words_of(text)


def test_where_very_many_fit_only_that_is_said(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("paging", "sought", "shown"):
        monkeypatch.setattr(f"marketplace.engine.{module}.MOST_COUNTED", 2)
    monkeypatch.setattr("marketplace.tendering.queries.choices.MOST_COUNTED", 2)
    monkeypatch.setattr("marketplace.tendering.pages.work_search.MOST_COUNTED", 2)
    for theme in ("food", "food", "food", "retail"):
        make.tender(cast.council, theme=theme)
    every = client_of(app, None).get("/tenders?order=newest&more=y").text
    assert "All themes (more than 2)" in every
    assert ">Retail</option>" in every
    assert "More than 2 tenders, the newest first" in words_of(every)
    some = client_of(app, None).get("/tenders?theme=retail").text
    assert "All themes (more than 2)" in some
    assert "Within 30 days (1)" in some


def test_a_tender_stands_where_its_last_act_has_put_it(app: Flask, cast: Cast, make: Make) -> None:
    off, opened = make.tender(cast.council, title="Called off"), make.tender(cast.council)
    cancel_tender(cast.buyer, off.id, why="Money is short.", published=published_now())
    assert "Called off" in seen(app, "/tenders?shelf=decided")
    assert "1 tender" in seen(app, "/tenders")
    clock.set_to(NOW + timedelta(days=31), stopped=True)
    assert "1 tender" in seen(app, "/tenders?shelf=closed")
    evaluations.open_bids(cast.buyer, opened.id)
    assert "1 tender" in seen(app, "/tenders?shelf=closed")
    assert "0 tenders" in seen(app, "/tenders")


def test_notices_are_found_by_deadline_worth_and_region_as_well(app: Flask, cast: Cast) -> None:
    def notice(title: str, days: int | None, pence: int | None, region: str) -> None:
        known_notice(
            replace(
                FACTS,
                ocid=f"ocds-b5fd17-{title}",
                title=title,
                tender_ends_at=None if days is None else NOW + timedelta(days=days),
                value_pence=pence,
                delivery_postcodes=(),
                delivery_regions=(region,),
                buyer=replace(COUNCIL, postcode="EH1 1AA"),
            )
        )

    notice("Late", 40, 500_000_00, "UKI")
    notice("Soon", 5, 20_000_00, "UKG31")
    notice("Past", -5, 20_000_00, "UKG31")
    notice("Open-ended", None, None, "Scotland")
    for query, titles in {
        "order=deadline": ["Soon", "Late"],
        "due=7": ["Soon"],
        "due=ahead&place=london": ["Late"],
        "least=100000": ["Late"],
        "least=1000&most=100000": ["Soon", "Past"],
        "place=scotland": ["Open-ended"],
        "before=2026-11-30&due=ahead": ["Soon"],
    }.items():
        wanted, faults = wanted_in(dict(pair.split("=") for pair in query.split("&")), TODAY)
        assert not faults
        found = found_notices(NOBODY, wanted, [], TODAY, Beside(), is_numbered=True)
        assert sorted(row.title for row in found.listed.rows) == sorted(titles), query
        if query.startswith("order"):
            assert [row.title for row in found.listed.rows] == titles
    assert "Within 7 days (1)" in client_of(app, None).get("/notices?text=&more=y").text


def test_more_to_choose_comes_with_its_numbers_once_it_is_asked_for(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    visitor = client_of(app, None)
    plain = visitor.get("/tenders?text=meals").text
    assert '<button type="submit"' in plain.split("More to choose")[0]
    assert 'name="theme"' not in plain
    opened = visitor.get("/tenders?text=meals&more=y").text
    assert "Food (1)" in opened
    assert 'value="meals"' in opened


def test_each_of_the_two_lists_says_how_many_the_other_has(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    known_notice(replace(FACTS, title="Cold meals"))
    assert (
        'href="/notices?text=meals">Published elsewhere (1)'
        in client_of(app, None).get("/tenders?text=meals&theme=food").text
    )
    assert (
        'href="/tenders?text=meals">Open tenders here (1)'
        in client_of(app, None).get("/notices?text=meals&stage=tender&order=deadline").text
    )
