"""The pages of awards: each bidder’s own summary, and a claim that suspends the signature."""

import re
from datetime import date
from uuid import UUID

import pytest
from flask import Flask

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import contracts, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine import clock
from marketplace.engine.access import Actor, Role
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from procurement.tendering.conflict import Interest
from tests.assessment_rows import assess, award_in_standstill, awarded
from tests.buttons import press
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW

SUSPENDED = "A claim was made during the standstill. The contract cannot be signed until"
AFTER = NOW.replace(month=12, day=7)


def filled(name: str, day: date, **words: str) -> dict[str, str]:
    parts = {"day": day.day, "month": day.month, "year": day.year}
    return {f"{name}-{part}": str(value) for part, value in parts.items()} | words


CLAIM = filled("notified_on", date(2026, 11, 23), about="Canal Gardens, about question 2.")
END = filled("ended_on", date(2026, 12, 7), reason="Withdrawn by letter.")


def test_a_published_award_stands_on_the_tenders_page_for_everybody(
    app: Flask, cast: Cast, made: tuple[UUID, UUID, UUID]
) -> None:
    tender_id, _, contract_id = made
    page = client_of(app, None).get(f"/tenders/{tender_id}").text
    for term, value in {
        "Won by": cast.bakery.name,
        "Price at the award": "£200,000.00 excluding VAT",
        "Bids for this lot": "2",
        "Award published here": "23 November 2026",
        "Standstill": "23 November 2026 to 3 December 2026",
        "Contract": "Not signed yet",
    }.items():
        assert stands(page, term, value)
    clock.set_to(AFTER, stopped=True)
    signatures.sign_contract(
        cast.buyer, contract_id, for_buyer=True, seen=what_is_signed(contract_id)
    )
    signatures.sign_contract(
        cast.baker, contract_id, for_buyer=False, seen=what_is_signed(contract_id)
    )
    page = client_of(app, None).get(f"/tenders/{tender_id}").text
    assert stands(page, "Signed", "7 December 2026")
    assert stands(page, "Value", "£200,000.00 excluding VAT")
    assert stands(page, "Term", "4 January 2027 to 31 December 2027")


def test_nothing_of_a_decision_is_public_before_the_award_is(
    app: Flask, cast: Cast, tender: Tender, bids: tuple[Bid, Bid], panel: dict[Actor, Evaluator]
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    [lot] = parts_of(tender.id).lots
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bids[0].id, reason="First.")
    page = client_of(app, None).get(f"/tenders/{tender.id}").text
    assert "as soon as the buyer publishes the award" in page
    assert cast.bakery.name not in page
    assert "Won by" not in page


def test_who_still_has_to_declare_is_led_there_and_decides_nothing(
    app: Flask, make: Make, cast: Cast, tender: Tender, bids: tuple[Bid, Bid]
) -> None:
    colleague = make.member(cast.council, Role.BUYER)
    page = client_of(app, colleague).get(f"/tenders/{tender.id}/awards").text
    assert "Before you go on: the bidders are known" in page
    assert "Cancel lot 1" not in page
    declare_conflict(colleague, tender.id, interest=Interest.NONE, about="")
    page = client_of(app, colleague).get(f"/tenders/{tender.id}/awards").text
    assert "Before you go on" not in page
    assert "Cancel lot 1" in page


def stands(page: str, term: str, value: str) -> bool:
    """The term and its value stand beside each other."""
    row = rf">{re.escape(term)}</dt><dd[^>]*>\s*{re.escape(value)}\s*</dd>"
    return re.search(row, page) is not None


@pytest.fixture
def made(make: Make, cast: Cast) -> tuple[UUID, UUID, UUID]:
    """A published award in its standstill: the ids of tender, award and contract."""
    tender_id, award_id = award_in_standstill(make, cast)
    end = date(2027, 12, 31)
    contract = contracts.prepare_contract(
        cast.buyer,
        tender_id,
        award_id=award_id,
        starts_on=date(2027, 1, 4),
        ends_on=end,
        order_number="PO-7",
        terms="As published.",
        precedence=USUAL_ORDER,
        milestones=[MilestonePlan("All", end, Money(20_000_000))],
    )
    return tender_id, award_id, contract.id


def test_the_buyer_records_a_claim_and_both_sides_read_that_nobody_can_sign(
    app: Flask, cast: Cast, made: tuple[UUID, UUID, UUID]
) -> None:
    tender, award, contract = made
    buyer, baker = client_of(app, cast.buyer), client_of(app, cast.baker)
    assert f"/awards/{award}/suspend" in buyer.get(f"/tenders/{tender}/awards").text
    form = buyer.get(f"/awards/{award}/suspend").text
    assert "can go to court until 22 December 2026" in form
    shown = buyer.post(f"/awards/{award}/suspend", data=CLAIM, follow_redirects=True).text
    assert SUSPENDED in shown
    assert "Canal Gardens, about question 2." in shown
    assert "Suspended by a claim" in shown
    assert "can be signed from" not in shown
    clock.set_to(AFTER, stopped=True)
    for client in (buyer, baker):
        page = client.get(f"/contracts/{contract}").text
        assert SUSPENDED in page
        assert "Sign for" not in page
        assert "Canal Gardens" not in page
    refused = press(baker, f"/contracts/{contract}", "sign/supplier")
    assert refused.status_code == 422
    assert SUSPENDED in refused.text


def test_after_the_claim_has_ended_the_contract_is_signed(
    app: Flask, cast: Cast, made: tuple[UUID, UUID, UUID]
) -> None:
    _, award, contract = made
    buyer = client_of(app, cast.buyer)
    early = buyer.get(f"/awards/{award}/resume")
    assert early.status_code == 422
    assert "so it cannot be resumed now" in early.text
    buyer.post(f"/awards/{award}/suspend", data=CLAIM)
    clock.set_to(AFTER, stopped=True)
    work = buyer.get("/my").text
    assert "Record how the claim ended" in work
    assert "Sign the contract" not in work
    assert "Canal Gardens, about question 2." in buyer.get(f"/awards/{award}/resume").text
    shown = buyer.post(f"/awards/{award}/resume", data=END, follow_redirects=True).text
    assert "it ended on 7 December 2026: Withdrawn by letter." in shown
    assert "Sign for Midborough Council" in buyer.get(f"/contracts/{contract}").text
    assert press(buyer, f"/contracts/{contract}", "sign/buyer").status_code == 302


def test_a_claim_outside_the_standstill_is_refused_beside_its_day(
    app: Flask, cast: Cast, made: tuple[UUID, UUID, UUID]
) -> None:
    _, award, _ = made
    early = CLAIM | filled("notified_on", date(2026, 11, 20))
    answer = client_of(app, cast.buyer).post(f"/awards/{award}/suspend", data=early)
    assert answer.status_code == 422
    assert "The standstill runs from 23 November 2026 to 3 December 2026." in answer.text
    assert "about question 2." in answer.text
    empty = client_of(app, cast.buyer).post(f"/awards/{award}/suspend", data={})
    assert "Enter the day on which you were notified." in empty.text


def test_nobody_but_the_buyer_finds_where_claims_are_recorded(
    app: Flask, cast: Cast, made: tuple[UUID, UUID, UUID]
) -> None:
    _, award, _ = made
    for person in (cast.finance, cast.baker, cast.gardener, cast.broker):
        assert client_of(app, person).get(f"/awards/{award}/suspend").status_code == 404
        assert client_of(app, person).post(f"/awards/{award}/resume", data=END).status_code == 404


def test_each_bidder_reads_its_own_summary_and_no_rivals(
    app: Flask, tender, bids, panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    assert f'href="/tenders/{tender.id}/awards"' in client_of(app, cast.buyer).get("/my").text
    own = f"/bids/{bids[1].id}/summary/{award_id}"
    assert "The winning bid" in client_of(app, cast.gardener).get(own).text
    assert client_of(app, cast.baker).get(own).status_code == 404
    assert client_of(app, cast.stranger).get(own).status_code == 404
    assert "Won</strong>" in client_of(app, cast.baker).get("/bids").text
    assert "Not successful</strong>" in client_of(app, cast.gardener).get("/bids").text


def test_a_lot_of_another_tender_cannot_be_cancelled_here(
    app: Flask, make: Make, tender, cast: Cast
) -> None:
    other = make.tender(cast.council, lots=1)
    lot = parts_of(other.id).lots[0]
    path = f"/tenders/{tender.id}/lots/{lot.id}/cancel"
    assert client_of(app, cast.buyer).post(path, data={"reason": "x"}).status_code == 404
