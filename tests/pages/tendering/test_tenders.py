"""The pages of tenders, as each kind of person sees them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace.engine import clock, db
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW


def moment(name: str, day: str, clock: str = "12:00") -> dict[str, str]:
    year, month, number = day.split("-")
    return {
        f"{name}-day": number,
        f"{name}-month": month,
        f"{name}-year": year,
        f"{name}-time": clock,
    }


def test_anybody_reads_an_open_tender_without_an_account(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, title="Hot meals")
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    for said in (
        "Hot meals",
        "Midborough Council",
        "23 December 2026, 12:00",
        "30 days left",
        "40 × £100,000.00 ÷ £125,000.00",
        "Up to 300 words",
        "Paid work placements for local residents",
        "lighter rules below its threshold",
        "Within 7 days",
    ):
        assert said in text


def test_the_page_leads_each_reader_to_their_next_step(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    address = f"/tenders/{tender.id}"
    bid = make.bid(tender, cast.bakery, submitted=False).id
    begin = f'href="{address}/begin-bid"'
    assert begin in client_of(app, None).get(address).text
    assert begin in client_of(app, cast.gardener).get(address).text
    assert begin not in client_of(app, cast.buyer).get(address).text
    assert f'href="{address}/extend"' in client_of(app, cast.buyer).get(address).text
    assert f'href="/bids/{bid}"' in client_of(app, cast.baker).get(address).text
    assert "Harbour" not in client_of(app, cast.buyer).get(address).text


def test_a_longer_payment_term_stands_there_with_its_reason(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, payment_days=30, payment_reason="Our bank run is monthly.")
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "Within 30 days" in text
    assert "Our bank run is monthly." in text


def test_a_draft_is_there_for_its_buyers_only(app: Flask, cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    statuses = {
        name: client_of(app, person).get(f"/tenders/{draft.id}/draft").status_code
        for name, person in {
            "buyer": cast.buyer,
            "finance": cast.finance,
            "baker": cast.baker,
            "broker": cast.broker,
            "stranger": cast.stranger,
        }.items()
    }
    assert statuses == {
        "buyer": 200,
        "finance": 404,
        "baker": 404,
        "broker": 404,
        "stranger": 404,
    }
    assert client_of(app, None).get(f"/tenders/{draft.id}").status_code == 404


def test_a_published_tender_is_visible_but_only_its_buyers_may_change_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council).id
    for page in ("amend", "extend", "cancel", "questions", "preview"):
        assert client_of(app, cast.baker).get(f"/tenders/{key}/{page}").status_code == 403
        assert client_of(app, cast.buyer).get(f"/tenders/{key}/{page}").status_code == 200


def test_a_deadline_is_moved_on_its_page_and_the_versions_show_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    browser = client_of(app, cast.buyer)
    moved = browser.post(
        f"/tenders/{tender.id}/extend",
        data={"revision": "1", "why": "A late answer.", **moment("closes_at", "2026-12-30")},
    )
    assert moved.status_code == 302
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "Version 2" in text
    assert "A late answer." in text
    assert "30 December 2026, 12:00" in text


def test_a_tender_is_changed_on_its_page_and_shows_before_and_after(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    parts = parts_of(tender.id)
    typed = {
        "revision": "1",
        "title": tender.title,
        "description": tender.description,
        "delivery": "Smethwick",
        "is_substantial": "no",
        "why": "The wards have moved.",
        **moment("closes_at", "2026-12-23"),
    }
    for number, lot in enumerate(parts.lots):
        typed[f"lots-{number}-title"] = lot.title
        typed[f"lots-{number}-description"] = lot.description
    for number, one in enumerate(parts.questions):
        typed[f"questions-{number}-text"] = one.text
        typed[f"questions-{number}-guidance"] = one.guidance
        typed[f"questions-{number}-word_limit"] = str(one.word_limit)
    for number, clause in enumerate(parts.clauses):
        typed[f"clauses-{number}-text"] = clause.text
    changed = client_of(app, cast.buyer).post(f"/tenders/{tender.id}/amend", data=typed)
    assert changed.status_code == 302, changed.text
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "The wards have moved." in text
    assert "Ladywood, Birmingham" in text
    assert "Version 2, " in text


def test_a_cancelled_tender_says_so_on_its_page(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council)
    client_of(app, cast.buyer).post(
        f"/tenders/{tender.id}/cancel", data={"revision": "1", "why": "The ward closes."}
    )
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "This tender was cancelled. Reason: The ward closes." in text


def test_the_list_is_searched_by_words_theme_place_and_buyer(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    make.tender(
        cast.council,
        title="Roof repairs",
        description="Slates and gutters.",
        theme="built_environment",
    )
    browser = client_of(app, None)
    assert "2 tenders" in browser.get("/tenders").text
    for query, is_found in {
        "text=ROOF": True,
        "text=meals": False,
        "theme=built_environment": True,
        "theme=tourism": False,
        f"buyer={cast.council.id}": True,
        "place=greater-icknield": True,
        "place=sandwell": False,
        "shelf=decided": False,
        "text=%25": False,
        "text=%00roof": True,
        "theme=%00&buyer=no-id&page=-1&shelf=none": True,
    }.items():
        assert ("Roof repairs" in browser.get(f"/tenders?{query}").text) is is_found, query


def test_after_its_deadline_a_tender_moves_to_the_closed_ones(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.tender(cast.council, title="Hot meals")
    clock.set_to(NOW + timedelta(days=30, hours=3), stopped=True)
    browser = client_of(app, None)
    assert "Hot meals" not in browser.get("/tenders").text
    assert "Hot meals" in browser.get("/tenders?shelf=closed").text


def test_drafts_are_never_listed(app: Flask, cast: Cast, make: Make) -> None:
    make.tender(cast.council, state=TenderState.DRAFT, title="Secret plans")
    for shelf in ("open", "closed", "decided"):
        assert "Secret plans" not in client_of(app, None).get(f"/tenders?shelf={shelf}").text
    assert "Secret plans" in client_of(app, cast.buyer).get("/tenders/mine").text


@pytest.mark.parametrize("address", ["/tenders", "/tenders/mine"])
def test_a_list_costs_the_same_queries_whatever_its_length(
    app: Flask, cast: Cast, make: Make, address: str
) -> None:
    browser = client_of(app, cast.buyer)
    for _ in range(3):
        make.tender(cast.council)
    few = queries(browser, address)
    for _ in range(27):
        make.tender(cast.council)
    assert queries(browser, address) == few
    assert few <= 13


def queries(browser: object, address: str) -> int:
    seen: list[str] = []

    def count(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    assert browser.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)


def test_only_who_buys_is_led_to_the_tenders_of_their_organisation(app: Flask, cast: Cast) -> None:
    led = 'href="/tenders/mine"'
    assert led in client_of(app, cast.buyer).get("/tenders").text
    assert led not in client_of(app, cast.baker).get("/tenders").text
