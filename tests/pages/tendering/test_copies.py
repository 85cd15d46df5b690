"""The pages on which a draft begins, and on which a copy is checked."""

from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient

from marketplace.engine import db
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.tender_rows import with_conditions

NEW_DATES = {
    "questions_until": ("7", "12", "2026", "12:00"),
    "answers_by": ("15", "12", "2026"),
    "closes_at": ("6", "1", "2027", "12:00"),
    "award_on": ("8", "2", "2027"),
    "starts_on": ("15", "3", "2027"),
    "ends_on": ("15", "3", "2028"),
}


def dates() -> dict[str, str]:
    parts = ("day", "month", "year", "time")
    return {
        f"{name}-{part}": value
        for name, values in NEW_DATES.items()
        for part, value in zip(parts, values, strict=False)
    }


def copied(browser: FlaskClient, earlier: Tender) -> tuple[UUID, str]:
    answer = browser.post(f"/tenders/{earlier.id}/copy")
    assert answer.status_code == 302
    assert answer.location.endswith("/draft/check")
    return UUID(answer.location.split("/")[2]), answer.location


def fresh(tender_id: UUID) -> Tender:
    db.session.rollback()
    return db.session.get_one(Tender, tender_id)


def test_a_tender_is_copied_from_the_list_from_itself_and_from_a_new_beginning(
    app: Flask, cast: Cast, make: Make
) -> None:
    earlier = make.tender(cast.council)
    browser = client_of(app, cast.buyer)
    for path in ("/tenders/mine", f"/tenders/{earlier.id}", "/tenders/new"):
        assert f'action="/tenders/{earlier.id}/copy"' in browser.get(path).text, path
    for other in (cast.baker, None):
        assert "/copy" not in client_of(app, other).get(f"/tenders/{earlier.id}").text


def test_the_check_shows_last_times_sums_and_what_it_was_made_of(
    app: Flask, cast: Cast, make: Make
) -> None:
    earlier = make.tender(cast.council, title="Meals of 2025", estimate=Money(18_000_000))
    browser = client_of(app, cast.buyer)
    _, path = copied(browser, earlier)
    text = browser.get(path).text
    assert "Last time it was £180,000." in text
    assert f'<a class="govuk-link" href="/tenders/{earlier.id}">Meals of 2025</a>' in text
    assert 'name="lots-0-estimate" type="text" value=""' in text
    assert " checked" not in text
    assert "How will you cook and deliver the meals?" in text


def test_what_is_ticked_is_kept_and_what_is_not_is_where_the_author_goes_on(
    app: Flask, cast: Cast, make: Make
) -> None:
    browser = client_of(app, cast.buyer)
    key, path = copied(browser, make.tender(cast.council, lots=1))
    typed = {"revision": "1", "title": "Meals, again", "lots-0-options_estimate": "0", **dates()}
    typed |= {"lots-0-estimate": "100,000", "lots-0-floor": "", "lots-0-ceiling": ""}
    ticks = dict.fromkeys(("keeps_what", "keeps_scoring", "keeps_asked"), "y")
    saved = browser.post(path, data=typed | ticks)
    assert saved.location == f"/tenders/{key}/draft/payment"
    draft = fresh(key)
    assert (draft.title, draft.estimate) == ("Meals, again", Money(12_000_000))
    assert "payment_days" not in draft.decided
    assert sorted(draft.brought) == ["payment_days", "payment_reason"]
    again = browser.get(path).text
    assert again.count("This part is saved.") == 3
    assert "Payment is promised like this again" in again


@pytest.mark.parametrize(
    ("estimate", "left", "said"), [("100,000", 0, True), ("250,000", 1, False)]
)
def test_below_the_threshold_a_copy_leaves_the_conditions_out_and_says_so(
    app: Flask, cast: Cast, make: Make, estimate: str, left: int, said: bool
) -> None:
    browser = client_of(app, cast.buyer)
    earlier = make.tender(cast.council, lots=1, estimate=Money(30_000_000))
    with_conditions(earlier, "Has cooked for 50 people a day.")
    key, path = copied(browser, earlier)
    assert "If your new estimate is below it" in browser.get(path).text
    typed = {"revision": "1", "title": "Meals, again", "lots-0-estimate": estimate, **dates()}
    ticks = dict.fromkeys(("keeps_what", "keeps_asked"), "y")
    saved = browser.post(path, data=typed | ticks, follow_redirects=True).text
    assert ("The conditions of participation are left out" in saved) is said
    assert "conditions" in fresh(key).decided
    assert len(parts_of(key).conditions) == left
    assert len(parts_of(earlier.id).conditions) == 1


def test_what_is_typed_wrongly_on_the_check_is_refused_at_its_field_and_kept(
    app: Flask, cast: Cast, make: Make
) -> None:
    browser = client_of(app, cast.buyer)
    key, path = copied(browser, make.tender(cast.council, lots=1))
    typed = {"revision": "1", "title": " ", "lots-0-estimate": "much", "keeps_what": "y"}
    answer = browser.post(path, data=typed)
    assert answer.status_code == 422
    assert 'href="#lots-0-estimate"' in answer.text
    assert "Give the tender a title." in answer.text
    assert 'value="much"' in answer.text
    assert 'id="keeps_what" name="keeps_what"' in answer.text
    assert fresh(key).decided == []
    below = browser.post(path, data=typed | {"title": "Meals", "lots-0-estimate": "-1"})
    assert below.status_code == 422
    assert 'href="#lots-0-estimate">This cannot be below £0.' in below.text


def test_figures_of_another_number_of_lots_are_refused(app: Flask, cast: Cast, make: Make) -> None:
    browser = client_of(app, cast.buyer)
    _, path = copied(browser, make.tender(cast.council, lots=2))
    answer = browser.post(path, data={"revision": "1", "title": "Meals", "lots-0-estimate": "1"})
    assert answer.status_code == 422
    assert "The figures of each lot are asked for" in answer.text


def test_of_two_who_check_a_copy_the_second_is_told(app: Flask, cast: Cast, make: Make) -> None:
    browser = client_of(app, cast.buyer)
    _, path = copied(browser, make.tender(cast.council, lots=1))
    typed = {"revision": "1", "title": "Meals", "lots-0-estimate": "1", "keeps_what": "y"}
    assert browser.post(path, data=typed).status_code == 302
    assert "Somebody else saved" in browser.post(path, data=typed).text


def test_a_draft_that_was_not_copied_has_nothing_to_check(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    answer = client_of(app, cast.buyer).get(f"/tenders/{draft.id}/draft/check")
    assert answer.location == f"/tenders/{draft.id}/draft"


def test_saving_a_task_leads_to_the_next_one_that_is_not_complete(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council, state=TenderState.DRAFT, decided=[], closes_at=None).id
    with db.transaction():
        db.session.get_one(Tender, key).award_on = None
    browser, path = client_of(app, cast.buyer), f"/tenders/{key}/draft"
    for revision, (slug, next_slug) in enumerate(
        [("payment", "about"), ("criteria", "scale"), ("scale", "questions"), ("clauses", "plan")],
        start=1,
    ):
        page = browser.get(f"{path}/{slug}").text
        typed = {"revision": str(revision), **CHOICES.get(slug, {})}
        assert f'name="revision" type="hidden" value="{revision}"' in page
        assert browser.post(f"{path}/{slug}", data=typed).location == f"{path}/{next_slug}"


CHOICES = {
    "payment": {"payment_days": "7"},
    "criteria": {
        "price_weight": "40",
        "quality_weight": "40",
        "social_value_weight": "20",
        "price_formula": "lowest_over_this",
        "tie_rule": "draw",
    },
    "scale": {"scale_words-0": "Nothing.", "scale_words-1": "All."},
    "clauses": {"clauses-0-text": "Placements", "clauses-0-unit": "placements"},
}
