"""The pages on which a buyer completes a draft."""

import re
from decimal import Decimal
from html import unescape
from urllib.parse import unquote
from uuid import UUID

from flask import Flask

from marketplace import db
from marketplace.actions import tenders
from marketplace.models.tenders import Tender, parts_of
from procurement.tender import TenderState
from tests.cast import Cast, Make, client_of


def fresh(tender_id: UUID) -> Tender:
    db.session.rollback()
    return db.session.get_one(Tender, tender_id)


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


def saved_meanwhile(text: str) -> dict[str, str]:
    """What the page says is saved now, by the label of its field."""
    _, _, shown = text.partition("Saved now, where it differs from what you typed")
    rows = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", shown, re.DOTALL)
    return {unescape(term): unescape(value) for term, value in rows}


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
    assert saved_meanwhile(refused.text)["Title"] == "Meals, theirs"
    assert "Theme" not in saved_meanwhile(refused.text)
    assert 'name="revision" type="hidden" value="2"' in refused.text
    again = browser.post(f"/tenders/{key}/draft/about", data={**typed, "revision": "2"})
    assert again.status_code == 302
    assert fresh(key).title == "Meals, mine"


def test_a_row_that_a_colleague_added_is_shown_beside_what_was_typed(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, lots=1).id
    browser = client_of(app, cast.buyer)
    url = f"/tenders/{key}/draft/lots"
    typed = {"revision": "1", "lots-0-title": "Meals <mine>", "lots-0-estimate": "10"}
    theirs = {"lots-0-title": "Meals", "lots-1-title": "Vans & drivers", "lots-1-estimate": "7"}
    assert browser.post(url, data={"revision": "1", **theirs}).status_code == 302
    refused = browser.post(url, data=typed)
    assert refused.status_code == 422
    found = saved_meanwhile(refused.text)
    assert found["Lots 1: Title of the lot"] == "Meals"
    assert found["Lots 1: Estimate, without VAT"] == "Nothing"
    assert found["Lots 2: Title of the lot"] == "Vans & drivers"
    assert found["Lots 2: Estimate, without VAT"] == "7.00"
    assert 'value="Meals &lt;mine&gt;"' in refused.text


def test_a_slip_of_one_s_own_shows_nothing_as_saved_by_others(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    answer = client_of(app, cast.buyer).post(f"/tenders/{key}/draft/about", data={"revision": "1"})
    assert answer.status_code == 422
    assert saved_meanwhile(answer.text) == {}


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


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    address = f"/tenders/{key}/draft/questions"
    typed = {"revision": "1", "questions-0-text": "How will you train people?"}
    sent = client_of(app, None).post(address, data=typed)
    assert sent.location.startswith("/sign-in?next=")
    kept = unquote(sent.location.split("next=")[1])
    assert "How will you train people?" in client_of(app, cast.buyer).get(kept).text
