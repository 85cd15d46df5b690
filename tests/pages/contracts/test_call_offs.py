"""Work is called off under a framework: what both sides see, and what is refused."""

from datetime import date, timedelta
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import delete, select, update

from marketplace.contracts.models.contracts import Contract, ContractKind, Milestone
from marketplace.contracts.queries.contracts import milestones_of, paper_to_sign, shares_of
from marketplace.economy.queries.committed import commitments
from marketplace.engine import clock, db, jobs
from procurement.contracts.contract import ContractState
from procurement.ground.money import Money
from procurement.tendering.framework import Ordering
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, awarded, opened_bid
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.letters import letters
from tests.pages.contracts.test_contract_changes import day


@pytest.fixture
def framework_id(make: Make, cast: Cast) -> UUID:
    """Of the council with the bakery (60 per cent) and the gardens: up to £1,000."""
    contract = make.contract(cast.council, [(cast.bakery, "60"), (cast.gardens, "40")], "1000.00")
    with db.transaction():
        db.session.execute(delete(Milestone).where(Milestone.contract_id == contract.id))
        db.session.execute(
            update(Contract)
            .where(Contract.id == contract.id)
            .values(kind=ContractKind.FRAMEWORK)
        )  # fmt: skip
    return contract.id


def called(pounds: str, starts_on: date | None = None, **said: str) -> dict[str, str]:
    """The form of a call-off as it is typed, of one milestone."""
    first = starts_on or clock.today()
    last = first + timedelta(days=30)
    typed = {"title": "Meals in May", "words": "100 hot meals.", "order_number": "PO-9"}
    typed |= day("starts_on", first) | day("ends_on", last) | day("milestones-0-due_on", last)
    return typed | {"milestones-0-title": "All meals", "milestones-0-amount": pounds} | said


def prepared(app: Flask, cast: Cast, framework_id: UUID, pounds: str) -> UUID:
    page = f"/contracts/{framework_id}/call-offs/prepare"
    answer = client_of(app, cast.buyer).post(page, data=called(pounds))
    assert answer.status_code == 302, answer.text
    return UUID(answer.location.rsplit("/", 1)[1])


def contract(contract_id: UUID) -> Contract:
    db.session.remove()
    return db.session.get_one(Contract, contract_id)


def test_a_tender_whose_work_is_called_off_becomes_a_framework(
    app: Flask, make: Make, cast: Cast
) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1,
        ordering=Ordering.CALL_OFFS,
    )  # fmt: skip
    bid = opened_bid(tender, cast.bakery, 90_000_00)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {bid.id: 4})
    [award_id] = awarded(tender, cast.buyer, bid.id)
    buyer = client_of(app, cast.buyer)
    assert "in call-offs under a framework" in buyer.get(f"/tenders/{tender.id}").text
    page = f"/awards/{award_id}/prepare-contract"
    assert "Milestone 1" not in buyer.get(page).text
    typed = day("starts_on", date(2027, 1, 4)) | day("ends_on", date(2027, 12, 31))
    typed |= {"terms": "As published.", "order": "usual"}
    answer = buyer.post(page, data=typed)
    assert answer.status_code == 302, answer.text
    [made] = db.session.scalars(select(Contract)).all()
    assert (made.kind, made.value) == (ContractKind.FRAMEWORK, Money(90_000_00))
    assert milestones_of(made.id) == []
    assert "it promises no work" in buyer.get(f"/contracts/{made.id}").text
    assert paper_to_sign(made.id).content["kind"] == "framework"
    notice = buyer.get(f"/tenders/{tender.id}/contracts/{made.id}/notices/UK7").text
    assert "without VAT, the most that can be called off" in notice
    jobs.run_due()
    pdf = buyer.get(f"/contracts/{made.id}/document").data
    said = " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())
    assert "It promises no order." in said
    assert "Milestones" not in said


def test_who_bids_reads_that_nothing_is_promised(app: Flask, make: Make, cast: Cast) -> None:
    tender = make.tender(cast.council, lots=1, ordering=Ordering.CALL_OFFS)
    bid_id = make.bid(tender, cast.bakery, submitted=False).id
    assert "none of it is promised" in client_of(app, cast.baker).get(f"/bids/{bid_id}/prices").text


def test_what_is_called_off_is_a_contract_of_its_own_that_both_sides_sign(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    call_off_id = prepared(app, cast, framework_id, "400.00")
    assert [letter.template for letter in letters()] == ["contract_ready"]
    made = contract(call_off_id)
    assert (made.parent_id, made.value) == (framework_id, Money(400_00))
    assert made.terms.startswith("Called off under the framework “Contract ")
    assert [share.share for share in shares_of(made.id)] == [60, 40]
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert "£600.00" in buyer.get(f"/contracts/{framework_id}").text
    assert commitments() == []
    kept = buyer.post(f"/contracts/{call_off_id}/terms", data={"terms": "Others."})
    assert "take it back, and prepare it anew" in kept.text
    for client, side in ((buyer, "buyer"), (baker, "supplier")):
        assert "Sign the contract" in client.get("/my").text
        press(client, f"/contracts/{call_off_id}", f"sign/{side}")
    assert contract(call_off_id).state is ContractState.SIGNED
    assert sorted(one.pence for one in commitments()) == [160_00, 240_00]
    listed = baker.get(f"/contracts/{framework_id}/call-offs").text
    assert "Meals in May" in listed
    assert "Call off work" not in listed
    milestone_id = milestones_of(call_off_id)[0].id
    answer = baker.post(f"/contracts/{call_off_id}/milestones/{milestone_id}/claim")
    assert answer.status_code == 302


def test_call_offs_stay_together_within_the_framework(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    prepared(app, cast, framework_id, "400.00")
    page = f"/contracts/{framework_id}/call-offs/prepare"
    buyer = client_of(app, cast.buyer)
    refused = buyer.post(page, data=called("600.01"))
    assert refused.status_code == 422
    assert "Of the framework’s £1,000.00, £600.00 can still be called off" in refused.text
    assert "100 hot meals." in refused.text
    unsaid = buyer.post(page, data=called("1.00", title="", words=""))
    assert "Give it a title." in unsaid.text
    assert "Say what is delivered." in unsaid.text
    early = buyer.post(page, data=called("1.00", clock.today() - timedelta(days=1)))
    assert "A call-off begins within it" in early.text
    prepared(app, cast, framework_id, "600.00")


def test_either_side_can_say_no_before_both_have_signed(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    call_off_id = prepared(app, cast, framework_id, "400.00")
    baker, page = client_of(app, cast.baker), f"/contracts/{call_off_id}/take-back"
    assert "Say why" in baker.post(page, data={"reason": " "}).text
    assert baker.post(page, data={"reason": "Our oven is broken."}).status_code == 302
    told = letters()[-1]
    assert told.template == "call_off_taken_back"
    assert "Our oven is broken." in told.body
    assert contract(call_off_id).state is ContractState.TERMINATED
    buyer = client_of(app, cast.buyer)
    assert "£1,000.00" in buyer.get(f"/contracts/{framework_id}/call-offs/prepare").text
    assert "taken back before both sides" in buyer.get(f"/contracts/{call_off_id}").text
    assert "not both sides have signed" in buyer.post(page, data={"reason": "No."}).text


def test_a_change_keeps_a_call_off_within_its_framework_and_the_framework_above_its_call_offs(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    call_off_id = prepared(app, cast, framework_id, "400.00")
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    press(buyer, f"/contracts/{call_off_id}", "sign/buyer")
    press(baker, f"/contracts/{call_off_id}", "sign/supplier")
    ends_on = day("ends_on", contract(framework_id).ends_on)
    page = f"/contracts/{framework_id}/changes/propose"
    assert "Milestone" not in buyer.get(page).text
    for pounds, sentence in (("399.99", "is called off already"), ("", "Enter the most")):
        refused = buyer.post(page, data={"words": "Less.", "value": pounds} | ends_on)
        assert refused.status_code == 422
        assert sentence in refused.text
    assert buyer.post(page, data={"words": "Less.", "value": "700"} | ends_on).status_code == 302
    for client, side in ((buyer, "buyer"), (baker, "supplier")):
        change = client.get(f"/contracts/{framework_id}/changes").text
        address = change.split(f"/contracts/{framework_id}/changes/")[1].split('"')[0]
        client.post(f"/contracts/{framework_id}/changes/{address}/sign/{side}")
    assert contract(framework_id).value == Money(700_00)
    row = milestones_of(call_off_id)[0]
    more = {
        "words": "More.", "work-0-milestone_id": str(row.id), "work-0-title": "All meals",
        "work-0-amount": "700.01",
    }  # fmt: skip
    more |= day("ends_on", row.due_on) | day("work-0-due_on", row.due_on)
    refused = buyer.post(f"/contracts/{call_off_id}/changes/propose", data=more)
    assert refused.status_code == 422
    assert "£300.00 can still be called off" in refused.text


def test_nothing_is_signed_under_a_framework_that_is_over(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    call_off_id = prepared(app, cast, framework_id, "400.00")
    clock.set_to(NOW + timedelta(days=400), stopped=True)
    buyer = client_of(app, cast.buyer)
    refused = press(buyer, f"/contracts/{call_off_id}", "sign/buyer")
    assert "Nothing more can be called off under it" in refused.text
    assert contract(call_off_id).buyer_signed_at is None


def test_work_of_a_call_off_is_due_by_its_last_day(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    late = day("milestones-0-due_on", clock.today() + timedelta(days=31))
    page = f"/contracts/{framework_id}/call-offs/prepare"
    refused = client_of(app, cast.buyer).post(page, data=called("1.00") | late)
    assert refused.status_code == 422
    assert "after the last day of the contract" in refused.text


def test_a_framework_is_completed_once_it_is_over_and_nothing_goes_on_under_it(
    app: Flask, cast: Cast, framework_id: UUID
) -> None:
    call_off_id = prepared(app, cast, framework_id, "400.00")
    clock.set_to(NOW + timedelta(days=400), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert "Say that the contract is completed" not in buyer.get("/my").text
    page = f"/contracts/{framework_id}/end/complete"
    assert "A call-off under it goes on" in buyer.post(page).text
    buyer.post(f"/contracts/{call_off_id}/take-back", data={"reason": "Too late."})
    assert "Say that the contract is completed" in buyer.get("/my").text
    assert buyer.post(page).status_code == 302
    assert contract(framework_id).state is ContractState.COMPLETED
    late = buyer.post(f"/contracts/{framework_id}/call-offs/prepare", data=called("1.00"))
    assert "once both sides have signed the framework, until it ends" in late.text


def test_nobody_but_the_two_sides_reads_call_offs_and_only_the_buyer_calls_off(
    app: Flask, cast: Cast, make: Make, framework_id: UUID
) -> None:
    page = f"/contracts/{framework_id}/call-offs"
    other = make.contract(cast.council, cast.bakery, "10.00").id
    assert client_of(app, cast.cleaner).get(page).status_code == 404
    assert client_of(app, cast.gardener).get(page).status_code == 200
    baker = client_of(app, cast.baker)
    assert baker.post(f"{page}/prepare", data=called("1.00")).status_code == 403
    buyer = client_of(app, cast.buyer)
    assert buyer.get(f"/contracts/{other}/call-offs").status_code == 404
    assert buyer.post(f"/contracts/{other}/take-back", data={"reason": "x"}).status_code == 404
