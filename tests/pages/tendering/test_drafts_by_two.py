"""What happens when two people, or one in two windows, save the same draft?"""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask

from marketplace.engine.access import Role
from marketplace.tendering.actions import tenders
from marketplace.tendering.pages.draft_forms import AboutForm
from marketplace.tendering.pages.draft_sections import SECTIONS
from procurement.tendering.suggested_clauses import SUGGESTED_CLAUSES
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.tendering.test_drafts import fresh


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
        "ordering": "at_once",
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


KIND = {"theme": "food", "subject": "services", "ordering": "at_once"}
SAVED_BY_BOTH = {
    "about": (
        {"title": "Meals, mine", **KIND},
        {"title": "Meals, theirs", **KIND},
        {"Title": "Meals, theirs"},
    ),
    "lots": (
        {"lots-0-title": "Meals", "lots-0-ceiling": "10", "lots-0-remove": "y"},
        {"lots-0-title": "Meals", "lots-0-ceiling": "12"},
        {"Lot 1: Ceiling price, without VAT": "£12.00"},
    ),
    "conditions": (
        {"conditions-0-text": "Can begin in May.", "conditions-0-shown_by": "A letter.",
         "conditions-0-kind": "legal_financial"},
        {"conditions-0-text": "Can begin in May.", "conditions-0-shown_by": "A plan.",
         "conditions-0-kind": "technical"},
        {"Condition 1: What is it about?": "Technical ability",
         "Condition 1: What shows it?": "A plan."},
    ),
    "criteria": (
        {"price_weight": "40", "quality_weight": "40", "social_value_weight": "20",
         "price_formula": "benchmark", "tie_rule": "draw"},
        {"price_weight": "40.0", "quality_weight": "40", "social_value_weight": "20",
         "price_formula": "mean_relative", "tie_rule": "draw"},
        {"How does a price earn points?": "Against the mean of all prices"},
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
    "notice": (
        {"suits_sme": "yes", "suits_vcse": "yes", "risks": "None known."},
        {"suits_sme": "yes", "suits_vcse": "yes", "risks": "The roof may hold asbestos."},
        {"Which risks to the contract do you know of?": "The roof may hold asbestos."},
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
    browser.post(
        url,
        data={
            "revision": "1",
            "title": "T",
            "theme": "food",
            "subject": "services",
            "ordering": "at_once",
        },
    )
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
