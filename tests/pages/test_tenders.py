"""The pages of tenders, as each kind of person sees them."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace import clock, db
from marketplace.actions import tenders
from marketplace.models.tenders import Tender, parts_of
from procurement.tender import TenderState
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


def fresh(tender_id: UUID) -> Tender:
    db.session.rollback()
    return db.session.get_one(Tender, tender_id)


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


def test_a_buyer_drafts_afresh_completes_every_task_and_publishes(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.buyer)
    begun = browser.post(
        "/tenders/new", data={"buyer_id": str(cast.council.id), "title": "Hot meals"}
    )
    draft = begun.location.removesuffix("/draft")
    assert "Not finished" in browser.get(f"{draft}/draft").text
    revision = 1
    for slug, typed in {
        "about": {
            "title": "Hot meals",
            "description": "Two a day.",
            "delivery": "Ladywood",
            "theme": "food",
            "subject": "services",
            "estimate": "120,000",
            "cpv": "55520000, 55521200-0",
        },
        "lots": {
            "lots-0-title": "North",
            "lots-0-estimate": "50,000.00",
            "lots-1-title": "South",
        },
        "criteria": {
            "price_weight": "50",
            "quality_weight": "30",
            "social_value_weight": "20",
            "price_formula": "benchmark",
            "floor": "40,000",
            "ceiling": "60,000",
        },
        "questions": {"questions-0-text": "How will you cook?", "questions-0-weight": "100"},
        "clauses": {"suggested": "paid-placements"},
        "plan": {
            "from_what": "publication",
            "from_on-day": "24",
            "from_on-month": "11",
            "from_on-year": "2026",
            "tendering_days": "30",
        },
        "payment": {"payment_days": "7"},
    }.items():
        saved = browser.post(f"{draft}/draft/{slug}", data={"revision": str(revision), **typed})
        assert saved.status_code == 302, (slug, saved.text)
        revision += 1
    checked = browser.get(f"{draft}/draft").text
    assert "The weights of the clauses must add up to 100; they add up to 0." in checked
    saved = browser.post(
        f"{draft}/draft/clauses",
        data={
            "revision": str(revision),
            "clauses-0-text": "Paid placements",
            "clauses-0-unit": "placements",
            "clauses-0-target": "4",
            "clauses-0-weight": "100",
            "clauses-0-quantity_share": "70",
        },
    )
    assert saved.status_code == 302
    assert "Before you can publish" not in browser.get(f"{draft}/draft").text
    assert "Publish the tender" in browser.get(f"{draft}/preview").text
    published = browser.post(f"{draft}/publish", data={"revision": str(revision + 1)})
    assert published.location == draft
    text = client_of(app, None).get(draft).text
    assert "Open for bids" in text
    assert "50 × (£60,000.00 − £50,000.00) ÷ (£60,000.00 − £40,000.00)" in text


def test_every_fault_of_a_draft_leads_to_the_page_that_mends_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(
        cast.council, state=TenderState.DRAFT, description="", price_weight=Decimal(50)
    )
    text = client_of(app, cast.buyer).get(f"/tenders/{draft.id}/draft").text
    assert f'href="/tenders/{draft.id}/draft/about#description"' in text
    assert f'href="/tenders/{draft.id}/draft/criteria#price_weight"' in text
    assert "they add up to 110" in text


def test_publishing_an_unfinished_draft_is_refused_in_sentences(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, description="").id
    answer = client_of(app, cast.buyer).post(f"/tenders/{key}/publish", data={"revision": "1"})
    assert answer.status_code == 422
    assert "Describe what is bought" in answer.text
    assert fresh(key).state is TenderState.DRAFT


def test_who_saves_second_keeps_what_was_typed_and_may_save_again(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    typed = {
        "revision": "1",
        "title": "Meals, mine",
        "theme": "food",
        "subject": "services",
        "estimate": "1000",
    }
    tenders.edit_tender(cast.buyer, key, title="Meals, theirs")
    browser = client_of(app, cast.buyer)
    refused = browser.post(f"/tenders/{key}/draft/about", data=typed)
    assert refused.status_code == 422
    assert "Somebody else saved a change" in refused.text
    assert 'value="Meals, mine"' in refused.text
    assert 'name="revision" type="hidden" value="2"' in refused.text
    again = browser.post(f"/tenders/{key}/draft/about", data={**typed, "revision": "2"})
    assert again.status_code == 302
    assert fresh(key).title == "Meals, mine"


def test_a_wrong_number_is_refused_beside_its_field(app: Flask, cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    answer = client_of(app, cast.buyer).post(
        f"/tenders/{draft.id}/draft/questions",
        data={"revision": "1", "questions-0-text": "How?", "questions-0-weight": "many"},
    )
    assert answer.status_code == 422
    assert "“many” is not a number." in answer.text


def test_a_row_is_removed_by_ticking_it(app: Flask, cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, lots=2)
    client_of(app, cast.buyer).post(
        f"/tenders/{draft.id}/draft/lots",
        data={
            "revision": "1",
            "lots-0-title": "Ward 1",
            "lots-0-remove": "y",
            "lots-1-title": "Ward 2",
        },
    )
    db.session.rollback()
    assert [lot.title for lot in parts_of(draft.id).lots] == ["Ward 2"]


def test_a_timetable_in_the_past_is_refused_with_what_to_do(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    answer = client_of(app, cast.buyer).post(
        f"/tenders/{draft.id}/draft/plan",
        data={
            "revision": "1",
            "from_what": "start",
            "from_on-day": "1",
            "from_on-month": "12",
            "from_on-year": "2026",
            "tendering_days": "30",
        },
    )
    assert answer.status_code == 422
    assert "which is in the past" in answer.text


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
    assert few <= 12


def queries(browser: object, address: str) -> int:
    seen: list[str] = []

    def count(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", count)
    assert browser.get(address).status_code == 200
    event.remove(engine, "before_cursor_execute", count)
    return len(seen)
