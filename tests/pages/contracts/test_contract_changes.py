"""A signed contract is changed: proposed, measured, announced where it must be, signed by both."""

import json
from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.contracts.actions.milestones import claim_milestone
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import notices_of_tender
from marketplace.verification.invoices import contracts as compared_contracts
from marketplace.verification.totals import committed
from procurement.contracts.change_proposal import ChangeState
from procurement.ground.money import Money
from tests.assessment_rows import award_in_standstill
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.letters import letters
from tests.pages.assessment.test_award_notices import THERE
from tests.pages.organisations.test_organisations import words_of
from tests.paper_rows import change_of_words
from tests.queries.desk.test_open_data import exported

WORDS = "A third course from January, because more people come."


@pytest.fixture
def contract(cast: Cast, make: Make) -> Contract:
    """£300 in three parts, the first of them accepted."""
    return make.contract(cast.council, cast.bakery, "300.00", milestones=["100.00"] * 3, accepted=1)


@pytest.fixture
def public(make: Make, cast: Cast) -> tuple[Tender, Contract]:
    """A tender above the threshold, with a signed contract of which nothing is accepted."""
    tender_id, award_id = award_in_standstill(make, cast)
    contract = make.contract(cast.council, cast.bakery, "200000.00", regime="public", accepted=0)
    with db.transaction():
        db.session.get_one(Contract, contract.id).award_id = award_id
    return db.session.get_one(Tender, tender_id), contract


def typed(contract: Contract, amounts: list[str], **more: str) -> dict[str, str]:
    """The form as it is shown, with these prices of the planned work and of new work after it."""
    planned = [row for row in milestones_of(contract.id) if row.state == "planned"]
    data = {"words": WORDS} | day("ends_on", contract.ends_on)
    for place, amount in enumerate(amounts):
        row = planned[place] if place < len(planned) else None
        data[f"work-{place}-milestone_id"] = str(row.id) if row else ""
        data[f"work-{place}-title"] = row.title if row else "A third course"
        data[f"work-{place}-amount"] = amount
        data |= day(f"work-{place}-due_on", row.due_on if row else contract.ends_on)
    return data | more


def day(name: str, value: date) -> dict[str, str]:
    return {
        f"{name}-{part}": str(number)
        for part, number in (("day", value.day), ("month", value.month), ("year", value.year))
    }


def newest(contract: Contract) -> Change:
    db.session.remove()
    return db.session.scalars(
        select(Change).where(Change.contract_id == contract.id).order_by(Change.number.desc())
    ).first()  # type: ignore[return-value]


def amounts(contract: Contract) -> list[tuple[int, str]]:
    db.session.remove()
    return [(row.number, str(row.amount)) for row in milestones_of(contract.id)]


def test_a_change_counts_once_both_sides_have_signed_it(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    data = typed(contract, ["150.00", "100.00", "50.00"], **{"work-1-is_dropped": "y"})
    shown = buyer.get(f"{base}/propose").text
    assert "The contract itself says how it may be changed." in shown
    proposed = buyer.post(f"{base}/propose", data=data)
    assert proposed.status_code == 302, words_of(proposed.text)
    change = newest(contract)
    page = words_of(baker.get(proposed.location).text)
    assert WORDS in page
    assert "Value without VAT £300.00 £300.00" in page
    assert "(left out)" in page
    assert "Sign the change of the contract" in baker.get("/my").text
    assert amounts(contract) == [(1, "£100.00"), (2, "£100.00"), (3, "£100.00")]
    baker.post(f"{base}/{change.id}/sign/supplier")
    assert newest(contract).state is ChangeState.PROPOSED
    assert "Sign the change of the contract" not in baker.get("/my").text
    buyer.post(f"{base}/{change.id}/sign/buyer")
    assert newest(contract).state is ChangeState.AGREED
    assert amounts(contract) == [(1, "£100.00"), (2, "£150.00"), (4, "£50.00")]
    assert "Sign the change of the contract" not in buyer.get("/my").text
    assert "1 change in force" in buyer.get(f"/contracts/{contract.id}").text
    told = [letter.template for letter in letters()]
    assert [name for name in told if name.startswith("change_")].count("change_in_force") >= 2
    assert {"change_proposed", "change_signed"} <= set(told)
    again = buyer.post(f"{base}/{change.id}/sign/buyer")
    assert again.status_code == 422


def test_who_signed_a_change_for_one_side_does_not_sign_it_for_the_other(
    app: Flask, cast: Cast, make: Make, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    buyer = client_of(app, cast.buyer)
    buyer.post(f"{base}/propose", data=typed(contract, ["100.00", "150.00"]))
    change_id = newest(contract).id
    buyer.post(f"{base}/{change_id}/sign/buyer")
    moved = client_of(app, make.joins(cast.buyer, cast.bakery, Role.OWNER))
    refused = moved.post(f"{base}/{change_id}/sign/supplier")
    assert refused.status_code == 422
    assert "signed this for the other side" in refused.text
    assert newest(contract).state is ChangeState.PROPOSED


def test_value_last_day_records_and_totals_follow_the_change(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    later = contract.ends_on + timedelta(days=400)
    buyer.post(
        f"{base}/propose", data=typed(contract, ["100.00", "400.00"], **day("ends_on", later))
    )
    change = newest(contract)
    buyer.post(f"{base}/{change.id}/sign/buyer")
    baker.post(f"{base}/{change.id}/sign/supplier")
    db.session.remove()
    row = db.session.get_one(Contract, contract.id)
    assert str(row.value) == "£600.00"
    assert row.ends_on == later
    assert row.keep_until is not None
    assert row.keep_until > later
    assert [figure for figure in compared_contracts() if not figure.agrees] == []
    assert [figure for figure in committed() if not figure.agrees] == []


def test_everybody_reads_the_price_of_the_award_beside_the_changed_value(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    tender, contract = public
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    page = f"/tenders/{tender.id}"
    before = words_of(app.test_client().get(page).text)
    assert "Value since the change" not in before
    said = {"changes_scope": "no", "favours_supplier": "no"}
    proposed = buyer.post(f"{base}/propose", data=typed(contract, ["200100.00"], **said))
    assert proposed.status_code == 302, words_of(proposed.text)
    change = newest(contract)
    buyer.post(f"{base}/{change.id}/sign/buyer")
    baker.post(f"{base}/{change.id}/sign/supplier")
    shown = words_of(app.test_client().get(page).text)
    assert "Price at the award" in shown
    assert "Value since the change of 23 November 2026 £200,100.00 excluding VAT" in shown


def test_above_five_million_the_page_says_until_when_the_changed_contract_is_published(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    contract = public[1]
    both = {"buyer_signed_at": clock.now(), "supplier_signed_at": clock.now()}
    for number, needs_notice in ((1, False), (2, True)):
        change_of_words(
            cast, contract.id, number=number, state=ChangeState.AGREED, needs_notice=needs_notice,
            value_after=Money(600_000_000), **both,
        )  # fmt: skip
        page = f"/contracts/{contract.id}/changes/{newest(contract).id}"
        shown = words_of(client_of(app, cast.buyer).get(page).text)
        assert ("publishes a copy of the changed contract" in shown) is needs_notice
    assert "by 20 February 2027 (s77)" in shown
    listed = words_of(client_of(app, cast.baker).get(f"/contracts/{contract.id}/changes").text)
    assert "The value moves from £200,000.00 to £6,000,000.00 without VAT" in listed
    assert "and the last day stays" in listed


def test_a_last_day_before_the_planned_work_is_refused_at_its_field(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    soon = day("ends_on", clock.today() + timedelta(days=1))
    soon |= day("work-1-due_on", clock.today() + timedelta(days=2))
    refused = client_of(app, cast.buyer).post(
        f"{base}/propose", data=typed(contract, ["100.00", "100.00"], **soon)
    )
    assert refused.status_code == 422
    assert 'href="#ends_on' in refused.text
    assert "The contract would end before its work" in refused.text
    assert WORDS in refused.text


def test_a_form_that_would_be_refused_is_not_shown(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    buyer.post(f"{base}/propose", data=typed(contract, ["100.00", "110.00"]))
    again = buyer.get(f"{base}/propose").text
    assert "A change waits to be signed already." in again
    assert "Propose this change" not in again
    change = newest(contract)
    buyer.post(f"{base}/{change.id}/withdraw")
    gone = baker.get(f"{base}/{change.id}/decline").text
    assert "This change is withdrawn" in gone
    assert "<textarea" not in gone


def test_the_supplier_declines_with_a_reason_and_the_buyer_can_withdraw(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    data = typed(contract, ["100.00", "400.00"])
    buyer.post(f"{base}/propose", data=data)
    first_id = newest(contract).id
    second = buyer.post(f"{base}/propose", data=data)
    assert second.status_code == 422
    assert "A change waits to be signed already" in second.text
    assert WORDS in second.text
    assert "Say why not" in baker.post(f"{base}/{first_id}/decline", data={"reason": " "}).text
    assert buyer.post(f"{base}/{first_id}/decline", data={"reason": "No."}).status_code == 403
    baker.post(f"{base}/{first_id}/decline", data={"reason": "We have no more cooks."})
    assert "We have no more cooks." in buyer.get(f"{base}/{first_id}").text
    buyer.post(f"{base}/propose", data=data)
    buyer.post(f"{base}/{newest(contract).id}/withdraw")
    assert newest(contract).state is ChangeState.WITHDRAWN
    assert baker.post(f"{base}/{newest(contract).id}/sign/supplier").status_code == 422
    assert str(db.session.get_one(Contract, contract.id).value) == "£300.00"


def test_work_claimed_since_makes_a_change_old(app: Flask, cast: Cast, contract: Contract) -> None:
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    buyer.post(f"{base}/propose", data=typed(contract, ["100.00", "400.00"]))
    change = newest(contract)
    planned = db.session.scalars(
        select(Milestone.id).where(
            Milestone.contract_id == contract.id, Milestone.state == "planned"
        )
    ).first()
    claim_milestone(cast.baker, contract.id, milestone_id=planned)
    buyer.post(f"{base}/{change.id}/sign/buyer")
    last = baker.post(f"{base}/{change.id}/sign/supplier")
    assert last.status_code == 422
    assert "written anew" in last.text
    assert newest(contract).state is ChangeState.PROPOSED


def test_a_half_written_row_is_refused_and_nothing_typed_is_lost(
    app: Flask, cast: Cast, contract: Contract
) -> None:
    base = f"/contracts/{contract.id}/changes"
    data = typed(contract, ["100.00", "100.00"], **{"work-2-title": "Tea"})
    answer = client_of(app, cast.buyer).post(f"{base}/propose", data=data)
    assert answer.status_code == 422
    assert "Milestone 3 of this list needs a title, a date and a price." in answer.text
    assert 'value="Tea"' in answer.text
    assert WORDS in answer.text


PUBLIC = {"changes_scope": "no", "favours_supplier": "no"}


def test_a_small_change_of_a_public_contract_needs_no_notice(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    _, contract = public
    base = f"/contracts/{contract.id}/changes"
    buyer = client_of(app, cast.buyer)
    shown = words_of(buyer.get(f"{base}/propose").text)
    assert "10%, £20,000.00 without VAT, and the last day by 36 days" in shown
    unsaid = buyer.post(f"{base}/propose", data=typed(contract, ["220000.00"]))
    assert unsaid.status_code == 422
    assert unsaid.text.count("by it the law decides") >= 2
    answer = buyer.post(f"{base}/propose", data=typed(contract, ["220000.00"], **PUBLIC))
    page = words_of(buyer.get(answer.location).text)
    assert "Value with VAT £200,000.00 £220,000.00 10% 10%" in page
    assert "No contract change notice is needed (s75)." in page
    assert "Sign for Midborough Council" in page


def test_a_substantial_change_needs_a_ground_and_its_notice_first(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    tender, contract = public
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    data = typed(contract, ["290000.00"]) | {"changes_scope": "yes", "favours_supplier": "no"}
    refused = buyer.post(f"{base}/propose", data=data)
    assert refused.status_code == 422
    assert "A new competition is needed" in refused.text
    for_years = buyer.post(f"{base}/propose", data=data | {"standstill_days": "2000"})
    assert for_years.status_code == 422
    assert "lasts 8 to 30 working days" in for_years.text
    data |= {"ground": "unforeseen", "standstill_days": "8"}
    assert (
        "why it could not reasonably be foreseen" in buyer.post(f"{base}/propose", data=data).text
    )
    data["ground_why"] = "A flood closed the other kitchen."
    change_page = buyer.post(f"{base}/propose", data=data).location
    change = newest(contract)
    assert change.needs_notice
    waits = words_of(buyer.get(change_page).text)
    assert "Nobody can sign before it is recorded here." in waits
    assert "Publish and record the contract change notice" in buyer.get("/my").text
    early = baker.post(f"{base}/{change.id}/sign/supplier")
    assert early.status_code == 422
    clock.set_to(NOW + timedelta(days=3, hours=4), stopped=True)
    notice_page = f"/tenders/{tender.id}/contracts/{contract.id}/notices/UK10"
    read = words_of(buyer.get(notice_page).text)
    assert "A flood closed the other kitchen." in read
    assert "£200,000.00 before, £290,000.00 after" in read
    recorded = buyer.post(notice_page, data=later(THERE))
    assert recorded.status_code == 302, words_of(recorded.text)
    again = buyer.post(notice_page, data=later(THERE) | {"central_notice": "023457-2026"})
    assert again.status_code == 422
    assert "notice of this change is recorded already" in again.text
    assert [row.code for row in notices_of_tender(tender.id)].count("UK10") == 1
    lasts = baker.post(f"{base}/{change.id}/sign/supplier")
    assert "can be signed from" in lasts.text
    clock.set_to(NOW + timedelta(days=20), stopped=True)
    baker, buyer = client_of(app, cast.baker), client_of(app, cast.buyer)
    baker.post(f"{base}/{change.id}/sign/supplier")
    buyer.post(f"{base}/{change.id}/sign/buyer")
    assert newest(contract).state is ChangeState.AGREED
    after = buyer.post(notice_page, data=later(THERE) | {"central_notice": "023457-2026"})
    assert after.status_code == 422
    assert "No change is proposed" in after.text


def later(there: dict[str, str]) -> dict[str, str]:
    """Published on the day on which it is recorded, before it is."""
    today = clock.today()
    return there | day("central_notice_at", today)


def test_a_contract_below_the_threshold_that_a_change_lifts_to_it_goes_on_as_a_public_one(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    tender_id, contract_id = (row.id for row in public)
    contract = public[1]
    with db.transaction():
        db.session.get_one(Contract, contract_id).regime = "below"
        db.session.get_one(Tender, tender_id).estimate = Money(12_000_000)
    base = f"/contracts/{contract_id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert "the law treats it as a public contract" in buyer.get(f"{base}/propose").text
    still = buyer.post(f"{base}/propose", data=typed(contract, ["201000.00"], standstill_days="8"))
    assert still.status_code == 422
    assert "the law asks for none here" in still.text
    data = typed(contract, ["290000.00"])
    assert buyer.post(f"{base}/propose", data=data).status_code == 422
    why = {"ground": "unforeseen", "ground_why": "A flood closed the other kitchen."}
    page = buyer.post(
        f"{base}/propose", data=data | PUBLIC | {"changes_scope": "yes"} | why
    ).location
    assert "Nobody can sign before it is recorded here." in words_of(buyer.get(page).text)
    clock.set_to(NOW + timedelta(days=3, hours=4), stopped=True)
    notice = f"/tenders/{tender_id}/contracts/{contract_id}/notices/UK10"
    assert notice in buyer.get(f"/tenders/{tender_id}/notices").text
    assert buyer.post(notice, data=later(THERE)).status_code == 302
    change_id = newest(contract).id
    buyer.post(f"{base}/{change_id}/sign/buyer")
    baker.post(f"{base}/{change_id}/sign/supplier")
    db.session.remove()
    changed = db.session.get_one(Contract, contract_id)
    assert (str(changed.value), changed.regime) == ("£290,000.00", "public")
    end = words_of(buyer.get(f"/tenders/{tender_id}/notices").text)
    assert "Contract termination notice (UK11)" in end


def test_a_change_is_in_the_open_data_once_it_may_be_told(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    _, contract = public
    base = f"/contracts/{contract.id}/changes"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    buyer.post(f"{base}/propose", data=typed(contract, ["210000.00"], **PUBLIC))
    change_id: UUID = newest(contract).id

    def told() -> str:
        return json.dumps(exported(), ensure_ascii=False)

    assert "£210,000.00" not in told()
    buyer.post(f"{base}/{change_id}/sign/buyer")
    baker.post(f"{base}/{change_id}/sign/supplier")
    assert "Value without VAT £200,000.00 to £210,000.00" in told()
    assert WORDS not in told()
