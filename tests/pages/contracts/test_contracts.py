"""The pages of contracts, as each side sees them."""

from datetime import date, timedelta
from re import findall, search
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.assessment.models.awards import Award
from marketplace.contracts.models.contracts import Contract, ContractClause
from marketplace.contracts.queries.contracts import contracts_listed_for
from marketplace.engine import db, paging
from marketplace.engine.paging import Beside
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    ScanState,
    Visibility,
)
from marketplace.tendering.models.tenders import Clause, Lot
from procurement.ground.money import Money
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, awarded, opened_bid
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.contracts.test_papers import pdf_of, text_of
from tests.trail import all_on_record


@pytest.fixture
def award_id(make: Make, cast: Cast) -> UUID:
    """A published award of the bakery’s bid for £90,000, below the threshold of a standstill."""
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 90_000_00)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {bid.id: 4})
    return awarded(tender, cast.buyer, bid.id)[0]


def test_milestones_that_do_not_add_up_are_said_and_kept(
    app: Flask, cast: Cast, award_id: UUID
) -> None:
    answer = client_of(app, cast.buyer).post(
        f"/awards/{award_id}/prepare-contract",
        data={
            "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2027",
            "terms": "As published.", "order": "usual",
            "milestones-0-title": "The first half",
            "milestones-0-due_on-day": "30", "milestones-0-due_on-month": "6",
            "milestones-0-due_on-year": "2027", "milestones-0-amount": "45,000",
        },
    )  # fmt: skip
    assert answer.status_code == 422
    assert "add up to £45,000.00, but the contract is worth £90,000.00" in answer.text
    assert "The first half" in answer.text
    assert db.session.scalars(select(Contract)).all() == []


def test_a_contract_is_prepared_signed_by_both_and_what_is_delivered_is_on_record(
    app: Flask, cast: Cast, award_id: UUID
) -> None:
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    form = buyer.get(f"/awards/{award_id}/prepare-contract").text
    assert "Prepare the contract with Harbour Bakery CIC" in form
    contract = buyer.post(
        f"/awards/{award_id}/prepare-contract",
        data={
            "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2027",
            "terms": "Conditions for services, version 2.", "order": "usual",
            "milestones-0-title": "All of it",
            "milestones-0-due_on-day": "31", "milestones-0-due_on-month": "12",
            "milestones-0-due_on-year": "2027", "milestones-0-amount": "90,000",
        },
    ).location  # fmt: skip
    assert "not signed yet" in baker.get(contract).text
    assert press(buyer, contract, "sign/supplier").status_code == 422
    press(buyer, contract, "sign/buyer")
    signed = press(baker, contract, "sign/supplier", follow_redirects=True).text
    assert "Your signature is on record." in signed
    assert "not signed yet" not in signed
    placements = buyer.get(contract).text.partition("Paid work placements")[2]
    promise = search(rf'href="({contract}/promises/[^"]+)"', placements)[1]
    assert "Promised: <strong>8 placements" in buyer.get(promise).text
    refused = buyer.post(promise, data={"delivered": "-3"})
    assert refused.status_code == 422
    assert "0 or more" in refused.text
    assert 'value="-3"' in refused.text
    assert (
        "5 placements" in buyer.post(promise, data={"delivered": "5"}, follow_redirects=True).text
    )
    assert baker.post(promise, data={"delivered": "8"}).status_code == 403


def test_a_contract_has_the_days_the_options_and_the_extension_of_its_lot(
    app: Flask, cast: Cast, award_id: UUID
) -> None:
    with db.transaction():
        lot = db.session.get_one(Lot, db.session.get_one(Award, award_id).lot_id)
        lot.starts_on, lot.ends_on = date(2027, 2, 1), date(2028, 1, 31)
        lot.options, lot.options_estimate = "Meals at weekends.", Money(1_000_000)
        lot.extension_months, lot.extension = 24, "Twice by 12 months."
    buyer = client_of(app, cast.buyer)
    path = f"/awards/{award_id}/prepare-contract"
    form = buyer.get(path).text
    assert "It can be extended by 24 months at most: Twice by 12 months." in form
    proposed = dict(findall(r'name="([a-z_0-9-]+(?:day|month|year))"[^>]* value="([^"]*)"', form))
    assert [proposed[f"ends_on-{part}"] for part in ("day", "month", "year")] == ["31", "1", "2028"]
    typed = {"terms": "As published.", "order": "usual", "milestones-0-title": "All of it"}
    contract = buyer.post(path, data=proposed | typed | {"milestones-0-amount": "90,000"}).location
    row = db.session.scalars(select(Contract)).one()
    assert (row.starts_on, row.ends_on) == (date(2027, 2, 1), date(2028, 1, 31))
    assert row.beyond == [
        "Options: Meals at weekends.",
        "It can be extended to 31 January 2030 at most: Twice by 12 months.",
    ]
    for browser in (buyer, client_of(app, cast.baker)):
        assert "extended to 31 January 2030 at most" in browser.get(contract).text
    said = text_of(pdf_of(buyer, row.id))
    assert "It can be extended to 31 January 2030 at most: Twice by 12 months." in said


def test_what_a_clause_says_of_its_proof_stands_in_the_contract(
    app: Flask, cast: Cast, award_id: UUID
) -> None:
    with db.transaction():
        for clause in db.session.scalars(select(Clause)):
            clause.proof = "Confirmed by: the college."
    buyer = client_of(app, cast.buyer)
    contract = buyer.post(
        f"/awards/{award_id}/prepare-contract",
        data={
            "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2027",
            "terms": "As published.", "order": "usual", "milestones-0-title": "All",
            "milestones-0-due_on-day": "30", "milestones-0-due_on-month": "6",
            "milestones-0-due_on-year": "2027", "milestones-0-amount": "90,000",
        },
    ).location  # fmt: skip
    shown = buyer.get(contract).text
    assert "Confirmed by: the college." in shown
    db.session.remove()
    row = db.session.scalars(select(ContractClause)).first()
    assert "Confirmed by: the college." in buyer.get(f"{contract}/promises/{row.id}").text


def test_the_buyer_changes_the_order_number_and_the_supplier_reads_it(
    app: Flask, cast: Cast, make: Make
) -> None:
    page = f"/contracts/{make.contract(cast.council, cast.bakery, '100.00').id}"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    number = {"order_number": "PO-2027-1"}
    assert baker.post(f"{page}/order-number", data=number).status_code == 403
    assert "PO-2027-1" not in baker.get(page).text
    assert buyer.post(f"{page}/order-number", data=number).location == page
    assert "PO-2027-1" in baker.get(page).text


def test_a_contract_is_listed_and_shown_to_its_two_sides_only(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, [(cast.bakery, "60"), (cast.gardens, "40")], "100.00")
    page = f"/contracts/{contract.id}"
    for person in (cast.buyer, cast.finance, cast.baker, cast.gardener):
        assert f'href="{page}"' in client_of(app, person).get("/contracts").text
        assert "leads a consortium of 2" in client_of(app, person).get(page).text
    for person in (cast.cleaner, cast.evaluators[0], cast.broker, cast.stranger):
        assert "No contract yet." in client_of(app, person).get("/contracts").text
        assert client_of(app, person).get(page).status_code == 404
        assert client_of(app, person).get(f"{page}/order-number").status_code == 404


def test_a_contract_names_the_documents_of_its_tender(
    app: Flask, cast: Cast, award_id: UUID
) -> None:
    award = db.session.get_one(Award, award_id)
    with db.transaction():
        document = Document(
            organisation_id=cast.council.id, subject="tender", subject_id=award.tender_id,
            kind="Specification", visibility=Visibility.PUBLIC,
        )  # fmt: skip
        db.session.add(document)
        db.session.flush()
        version = DocumentVersion(
            document_id=document.id, number=1, file_name="spec.txt", media_type="text/plain",
            size=9, sha256="5" * 64, scan=ScanState.CLEAN, stored_at=NOW,
            stored_by=cast.buyer.person_id,
        )  # fmt: skip
        db.session.add(version)
    buyer, path = client_of(app, cast.buyer), f"/awards/{award_id}/prepare-contract"
    assert "with its version (Specification, version 1)." in buyer.get(path).text
    page = buyer.post(
        path,
        data={
            "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2027",
            "terms": "As published.", "order": "usual", "milestones-0-title": "All",
            "milestones-0-due_on-day": "30", "milestones-0-due_on-month": "6",
            "milestones-0-due_on-year": "2027", "milestones-0-amount": "90,000",
        },
    ).location  # fmt: skip
    shown = buyer.get(page).text
    assert f"/documents/{document.id}/versions/1" in shown
    assert "Specification, version 1" in shown


def test_the_terms_stand_before_both_sides_until_one_has_signed(
    app: Flask, cast: Cast, award_id: UUID
) -> None:
    buyer = client_of(app, cast.buyer)
    page = buyer.post(
        f"/awards/{award_id}/prepare-contract",
        data={
            "starts_on-day": "4", "starts_on-month": "1", "starts_on-year": "2027",
            "ends_on-day": "31", "ends_on-month": "12", "ends_on-year": "2027",
            "terms": "As published.", "order": "usual", "milestones-0-title": "All",
            "milestones-0-due_on-day": "30", "milestones-0-due_on-month": "6",
            "milestones-0-due_on-year": "2027", "milestones-0-amount": "90,000",
        },
    ).location  # fmt: skip
    with db.transaction():
        db.session.scalars(select(Contract)).one().terms = ""
    refused = press(buyer, page, "sign/buyer")
    assert refused.status_code == 422
    assert "Give the terms of the contract" in refused.text
    assert buyer.post(f"{page}/terms", data={"terms": " "}).status_code == 422
    assert buyer.post(f"{page}/terms", data={"terms": "Paid in 7 days."}).status_code == 302
    assert "Paid in 7 days." not in all_on_record()
    assert "Paid in 7 days." in client_of(app, cast.baker).get(page).text
    assert press(buyer, page, "sign/buyer").status_code == 302
    late = buyer.post(f"{page}/terms", data={"terms": "Paid in 30 days."})
    assert late.status_code == 422
    assert "they stay as they are" in late.text


def test_contracts_are_listed_once_each_in_whatever_part(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the supplier, as a member of another's, and not where it has no part."""
    rows = [
        make.contract(cast.council, cast.bakery, "100.00"),
        make.contract(cast.council, [(cast.bakery, "50"), (cast.gardens, "50")], "100.00"),
        make.contract(cast.council, [(cast.gardens, "50"), (cast.bakery, "50")], "100.00"),
        make.contract(cast.council, cast.gardens, "100.00"),
    ]
    ids = [row.id for row in rows]
    monkeypatch.setitem(paging.stretch_of.__kwdefaults__, "size", 2)
    for actor, expected in ((cast.baker, ids[2::-1]), (cast.buyer, ids[::-1]), (cast.stranger, [])):
        first = contracts_listed_for(actor, Beside())
        second = contracts_listed_for(actor, Beside(first.after)).rows if first.after else []
        assert [row.id for (row,) in (*first.rows, *second)] == expected
