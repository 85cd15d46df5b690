"""The pages on which a buyer completes a draft."""

import re
from datetime import date
from decimal import Decimal
from urllib.parse import unquote
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.tenders import Tender, TenderVersion
from marketplace.tendering.queries.tenders import parts_of
from procurement.tendering.scoring_scale import SUGGESTED_SCALE
from procurement.tendering.tender import TenderState
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
            "ordering": "at_once",
            "cpv": "55520000, 55521200-0",
        },
        "lots": {
            "lots-0-title": "North",
            "lots-0-estimate": "50,000.00",
            "lots-0-options_estimate": "0",
            "lots-0-extension_months": "0",
            "lots-0-floor": "40,000",
            "lots-0-ceiling": "60,000",
            "lots-1-title": "South",
            "lots-1-estimate": "20,000",
            "lots-1-options_estimate": "4,000",
            "lots-1-options": "Meals at weekends, until the end of the first year.",
            "lots-1-extension_months": "24",
            "lots-1-extension": "Twice by 12 months, as the buyer chooses.",
            "lots-1-extension_estimate": "26,000",
            "lots-1-ends_on-day": "30",
            "lots-1-ends_on-month": "6",
            "lots-1-ends_on-year": "2027",
            "lots-1-floor": "10,000",
            "lots-1-ceiling": "25,000.50",
        },
        "conditions": {},
        "criteria": {
            "price_weight": "50",
            "quality_weight": "30",
            "social_value_weight": "20",
            "price_formula": "benchmark",
            "tie_rule": "price_first",
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
        "notice": {"suits_sme": "yes", "suits_vcse": "yes"},
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
    assert "Publish the tender" not in browser.get(f"{draft}/preview").text
    home = draft.replace("/tenders/", "/evaluations/")
    assert f'href="{home}/declare"' in browser.get(f"{draft}/preview").text
    browser.post(f"{home}/declare", data={"interest": "none"})
    assert "Publish the tender" in browser.get(f"{draft}/preview").text
    published = browser.post(f"{draft}/publish", data={"revision": str(revision + 1)})
    assert published.location == draft
    text = client_of(app, None).get(draft).text
    assert 'href="https://www.find-tender.service.gov.uk/Notice/012345-2026"' in text
    assert "Open for bids" in text
    assert "50 × (£60,000.00 − £50,000.00) ÷ (£60,000.00 − £40,000.00)" in text
    of_lots = re.findall(r"(Floor|Ceiling): (£[\d,.]+) excluding VAT", text)
    assert of_lots == [
        ("Floor", "£40,000.00"),
        ("Ceiling", "£60,000.00"),
        ("Floor", "£10,000.00"),
        ("Ceiling", "£25,000.50"),
    ]
    version = db.session.scalars(select(TenderVersion).where(TenderVersion.tender_id == key)).one()
    assert "Estimate: £20,000 excluding VAT" in text
    assert "Options: Meals at weekends, until the end of the first year." in text
    assert "at most, to 30 June 2029: Twice by 12 months, as the buyer chooses." in text
    assert "How the estimate of £120,000 is made up" in text
    cells = re.findall(r"<td[^>]*>(£[\d,]+(?: \(20%\))?)</td>", text)
    assert cells[:15] == [
        *("£50,000", "£0", "£0", "£10,000 (20%)", "£60,000"),
        *("£20,000", "£4,000", "£26,000", "£10,000 (20%)", "£60,000"),
        *("£70,000", "£4,000", "£26,000", "£20,000", "£120,000"),
    ]
    limits = [(lot["floor"], lot["ceiling"]) for lot in version.content["lots"]]
    assert limits == [(4_000_000, 6_000_000), (1_000_000, 2_500_050)]


def test_a_lot_without_the_limits_of_its_formula_is_said_beside_its_field(
    app: Flask, cast: Cast, make: Make
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, price_formula="benchmark", lots=1)
    browser = client_of(app, cast.buyer)
    text = browser.get(f"/tenders/{draft.id}/draft").text
    assert f'href="/tenders/{draft.id}/draft/lots#lots-0-floor"' in text
    assert "Give lot “Ward 1” a ceiling price" in text
    form = browser.get(f"/tenders/{draft.id}/draft/lots").text
    assert 'id="lots-0-floor"' in form


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


def test_a_wrong_number_is_refused_beside_its_field(app: Flask, cast: Cast, make: Make) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    answer = client_of(app, cast.buyer).post(
        f"/tenders/{draft.id}/draft/questions",
        data={"revision": "1", "questions-0-text": "How?", "questions-0-weight": "many"},
    )
    assert answer.status_code == 422
    assert "“many” is not a number." in answer.text


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        *(
            (name, "-1", "This cannot be below £0.")
            for name in ("estimate", "options_estimate", "extension_estimate", "floor", "ceiling")
        ),
        ("vat_percent", "-300", "VAT is 0 to 100 per cent."),
        ("vat_percent", "100.5", "VAT is 0 to 100 per cent."),
        ("extension_months", "601", "Enter 0 to 600 months."),
    ],
)
def test_what_no_lot_can_have_is_said_beside_its_field_and_not_saved(
    app: Flask, cast: Cast, make: Make, name: str, typed: str, sentence: str
) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT, lots=1)
    browser = client_of(app, cast.buyer)
    lots = f"/tenders/{draft.id}/draft/lots"
    right = {"revision": "1", "lots-0-title": "North", "lots-0-estimate": "100"}
    answer = browser.post(lots, data=right | {f"lots-0-{name}": typed})
    assert answer.status_code == 422
    assert f'href="#lots-0-{name}">{sentence}' in answer.text
    assert f'value="{typed}"' in answer.text
    assert [lot.title for lot in parts_of(fresh(draft.id).id).lots] == ["Ward 1"]
    assert browser.get(lots).status_code == 200
    assert browser.post(lots, data=right).status_code == 302


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
