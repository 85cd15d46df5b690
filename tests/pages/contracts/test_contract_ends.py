"""A contract ends: completed, or early once the supplier was heard; its notice follows."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import update

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.engine import clock, db
from marketplace.tendering.models.tenders import Tender
from procurement.contracts.contract import ContractState
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.hosting_rows import unsigned
from tests.letters import letters
from tests.pages.assessment.test_award_notices import THERE
from tests.pages.contracts.test_contract_changes import day, later, public
from tests.pages.organisations.test_organisations import words_of

__all__ = ["public"]


@pytest.fixture
def contract_id(cast: Cast, make: Make) -> UUID:
    """£300 in three parts, the first of them accepted."""
    parts = ["100.00"] * 3
    return make.contract(cast.council, cast.bakery, "300.00", milestones=parts, accepted=1).id


def state_of(contract_id: UUID) -> ContractState:
    db.session.remove()
    return db.session.get_one(Contract, contract_id).state


def ending(ground: str, days: int, reply: int | None = None) -> dict[str, str]:
    typed = {"ground": ground, "reasons": "No meal came for a month."}
    typed |= day("last_day", clock.today() + timedelta(days=days))
    return (
        typed if reply is None else typed | day("reply_by", clock.today() + timedelta(days=reply))
    )


def test_a_contract_is_completed_once_its_work_is_accepted_and_can_still_be_invoiced(
    app: Flask, cast: Cast, make: Make
) -> None:
    parts = ["100.00"] * 2
    whole = make.contract(cast.council, cast.bakery, "200.00", milestones=parts, accepted=1).id
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    early = buyer.post(f"/contracts/{whole}/end/complete")
    assert early.status_code == 422
    assert "Not all of its work is accepted" in early.text
    first, second = (row.id for row in milestones_of(whole))
    baker.post(f"/contracts/{whole}/milestones/{second}/claim")
    assert "You cannot call it completed yet. Work that the supplier calls finished" in (
        buyer.get(f"/contracts/{whole}/end").text
    )
    assert "Accept it or send it back" in buyer.post(f"/contracts/{whole}/end/complete").text
    buyer.post(f"/contracts/{whole}/milestones/{second}/accept")
    assert baker.post(f"/contracts/{whole}/end/complete").status_code == 403
    clock.set_to(NOW + timedelta(days=400), stopped=True)
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert "Say that the contract is completed" in buyer.get("/my").text
    buyer.post(f"/contracts/{whole}/end/complete")
    assert state_of(whole) is ContractState.COMPLETED
    assert "Say that the contract is completed" not in buyer.get("/my").text
    assert "Its work is done: it was completed" in baker.get(f"/contracts/{whole}").text
    assert "contract_completed" in {letter.template for letter in letters()}
    page = f"/contracts/{whole}/milestones/{first}/invoice"
    assert "Invoice milestone 1" in baker.get(f"/contracts/{whole}").text
    assert baker.post(page, data={"vat": "standard"}).status_code == 302


def test_a_contract_ends_early_once_the_supplier_agrees(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    base = f"/contracts/{contract_id}/end"
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    unsaid = buyer.post(f"{base}/early", data=ending("", 0) | {"reasons": "Too few came."})
    assert unsaid.status_code == 422
    assert "Choose why it ends." in unsaid.text
    assert "Too few came." in unsaid.text
    buyer.post(f"{base}/early", data=ending("agreement", 0))
    assert "the buyer means to end the contract" in baker.get("/my").text
    assert "No meal came for a month." in baker.get(base).text
    waiting = buyer.get(base).text
    assert "You cannot record it yet. The supplier has not agreed yet." in waiting
    assert "The contract has ended" not in waiting
    assert "has not agreed yet" in buyer.post(f"{base}/record").text
    assert "Say what you think of it" in baker.post(f"{base}/answer", data={"words": ""}).text
    baker.post(f"{base}/answer", data={"agrees": "y"})
    assert "answered this already" in baker.post(f"{base}/answer", data={"words": "Also."}).text
    assert "Record that the contract has ended" in buyer.get("/my").text
    assert "The contract has ended" in buyer.get(base).text
    assert "Your side has answered this already." in baker.get(f"{base}/answer").text
    buyer.post(f"{base}/record")
    assert state_of(contract_id) is ContractState.TERMINATED
    shown = words_of(baker.get(f"/contracts/{contract_id}").text)
    assert "It ended early on 23 November 2026" in shown
    assert "Invoice milestone 1" in shown
    second = milestones_of(contract_id)[1].id
    claim = baker.post(f"/contracts/{contract_id}/milestones/{second}/claim")
    assert claim.status_code == 422
    told = {letter.template for letter in letters()}
    assert {"contract_end_intended", "contract_end_answered", "contract_ended"} <= told


@pytest.mark.parametrize("year", ["0001", "9999"])
def test_a_last_day_from_which_no_day_can_be_counted_is_refused_at_its_field(
    app: Flask, cast: Cast, contract_id: UUID, year: str
) -> None:
    typed = ending("contract_term", 30, reply=14) | {"last_day-year": year}
    refused = client_of(app, cast.buyer).post(f"/contracts/{contract_id}/end/early", data=typed)
    assert refused.status_code == 422
    assert "Use a year from 1900 to 2199." in refused.text
    assert f'value="{year}"' in refused.text


def test_what_never_began_is_not_said_to_go_on(app: Flask, cast: Cast, make: Make) -> None:
    key: UUID = unsigned(make, cast).id
    with db.transaction():
        db.session.execute(
            update(Contract).where(Contract.id == key).values(state=ContractState.TERMINATED)
        )
    db.session.remove()
    buyer = client_of(app, cast.buyer)
    assert "It ended before both sides had signed it." in buyer.get(f"/contracts/{key}/end").text
    proposal = buyer.get(f"/contracts/{key}/changes/propose").text
    assert "that goes on, is changed" in proposal
    assert "The contract is worth" not in proposal
    assert "Ended early" in buyer.get("/contracts").text


def test_a_contract_that_is_late_ends_on_the_day_on_which_that_is_said(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    base = f"/contracts/{contract_id}/end"
    beyond = client_of(app, cast.buyer).post(f"{base}/early", data=ending("contract_term", 366))
    assert "by itself: choose that day or an earlier one" in beyond.text
    clock.set_to(NOW + timedelta(days=400), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert buyer.post(f"{base}/early", data=ending("contract_term", 0)).status_code == 302


def test_an_intention_is_taken_back_and_the_contract_goes_on(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    base = f"/contracts/{contract_id}/end"
    buyer = client_of(app, cast.buyer)
    buyer.post(f"{base}/early", data=ending("breach", 5))
    again = buyer.post(f"{base}/early", data=ending("breach", 5))
    assert "told of an end already" in again.text
    by_address = buyer.get(f"{base}/early").text
    assert "told of an end already" in by_address
    assert "<textarea" not in by_address
    assert "Its last day is 28 November 2026" in buyer.post(f"{base}/record").text
    buyer.post(f"{base}/withdraw")
    assert state_of(contract_id) is ContractState.SIGNED
    assert "End it early" in buyer.get(base).text
    assert buyer.post(f"{base}/withdraw").status_code == 404


def test_on_a_ground_of_the_act_the_supplier_is_heard_and_a_notice_follows_in_thirty_days(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    tender_id, contract_id = (row.id for row in public)
    base = f"/contracts/{contract_id}/end"
    buyer = client_of(app, cast.buyer)
    unheard = buyer.post(f"{base}/early", data=ending("excluded", 2))
    assert "until which it can say whether the ground holds" in unheard.text
    buyer.post(f"{base}/early", data=ending("excluded", 2, reply=10))
    clock.set_to(NOW + timedelta(days=5), stopped=True)
    buyer = client_of(app, cast.buyer)
    assert "The supplier can answer until 3 December 2026" in buyer.post(f"{base}/record").text
    clock.set_to(NOW + timedelta(days=11, hours=4), stopped=True)
    buyer = client_of(app, cast.buyer)
    buyer.post(f"{base}/record")
    assert state_of(contract_id) is ContractState.TERMINATED
    page = words_of(buyer.get(base).text)
    assert "by 24 December 2026 (Procurement Act 2023, s80)" in page
    assert "Publish and record the contract termination notice" in buyer.get("/my").text
    notice = f"/tenders/{tender_id}/contracts/{contract_id}/notices/UK11"
    said = words_of(buyer.get(notice).text)
    assert "The supplier has become an excluded or excludable supplier" in said
    assert "25 November 2026" in said
    recorded = buyer.post(notice, data=later(THERE) | {"central_notice": "034567-2026"})
    assert recorded.status_code == 302, words_of(recorded.text)
    assert "It is recorded" in buyer.get(base).text
    assert "Publish and record the contract termination notice" not in buyer.get("/my").text


def test_wherever_a_contract_stands_its_real_last_day_is_told_once_it_has_ended(
    app: Flask, cast: Cast, public: tuple[Tender, Contract]
) -> None:
    tender_id, contract_id = (row.id for row in public)
    agreed = public[1].ends_on
    base, buyer = f"/contracts/{contract_id}/end", client_of(app, cast.buyer)
    buyer.post(f"{base}/early", data=ending("contract_term", 0))
    assert buyer.post(f"{base}/record").status_code == 302
    own = words_of(buyer.get(f"/contracts/{contract_id}").text)
    assert "Ended early 23 November 2026" in own
    assert "Not done: the contract ended" in own
    assert "Planned" not in own
    assert "it ended on 23 November 2026" in words_of(buyer.get("/contracts").text)
    both = f"23 November 2026 (agreed until {agreed:%-d %B %Y})"
    anybody = app.test_client()
    assert both in words_of(anybody.get("/contracts/register?ends=ended").text)
    notice = words_of(anybody.get(f"/tenders/{tender_id}").text)
    assert f"to {both}" in notice
    assert "Signed; ended early on 23 November 2026" in notice
    header, row = anybody.get("/contracts/register.csv?ends=ended").text.strip().splitlines()
    assert "agreed last day,real last day" in header
    assert f",{agreed},2026-11-23," in row
    calendar = anybody.get("/contracts/register.ics?ends=ended").text
    assert "DTSTART;VALUE=DATE:20261123" in calendar


def test_a_contract_below_the_threshold_owes_no_notice_of_its_end(
    app: Flask, cast: Cast, contract_id: UUID
) -> None:
    base = f"/contracts/{contract_id}/end"
    buyer = client_of(app, cast.buyer)
    assert "s78" not in buyer.get(f"{base}/early").text
    buyer.post(f"{base}/early", data=ending("contract_term", 0))
    buyer.post(f"{base}/record")
    assert state_of(contract_id) is ContractState.TERMINATED
    assert "UK11" not in buyer.get(base).text
    assert "termination notice" not in buyer.get("/my").text
