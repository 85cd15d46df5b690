"""The pages of tenders, as each kind of person sees them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace.engine import clock, db
from marketplace.payments.queries.payers import PromiseRecord, promise_records
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.organisations.test_organisations import words_of
from tests.paid_rows import paid, sent


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


@pytest.mark.parametrize(
    ("formula", "wins", "weights"),
    [
        ("lowest_over_this", "The bid with the most points wins", (40, 40, 20)),
        ("price_per_quality_point", "lowest price for each point wins the lot", (0, 80, 20)),
    ],
)
def test_who_wins_is_said_by_the_formula(
    app: Flask, cast: Cast, make: Make, formula: str, wins: str, weights: tuple[int, int, int]
) -> None:
    price, quality, social = weights
    tender = make.tender(
        cast.council,
        price_formula=formula,
        price_weight=price,
        quality_weight=quality,
        social_value_weight=social,
    )
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert wins in text
    assert text.count("wins the lot") == 1


def test_only_a_notice_that_the_law_asks_for_opened_the_competition(
    app: Flask, cast: Cast, make: Make
) -> None:
    developer = make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes")
    noted = {"central_notice": "012345-2026", "central_notice_at": NOW}
    said = {
        buyer.name: client_of(app, None).get(f"/tenders/{make.tender(buyer, **noted).id}").text
        for buyer in (cast.council, developer)
    }
    assert all("notice 012345-2026 on Find a Tender" in text for text in said.values())
    assert "It opened the competition" in said[cast.council.name]
    assert "It opened the competition" not in said[developer.name]


def test_a_promise_of_seven_days_stands_beside_what_the_record_shows(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, closes_at=NOW + timedelta(days=90))
    anybody = client_of(app, None)
    pages = (f"/tenders/{tender.id}", "/tenders")
    for page in pages:
        assert "No invoice to this buyer has been paid or fallen due" in anybody.get(page).text
    [prompt] = sent(make.contract(cast.council, cast.bakery, "60.00"))
    [part] = sent(make.contract(cast.council, cast.bakery, "40.00"))
    paid([prompt])
    paid([part], parts=["15.00"], reference="B")
    clock.set_to(NOW + timedelta(days=81), stopped=True)
    for page in pages:
        said = words_of(anybody.get(page).text)
        assert "Promises payment in 7 days" in said
        assert (
            "1 of 2 invoices late; paid after 0 days on average; £25.00 overdue now, by 74 days"
            in said
        )


def test_the_record_of_a_buyer_of_many_invoices_is_that_of_the_newest(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    tender = make.tender(cast.council, closes_at=NOW + timedelta(days=90))
    for day in range(4):
        clock.set_to(NOW + timedelta(days=day), stopped=True)
        [invoice] = sent(make.contract(cast.council, cast.bakery, "60.00"))
        if day:
            paid([invoice], reference=f"Transfer {day}")
    clock.set_to(NOW + timedelta(days=81), stopped=True)
    address = f"/tenders/{tender.id}"
    assert "Record of the last 12 months: 1 of 4 invoices late" in words_of(
        client_of(app, cast.buyer).get(address).text
    )
    monkeypatch.setattr("marketplace.payments.queries.payers.MOST_COUNTED", 3)
    records = promise_records([cast.council.id, cast.bakery.id], clock.today())
    assert records == {
        cast.council.id: PromiseRecord(False, 3, 0, Decimal(0), Money(6000), 74),
        cast.bakery.id: None,
    }
    app.extensions["kept_pages"].memory.forget()
    assert (
        "Record of the newest invoices of the last 12 months: 3 invoices, none late; "
        "paid after 0 days on average; of all that came in that time £60.00 overdue now, "
        "the longest by 74 days"
    ) in words_of(client_of(app, cast.buyer).get(address).text)


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
        "text=%25": True,
        "text=%00roof": True,
        "theme=%00&buyer=no-id&page=-1&shelf=none": True,
    }.items():
        text = browser.get(f"/tenders?{query}").text.replace("<mark>", "").replace("</mark>", "")
        assert ("Roof repairs" in text) is is_found, query


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
    for _ in range(21):
        make.tender(cast.council)
    few = queries(browser, address)
    for _ in range(27):
        make.tender(cast.council)
    assert queries(browser, address) == few
    assert few <= 21


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
