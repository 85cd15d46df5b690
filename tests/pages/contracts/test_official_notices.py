"""The notices of a procurement: what each says and lacks, and where it was published."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask

from marketplace.assessment.actions.procurement_end import cancel_tender
from marketplace.contracts.actions.official_notices import record_official_notice
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.notice_said import recorded_for
from marketplace.contracts.queries.notice_stage import notices_about_each
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.engine.act import NotThere
from marketplace.tendering.actions.official_notices import Published
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.notice_said import said_of_tender
from marketplace.tendering.queries.official_notices import notices_of_tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.tender import TenderState
from tests.assessment_rows import award_in_standstill
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.assessment.test_award_notices import THERE
from tests.pages.organisations.test_organisations import words_of
from tests.tender_rows import published_now


@pytest.fixture
def awarded(make: Make, cast: Cast) -> tuple[Tender, Contract]:
    """A tender above the threshold with a contract that both sides have signed."""
    tender_id, award_id = award_in_standstill(make, cast)
    contract = make.contract(cast.council, cast.bakery, "200000.00", regime="public")
    with db.transaction():
        row = db.session.get_one(Contract, contract.id)
        row.award_id = award_id
    return db.session.get_one(Tender, tender_id), contract


def texts(tender_id: UUID, code: str) -> dict[str, list[str]]:
    (notice,) = [row for row in notices_of_tender(tender_id) if row.code == code]
    return {line["key"]: line["sentences"] for line in notice.lines}


def test_a_draft_reads_what_its_notice_says_and_where_what_is_missing_is_written(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.DRAFT, risks=None, lots=1, estimate=Money(30_000_000)
    )
    page = client_of(app, cast.buyer).get(f"/tenders/{tender.id}/notices/UK4").text
    assert "Known risks to the contract." in page
    assert f"/tenders/{tender.id}/draft/notice" in page
    assert "Two hot meals a day, cooked near the wards." in page
    assert "£300,000 including VAT, options and extensions" in page
    assert "The work cannot be parted." in words_of(page)


def test_a_notice_says_of_each_lot_its_days_its_value_and_what_may_follow(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, state=TenderState.DRAFT, lots=2, estimate=Money(31_200_000))
    said = said_of_tender(tender, clock.now())
    assert said["options"].sentences == ("None",)
    with db.transaction():
        lot = parts_of(tender.id).lots[1]
        lot.ends_on, lot.extension_months, lot.extension = date(2029, 1, 31), 12, "Once."
        lot.extension_estimate = Money(2_000_000)
        tender.options_estimate = Money(2_400_000)
    said = said_of_tender(tender, clock.now())
    assert said["value"].sentences == (
        "£336,000 including VAT, options and extensions",
        "£280,000 without VAT, with all of them",
    )
    assert said["options"].sentences == (
        "Lot 2: It can be extended by 12 months at most, to 31 January 2030: Once.",
    )
    assert said["contract_dates"].sentences[1].endswith(" to 31 January 2029")
    assert said["lots"].sentences[1] == (
        "Lot 2: Ward 2. Estimate £130,000 without VAT, up to £20,000 more by extensions."
    )
    with db.transaction():
        lot.options_estimate, lot.extension_months = None, None
    assert "options" not in said_of_tender(tender, clock.now())


def test_an_optional_notice_is_recorded_and_read_by_everybody(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000))
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    buyer = client_of(app, cast.buyer)
    saved = buyer.post(f"/tenders/{tender.id}/notices/UK3", data=THERE)
    assert saved.status_code == 302
    assert "notice 023456-2026" in buyer.get(f"/tenders/{tender.id}/notices").text
    (notice,) = notices_of_tender(tender.id)
    shown = words_of(client_of(app, None).get(f"/official-notices/{notice.id}").text)
    assert "Planned procurement notice (UK3)" in shown
    assert "Published on the central digital platform, 24 November 2026, 10:00" in shown
    again = buyer.post(f"/tenders/{tender.id}/notices/UK1", data=THERE)
    assert again.status_code == 422
    assert "is recorded here already" in again.text


def test_a_notice_of_a_later_stage_is_refused(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, estimate=Money(30_000_000))
    buyer = client_of(app, cast.buyer)
    for code, sentence in (
        ("UK3", "The tender is published: a planned procurement notice comes before it."),
        ("UK6", "Its number is entered as the award is published."),
    ):
        answer = buyer.post(f"/tenders/{tender.id}/notices/{code}", data=THERE)
        assert answer.status_code == 422
        assert sentence in answer.text
    assert buyer.get(f"/tenders/{tender.id}/notices/UK7").status_code == 404
    assert buyer.get(f"/tenders/{tender.id}/notices/UK5").status_code == 404


def test_whoever_buys_is_asked_for_the_contract_details_notice_until_it_is_recorded(
    app: Flask, cast: Cast, awarded: tuple[Tender, Contract]
) -> None:
    tender, contract = awarded
    notices, path = f"/tenders/{tender.id}/notices", f"/contracts/{contract.id}"
    buyer = client_of(app, cast.buyer)
    task = f"Publish and record the contract details notice: {contract.title}"
    assert f"{task} For a buyer by 22 December 2026" in words_of(buyer.get("/my").text)
    assert f'href="{notices}"' in buyer.get("/my").text
    assert f'href="{notices}"' in buyer.get(path).text
    baker = client_of(app, cast.baker)
    assert f'href="/tenders/{tender.id}"' in baker.get(path).text
    assert notices not in baker.get(path).text
    assert "contract details notice" not in baker.get("/my").text
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    buyer = client_of(app, cast.buyer)
    buyer.post(
        f"/tenders/{tender.id}/contracts/{contract.id}/notices/UK7",
        data=THERE | {"central_notice": "034567-2026"},
    )
    assert task not in words_of(buyer.get("/my").text)


def test_no_contract_details_notice_is_asked_for_where_no_tender_notice_was_owed(
    app: Flask, cast: Cast, make: Make
) -> None:
    make.contract(cast.council, cast.bakery, "200000.00", regime="public")
    assert "contract details notice" not in client_of(app, cast.buyer).get("/my").text


def test_the_contract_details_notice_names_the_contract_and_its_supplier(
    app: Flask, cast: Cast, awarded: tuple[Tender, Contract]
) -> None:
    tender, contract = awarded
    clock.set_to(NOW + timedelta(days=3), stopped=True)
    buyer = client_of(app, cast.buyer)
    path = f"/tenders/{tender.id}/contracts/{contract.id}/notices/UK7"
    assert path in buyer.get(f"/tenders/{tender.id}/notices").text
    saved = buyer.post(path, data=THERE | {"central_notice": "034567-2026"})
    assert saved.status_code == 302
    said = texts(tender.id, "UK7")
    assert said["contract_value"] == ["£200,000.00 without VAT"]
    assert said["suppliers"][0].startswith("Harbour Bakery CIC")
    assert said["options"] == ["None"]
    assert said["indicators"] == [
        "None: up to £5 million, VAT included, the law asks for none (s52)."
    ]
    timeline = words_of(client_of(app, None).get(f"/tenders/{tender.id}").text)
    assert timeline.index("Contract award notice (UK6)") < timeline.index(
        f"Contract details notice (UK7): {contract.title}"
    )


def test_a_tender_ends_with_its_termination_notice(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, estimate=Money(30_000_000))
    with pytest.raises(Refusal, match="enter its number"):
        cancel_tender(cast.buyer, tender.id, why="The ward closes.")
    before = Published("034567-2026", NOW - timedelta(days=400))
    with pytest.raises(Refusal, match="after the tender was published"):
        cancel_tender(cast.buyer, tender.id, why="The ward closes.", published=before)
    cancel_tender(cast.buyer, tender.id, why="The ward closes.", published=published_now())
    assert texts(tender.id, "UK12")["not_awarded"] == ["The ward closes."]
    assert texts(tender.id, "UK12")["not_awarded_on"] == ["23 November 2026"]


def test_a_private_buyer_has_no_notices(app: Flask, cast: Cast, make: Make) -> None:
    company = make.organisation(Kind.PRIVATE_DEVELOPER, "Dairy Homes Ltd")
    tender, person = make.tender(company), make.member(company, Role.BUYER)
    developer = client_of(app, person)
    assert "No notice is owed" in developer.get(f"/tenders/{tender.id}/notices").text
    assert developer.get(f"/tenders/{tender.id}/notices/UK4").status_code == 404
    assert f"/tenders/{tender.id}/notices" not in developer.get(f"/tenders/{tender.id}").text
    cancel_tender(person, tender.id, why="The plan has changed.")
    assert notices_of_tender(tender.id) == []


def test_each_thing_in_a_notice_is_read_from_a_column_or_says_how_it_is_worked_out(
    awarded: tuple[Tender, Contract],
) -> None:
    tender, contract = awarded
    tables = db.Base.metadata.tables
    recorded = {}
    for about in notices_about_each(tender, [contract], clock.today()):
        recorded |= recorded_for(about, clock.now())
    assert len(recorded) > 40
    for key, one in recorded.items():
        table, _, column = one.origin.partition(".")
        is_column = table in tables and column in tables[table].columns
        assert is_column or one.origin.startswith("worked out: "), (key, one.origin)
        assert all(one.sentences), key


def test_nobody_else_prepares_or_records_a_notice(
    app: Flask, cast: Cast, awarded: tuple[Tender, Contract]
) -> None:
    tender, contract = awarded
    other = f"/tenders/{tender.id}/contracts/{UUID(int=7)}/notices/UK7"
    for path in (
        f"/tenders/{tender.id}/notices",
        f"/tenders/{tender.id}/notices/UK6",
        f"/tenders/{tender.id}/contracts/{contract.id}/notices/UK7",
    ):
        for person in (cast.baker, cast.finance, cast.evaluators[0], cast.stranger):
            assert client_of(app, person).get(path).status_code == 403
    assert client_of(app, cast.buyer).get(other).status_code == 404


def test_a_contract_of_another_tender_has_no_notice_here(
    cast: Cast, make: Make, awarded: tuple[Tender, Contract]
) -> None:
    _, contract = awarded
    other = make.tender(cast.council, estimate=Money(30_000_000))
    with pytest.raises(NotThere):
        record_official_notice(
            cast.buyer, other.id, code="UK7", published=published_now(), contract_id=contract.id
        )


def test_a_notice_of_a_draft_leads_nobody_to_the_draft(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000))
    key = tender.id
    record_official_notice(cast.buyer, key, code="UK3", published=published_now())
    (notice,) = notices_of_tender(key)
    shown = client_of(app, None).get(f"/official-notices/{notice.id}").text
    assert "Planned procurement notice" in shown
    assert f"/tenders/{key}" not in shown


def test_what_only_earlier_notices_hold_is_written_in_the_draft_and_stands_in_them_alone(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.DRAFT, estimate=Money(30_000_000), central_notice=""
    )
    buyer = client_of(app, cast.buyer)
    pipeline = f"/tenders/{tender.id}/notices/UK1"
    assert "Estimated date of the tender notice." in words_of(buyer.get(pipeline).text)
    typed = {
        "revision": str(tender.revision), "suits_sme": "yes", "suits_vcse": "yes",
        "notice_on-day": "11", "notice_on-month": "1", "notice_on-year": "2027",
        "engaged_until-day": "18", "engaged_until-month": "12", "engaged_until-year": "2026",
        "engaged_how": "A morning in the town hall on 15 December at 10:00.",
    }  # fmt: skip
    saved = buyer.post(f"/tenders/{tender.id}/draft/notice", data=typed)
    assert saved.status_code == 302
    assert "11 January 2027" in buyer.get(pipeline).text
    engagement = words_of(buyer.get(f"/tenders/{tender.id}/notices/UK2").text)
    assert "18 December 2026" in engagement
    assert "A morning in the town hall on 15 December at 10:00." in engagement
    assert "town hall" not in buyer.get(f"/tenders/{tender.id}/notices/UK4").text
