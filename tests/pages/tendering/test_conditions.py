"""Conditions of participation: set in a draft, checked, published, and told of in notice and data."""

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.bidding.queries.paperwork import paperwork_of
from marketplace.desk.queries.open_data import releases
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.tendering.actions import copies, publication, tender_changes, tenders
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.notice_said import said_of_tender
from marketplace.tendering.queries.tender_versions import differences
from marketplace.tendering.queries.tenders import parts_of, versions_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.condition import ConditionKind
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make, client_of
from tests.tender_rows import with_conditions

TYPED = {
    "conditions-0-kind": "technical",
    "conditions-0-text": "Has cooked for 50 people a day.",
    "conditions-0-shown_by": "A letter of a customer, or equivalent.",
}
ABOVE = Money(26_000_000)


def draft_of(make: Make, cast: Cast) -> Tender:
    return make.tender(
        cast.council, state=TenderState.DRAFT, decided=[], estimate=ABOVE, closes_at=None
    )


def test_none_is_an_answer_once_somebody_has_saved_it(app: Flask, cast: Cast, make: Make) -> None:
    draft, browser = draft_of(make, cast), client_of(app, cast.buyer)
    path = f"/tenders/{draft.id}/draft/conditions"
    assert "Nobody has saved this part yet" in browser.get(path).text
    assert "Not decided yet." in browser.get(f"/tenders/{draft.id}/preview").text
    saved = browser.post(path, data={"revision": "1"})
    assert saved.location.endswith("/draft/criteria")
    assert (
        "There are no conditions of participation."
        in browser.get(f"/tenders/{draft.id}/preview").text
    )


def test_they_are_saved_as_typed_and_what_the_law_refuses_stands_at_its_field(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft, browser = draft_of(make, cast), client_of(app, cast.buyer)
    path = f"/tenders/{draft.id}/draft/conditions"
    wrong = {"conditions-1-text": "Is certified to ISO 9001.", "conditions-1-shown_by": "A copy."}
    assert browser.post(path, data={"revision": "1", **TYPED, **wrong}).status_code == 302
    first, second = parts_of(draft.id).conditions
    assert (first.kind, first.text) == (ConditionKind.TECHNICAL, "Has cooked for 50 people a day.")
    assert second.kind is None
    page = browser.get(path).text
    assert f'href="{path}#conditions-1-text"' in page
    assert "Condition 2: it says “ISO 9001” and takes nothing else." in page
    assert "(Procurement Act 2023, s22)" in page
    assert f'href="{path}#conditions-1-kind"' in page
    assert 'id="conditions-1-kind"' in page


def test_below_the_threshold_a_tender_with_conditions_cannot_be_published(
    cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with_conditions(draft, "Has cooked for 50 people a day.")
    with pytest.raises(Refusal, match=r"Procurement Act 2023, s85") as no:
        publication.publish_tender(cast.buyer, draft.id)
    assert no.value.field == "conditions"


def test_a_private_buyer_asks_what_it_likes_and_reads_nothing_of_the_act(
    app: Flask, cast: Cast, make: Make
) -> None:
    homes = make.organisation(Kind.PRIVATE_DEVELOPER, "Icknield Homes")
    draft = make.tender(homes, state=TenderState.DRAFT)
    with_conditions(draft, "Holds public liability insurance and is certified to ISO 9001.")
    browser = client_of(app, make.member(homes, Role.BUYER))
    page = browser.get(f"/tenders/{draft.id}/draft/conditions").text
    assert "Whoever does not meet a condition is left out" in page
    assert "Procurement Act" not in page
    assert "Still to do here" not in page


def test_everybody_reads_them_on_the_tender_and_in_its_version(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, estimate=ABOVE)
    with_conditions(draft, "Has cooked for 50 people a day.", "Can begin within a month.")
    publication.publish_tender(cast.buyer, draft.id)
    page = client_of(app, None).get(f"/tenders/{draft.id}").text
    assert "1. Has cooked for 50 people a day." in page
    assert "What shows it: A letter of a customer, or equivalent." in page
    assert "Technical ability" in page
    [version] = versions_of(draft.id)
    first, _ = version.content["conditions"]
    assert first["text"] == "Has cooked for 50 people a day."
    before = {name: value for name, value in version.content.items() if name != "conditions"}
    told = [(change.what, change.after) for change in differences(before, version.content)]
    assert ("Condition 1: text", "Has cooked for 50 people a day.") in told
    with pytest.raises(TypeError):
        tender_changes.amend_tender(
            cast.buyer,
            draft.id,
            why="Shorter.",
            is_substantial=False,
            parts={parts_of(draft.id).conditions[0].id: {"text": "Other."}},
        )


def test_notice_budget_and_open_data_say_what_is_recorded(cast: Cast, make: Make) -> None:
    none, some = make.tender(cast.council), make.tender(cast.council)
    with_conditions(some, "Has cooked for 50 people a day.")
    now = clock.now()
    assert said_of_tender(none, now)["conditions"].sentences == ("None",)
    assert said_of_tender(some, now)["conditions"].sentences == (
        "Condition 1 (technical ability): Has cooked for 50 people a day. "
        "Shown by: A letter of a customer, or equivalent.",
    )
    assert said_of_tender(none, now)["options"].sentences == ("None",)
    counts = {row.what: row.asked for row in paperwork_of(some, clock.today()).counted}
    assert counts["Conditions to meet and to show"] == 1
    tender = db.session.scalars(select(Tender).where(Tender.id == some.id)).one()
    [released] = [row.tender for row in releases("https://x") if row.tender.id == str(tender.id)]
    assert [(one.kind, one.description) for one in released.conditions] == [
        ("technical", "Has cooked for 50 people a day.")
    ]


def test_a_copy_brings_them_and_somebody_keeps_them(cast: Cast, make: Make) -> None:
    earlier = make.tender(cast.council)
    with_conditions(earlier, "Has cooked for 50 people a day.")
    copy = copies.copy_tender(cast.buyer, earlier.id)
    assert [one.text for one in parts_of(copy.id).conditions] == ["Has cooked for 50 people a day."]
    assert ("conditions" in copy.brought, "conditions" in copy.decided) == (True, False)
    kept = tenders.edit_tender(cast.buyer, copy.id, kept=["conditions"])
    assert "conditions" in kept.decided
