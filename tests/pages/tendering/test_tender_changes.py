"""What is done to a published tender: other words, more time, an end."""

from flask import Flask

from marketplace.tendering.queries.official_notices import notices_of_tender
from marketplace.tendering.queries.tenders import parts_of
from tests.cast import Cast, Make, client_of


def moment(name: str, day: str, clock: str = "12:00") -> dict[str, str]:
    year, month, number = day.split("-")
    return {
        f"{name}-day": number,
        f"{name}-month": month,
        f"{name}-year": year,
        f"{name}-time": clock,
    }


def test_a_published_tender_is_visible_but_only_its_buyers_may_change_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council).id
    for page in ("amend", "extend", "cancel", "questions", "preview"):
        assert client_of(app, cast.baker).get(f"/tenders/{key}/{page}").status_code == 403
        assert client_of(app, cast.buyer).get(f"/tenders/{key}/{page}").status_code == 200


REPUBLISHED = {
    "central_notice": "023456-2026",
    "central_notice_at-day": "23",
    "central_notice_at-month": "11",
    "central_notice_at-year": "2026",
    "central_notice_at-time": "09:00",
}
"""Where the changed notice was published first."""


def test_a_deadline_is_moved_on_its_page_and_the_versions_show_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    browser = client_of(app, cast.buyer)
    moved = browser.post(
        f"/tenders/{tender.id}/extend",
        data={
            "revision": "1",
            "why": "A late answer.",
            **moment("closes_at", "2026-12-30"),
            **REPUBLISHED,
        },
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
        **REPUBLISHED,
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


def test_an_earlier_deadline_is_refused_and_the_reason_that_was_typed_stays(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council).id
    answer = client_of(app, cast.buyer).post(
        f"/tenders/{key}/extend",
        data={"revision": "1", "why": "We are in a hurry.", **moment("closes_at", "2026-12-20")},
    )
    assert answer.status_code == 422
    assert "The new deadline must be later than" in answer.text
    assert "We are in a hurry." in answer.text
    assert "Version 2" not in client_of(app, None).get(f"/tenders/{key}").text


def test_a_tender_is_not_cancelled_without_a_reason_or_by_others(
    app: Flask, cast: Cast, make: Make
) -> None:
    key = make.tender(cast.council).id
    reason = {"revision": "1", "why": "The ward closes."}
    empty = client_of(app, cast.buyer).post(f"/tenders/{key}/cancel", data=reason | {"why": ""})
    assert empty.status_code == 422
    assert "Give the reason: it is published." in empty.text
    for person in (cast.finance, cast.baker, cast.stranger):
        answer = client_of(app, person).post(f"/tenders/{key}/cancel", data=reason)
        assert answer.status_code == 403
    assert "This tender was cancelled" not in client_of(app, None).get(f"/tenders/{key}").text


def test_a_change_is_published_with_the_number_of_its_changed_notice(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    later = {"revision": "1", "why": "A late answer.", **moment("closes_at", "2026-12-30")}
    browser = client_of(app, cast.buyer)
    refused = browser.post(f"/tenders/{tender.id}/extend", data=later)
    assert refused.status_code == 422
    assert "enter its number" in refused.text
    assert "A late answer." in refused.text
    assert browser.post(f"/tenders/{tender.id}/extend", data=later | REPUBLISHED).status_code == 302
    (notice,) = notices_of_tender(tender.id)
    assert (notice.code, notice.number) == ("UK4", "023456-2026")
    text = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "notice 023456-2026" in text
