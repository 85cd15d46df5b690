"""The pages on which a buyer completes a draft."""

import re
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from urllib.parse import unquote
from uuid import UUID

import pytest
from flask import Flask

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.pages.draft_forms import AboutForm
from marketplace.tendering.pages.draft_sections import SECTIONS
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.scoring_scale import SUGGESTED_SCALE
from procurement.tendering.suggested_clauses import SUGGESTED_CLAUSES
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW


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
            "options_estimate": "0",
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
        "scale": {"scale_words-0": "Nothing.", "scale_words-1": "Some.", "scale_words-2": "All."},
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
        "central": {
            "central_notice": "012345-2026",
            "central_notice_at-day": "23",
            "central_notice_at-month": "11",
            "central_notice_at-year": "2026",
            "central_notice_at-time": "08:00",
        },
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
    checked = browser.get(f"{draft}/draft").text
    assert "Say when the contract ends" in checked
    key = UUID(draft.rpartition("/")[2])
    tenders.edit_tender(cast.buyer, key, ends_on=date(2028, 3, 31))
    revision += 1
    assert "Before you can publish" not in browser.get(f"{draft}/draft").text
    assert "Publish the tender" in browser.get(f"{draft}/preview").text
    home = draft.replace("/tenders/", "/evaluations/")
    browser.post(f"{home}/declare", data={"interest": "none"})
    published = browser.post(f"{draft}/publish", data={"revision": str(revision + 1)})
    assert published.location == draft
    text = client_of(app, None).get(draft).text
    assert 'href="https://www.find-tender.service.gov.uk/Notice/012345-2026"' in text
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
    shown, _, _ = shown.partition("</dl>")
    rows = re.findall(r"<dt[^>]*>(.*?)</dt><dd[^>]*>(.*?)</dd>", shown, re.DOTALL)
    return {unescape(term): unescape(value) for term, value in rows}


def test_a_cpv_code_has_plain_digits(app: Flask, cast: Cast, make: Make) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    typed = {"revision": "1", "title": "Meals", "theme": "food", "cpv": "５５５２００００"}
    refused = client_of(app, cast.buyer).post(f"/tenders/{key}/draft/about", data=typed)
    assert refused.status_code == 422
    assert "“５５５２００００” is not a CPV code: use eight digits" in refused.text


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
    assert found["Lot 1: Title of the lot"] == "Meals"
    assert found["Lot 1: Estimate, without VAT"] == "Nothing"
    assert found["Lot 2: Title of the lot"] == "Vans & drivers"
    assert found["Lot 2: Estimate, without VAT"] == "£7.00"
    assert 'value="Meals &lt;mine&gt;"' in refused.text


def test_a_slip_of_one_s_own_shows_nothing_as_saved_by_others(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    answer = client_of(app, cast.buyer).post(f"/tenders/{key}/draft/about", data={"revision": "1"})
    assert answer.status_code == 422
    assert saved_meanwhile(answer.text) == {}


SAVED_BY_BOTH = {
    "about": (
        {"title": "Meals, mine", "theme": "food", "subject": "services", "estimate": "90,000"},
        {"title": "Meals, theirs", "theme": "food", "subject": "services", "estimate": "90000.00"},
        {"Title": "Meals, theirs"},
    ),
    "lots": (
        {"lots-0-title": "Meals", "lots-0-estimate": "10", "lots-0-remove": "y"},
        {"lots-0-title": "Meals", "lots-0-estimate": "12"},
        {"Lot 1: Estimate, without VAT": "£12.00"},
    ),
    "criteria": (
        {"price_weight": "40", "quality_weight": "40", "social_value_weight": "20",
         "price_formula": "benchmark", "floor": "1000", "ceiling": "2,000"},
        {"price_weight": "40.0", "quality_weight": "40", "social_value_weight": "20",
         "price_formula": "benchmark", "floor": "£1,000.00", "ceiling": "3000"},
        {"Ceiling price, for the whole lot, without VAT": "£3,000.00"},
    ),
    "questions": (
        {"questions-0-text": "How?", "questions-0-weight": "100", "questions-0-word_limit": "300"},
        {"questions-0-text": "How?", "questions-0-weight": "100", "questions-0-word_limit": "500"},
        {"Question 1: Word limit": "500"},
    ),
    "clauses": (
        {"clauses-0-text": "Jobs", "clauses-0-unit": "jobs", "clauses-0-target": "2",
         "clauses-0-weight": "100", "clauses-0-quantity_share": "70", "suggested": "{suggested}"},
        {"clauses-0-text": "Jobs", "clauses-0-unit": "jobs", "clauses-0-target": "5",
         "clauses-0-weight": "100", "clauses-0-quantity_share": "70"},
        {"Clause 1: How much you need": "5"},
    ),
    "timetable": (
        {"award_on-day": "08", "award_on-month": "02", "award_on-year": "2027",
         "starts_on-day": "1", "starts_on-month": "3", "starts_on-year": "2027"},
        {"award_on-day": "8", "award_on-month": "2", "award_on-year": "2027",
         "starts_on-day": "5", "starts_on-month": "4", "starts_on-year": "2027"},
        {"Contract begins": "5 April 2027"},
    ),
    "payment": (
        {"payment_days": "7", "payment_reason": ""},
        {"payment_days": "14", "payment_reason": "Our run is every two weeks."},
        {"Days from receipt of a valid invoice to payment": "14",
         "Why do you need longer than 7 days?": "Our run is every two weeks."},
    ),
    "scale": (
        {"scale_words-0": "Nothing.", "scale_words-1": "Some.", "scale_words-2": "All."},
        {"scale_words-0": "Nothing.", "scale_words-1": "Half.", "scale_words-2": "All."},
        {"Line 2: What a score of 1 means": "Half."},
    ),
    "central": (
        {"central_notice": "012345-2026"},
        {"central_notice": "054321-2026"},
        {"Number of the notice": "054321-2026"},
    ),
}  # fmt: skip
"""For each section what one person types, what a colleague saves first, and what then differs."""


@pytest.mark.parametrize("slug", list(SECTIONS))
def test_every_section_shows_only_what_differs_and_the_second_save_works(
    app: Flask, cast: Cast, make: Make, slug: str
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, lots=1).id
    colleague = make.member(cast.council, Role.BUYER, name="Cora Colleague")
    mine, theirs, differs = SAVED_BY_BOTH[slug]
    mine = {name: said.format(suggested=SUGGESTED_CLAUSES[0].slug) for name, said in mine.items()}
    first, second = client_of(app, colleague), client_of(app, cast.buyer)
    url = f"/tenders/{key}/draft/{slug}"
    assert first.post(url, data={"revision": "1", **theirs}).status_code == 302
    refused = second.post(url, data={"revision": "1", **mine})
    assert refused.status_code == 422
    assert "Somebody else saved a change" in refused.text
    assert differs.items() <= saved_meanwhile(refused.text).items()
    assert set(saved_meanwhile(refused.text)) == set(differs)
    assert second.post(url, data={"revision": "2", **mine}).status_code == 302


def test_planning_the_dates_says_of_nothing_that_it_is_saved(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    browser, url = client_of(app, cast.buyer), f"/tenders/{key}/draft/about"
    browser.post(url, data={"revision": "1", "title": "T", "theme": "food", "subject": "services"})
    typed = {"from_what": "publication", "tendering_days": "40"}
    day = {"from_on-day": "7", "from_on-month": "12", "from_on-year": "2026"}
    refused = browser.post(f"/tenders/{key}/draft/plan", data={"revision": "1", **typed, **day})
    assert refused.status_code == 422
    assert saved_meanwhile(refused.text) == {}


def test_a_reason_that_was_only_typed_is_not_said_to_be_saved(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    browser, later = client_of(app, cast.buyer), NOW + timedelta(days=50)
    page = f"/tenders/{tender.id}/extend"
    typed = {
        "revision": "0", "why": "A supplier asked for it.", "closes_at-day": f"{later.day}",
        "closes_at-month": f"{later.month}", "closes_at-year": f"{later.year}",
        "closes_at-time": "12:00",
    }  # fmt: skip
    refused = browser.post(page, data=typed)
    assert refused.status_code == 422
    assert list(saved_meanwhile(refused.text)) == ["New deadline for bids"]


def test_a_save_between_reading_and_locking_is_not_passed_over_unseen(app: Flask) -> None:
    """The form goes by the revision whose values it shows, not by a later one."""
    typed = {"revision": "1", "title": "Mine"}
    with app.test_request_context("/", method="POST", data=typed):
        form = AboutForm(data={"revision": 1, "title": "As I read it"})
        form.form_errors = ["Somebody else saved a change."]
        form.catch_up()
        assert (str(form.revision.data), form.meanwhile) == ("1", [])


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


def test_what_one_person_typed_comes_back_to_nobody_else(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    address = f"/tenders/{key}/draft/questions"
    shown = client_of(app, cast.buyer).get(address).text
    hidden = dict(re.findall(r'name="(typed_by)" value="([^"]+)"', shown))
    typed = {"revision": "1", "questions-0-text": "How will you train people?"}
    sent = client_of(app, None).post(address, data=hidden | typed)
    kept = unquote(sent.location.split("next=")[1])
    colleague = make.member(cast.council, Role.BUYER)
    assert "How will you train people?" not in client_of(app, colleague).get(kept).text
    back = client_of(app, cast.buyer).get(kept).text
    assert "How will you train people?" in back
    assert back.count('name="typed_by"') == shown.count('name="typed_by"')


def test_what_was_typed_when_the_session_ended_comes_back_after_signing_in(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT).id
    address = f"/tenders/{key}/draft/questions"
    shown = client_of(app, cast.buyer).get(address).text
    hidden = dict(re.findall(r'name="(typed_by)" value="([^"]+)"', shown))
    typed = {"revision": "1", "questions-0-text": "How will you train people?"}
    sent = client_of(app, None).post(address, data=hidden | typed)
    assert sent.location.startswith("/sign-in?next=")
    kept = unquote(sent.location.split("next=")[1])
    assert "How will you train people?" in client_of(app, cast.buyer).get(kept).text


def test_the_words_of_the_scale_are_offered_and_stand_as_saved_before_whoever_bids_or_scores(
    app: Flask, make: Make, cast: Cast
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, scale_words=None, decided=[])
    browser, path = client_of(app, cast.buyer), f"/tenders/{draft.id}/draft"
    assert SUGGESTED_SCALE[3] in browser.get(f"{path}/scale").text
    assert "Nobody has saved this part yet" in browser.get(path).text
    typed = {
        "revision": "1",
        "scale_words-0": "Nothing.",
        "scale_words-1": "",
        "scale_words-2": "All.",
    }
    assert browser.post(f"{path}/scale", data=typed).status_code == 302
    assert "Say what a score of 1 means." in browser.get(path).text
    typed |= {"revision": "2", "scale_words-1": "Half of it."}
    assert browser.post(f"{path}/scale", data=typed).status_code == 302
    db.session.expire_all()
    kept = db.session.get_one(Tender, draft.id)
    assert (kept.scale, kept.scale_words) == (2, ["Nothing.", "Half of it.", "All."])
