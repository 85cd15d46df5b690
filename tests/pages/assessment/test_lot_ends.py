"""A procurement, or one lot, ends without a contract: at each stage, with what it does and who reads it."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.procurement_end import cancel_lot, cancel_tender
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.queries.awards import awards_of
from marketplace.assessment.queries.results import results_of
from marketplace.bidding.models.bids import Bid
from marketplace.contracts.actions import contracts, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import what_is_signed
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.official_notices import notices_of_tender
from marketplace.tendering.queries.tenders import parts_of, tender_of
from procurement.assessment.award import AwardState
from procurement.contracts.contract import ContractState
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.conflict import Interest
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TenderState
from tests.actions.assessment.test_price_enquiries import asked
from tests.assessment_rows import appointed, assess, awarded, opened_bid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.tender_rows import published_now

WHY = "The ward closes."


def ranked(make: Make, cast: Cast, pounds: int = 300_000, lots: int = 2) -> tuple[UUID, UUID]:
    """The ids of an opened tender, ranked, and of the bid of the bakery, which is first everywhere."""
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=lots,
        estimate=Money(pounds * 100),
    )  # fmt: skip
    won, lost = (opened_bid(tender, who, 2_000_000) for who in (cast.bakery, cast.gardens))
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {won.id: 4, lost.id: 3})
    return tender.id, won.id


def prepared(cast: Cast, tender_id: UUID, award_id: UUID) -> UUID:
    return contracts.prepare_contract(
        cast.buyer, tender_id, award_id=award_id, starts_on=date(2027, 1, 4),
        ends_on=date(2027, 12, 31), order_number="", terms="As the tender says.",
        precedence=USUAL_ORDER,
        milestones=[MilestonePlan("All of it", date(2027, 12, 31), Money(2_000_000))],
    ).id  # fmt: skip


def states(tender_id: UUID) -> tuple[TenderState, list[LotState], list[AwardState]]:
    db.session.expire_all()
    lots = [lot.state for lot in parts_of(tender_id).lots]
    return tender_of(tender_id).state, lots, [row.state for row in awards_of(tender_id)]


def told(template: str) -> set[UUID | None]:
    jobs.run_due()
    rows = db.session.scalars(select(Message).where(Message.template == template))
    return {row.person_id for row in rows}


def codes(tender_id: UUID) -> list[str]:
    return [row.code for row in notices_of_tender(tender_id)]


def test_before_the_deadline_all_of_it_ends_and_one_lot_cannot(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council, estimate=Money(30_000_000))
    tender_id, lot_id = tender.id, parts_of(tender.id).lots[0].id
    make.bid(tender, cast.bakery)
    with pytest.raises(Refusal, match="While bids are sealed every lot stands"):
        cancel_lot(cast.buyer, tender_id, lot_id=lot_id, reason=WHY)
    cancel_tender(cast.buyer, tender_id, why=WHY, published=published_now())
    assert states(tender_id) == (TenderState.CANCELLED, [LotState.CANCELLED] * 2, [])
    assert codes(tender_id) == ["UK12"]
    assert told("tender_cancelled") == {cast.baker.person_id}
    page = client_of(app, None).get(f"/tenders/{tender_id}").text
    assert WHY in page
    assert "Procurement termination notice (UK12)" in page
    assert db.session.scalars(select(Bid.keep_until)).one() is not None


def test_after_the_opening_whoever_ends_it_has_declared(cast: Cast, make: Make) -> None:
    tender = make.tender(cast.council, state=TenderState.OPENED, estimate=Money(30_000_000))
    opened_bid(tender, cast.bakery, 2_000_000)
    colleague = make.member(cast.council, Role.BUYER)
    with pytest.raises(Refusal, match="interest"):
        cancel_tender(colleague, tender.id, why=WHY, published=published_now())
    declare_conflict(colleague, tender.id, interest=Interest.NONE, about="")
    cancel_tender(colleague, tender.id, why=WHY, published=published_now())
    assert states(tender.id)[0] is TenderState.CANCELLED


def test_after_the_award_is_public_all_of_it_ends_with_contracts_that_are_not_signed(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender_id, won = ranked(make, cast)
    first, second = awarded(tender_of(tender_id), cast.buyer, won)
    contract_id = prepared(cast, tender_id, first)
    buyer = client_of(app, cast.buyer)
    page = f"/tenders/{tender_id}/cancel"
    assert f'href="{page}"' in buyer.get(f"/tenders/{tender_id}").text
    assert "contract that was prepared" in buyer.get(page).text
    with pytest.raises(Refusals, match="enter its number"):
        cancel_tender(cast.buyer, tender_id, why=WHY)
    cancel_tender(cast.buyer, tender_id, why=WHY, published=published_now())
    assert states(tender_id) == (
        TenderState.CANCELLED,
        [LotState.CANCELLED] * 2,
        [AwardState.CANCELLED] * 2,
    )
    assert codes(tender_id) == ["UK6", "UK12"]
    with pytest.raises(Refusal, match="nothing to sign"):
        signatures.sign_contract(
            cast.baker, contract_id, for_buyer=False, seen=what_is_signed(contract_id)
        )
    jobs.run_due()
    contract = db.session.get_one(Contract, contract_id, populate_existing=True)
    assert contract.state is ContractState.TERMINATED
    assert contract.keep_until is not None
    assert told("tender_cancelled") >= {cast.baker.person_id, cast.gardener.person_id}
    assert set(results_of([won]).values()) == {"Ended without a contract"}
    baker = client_of(app, cast.baker)
    assert "ended the lot without a contract" in baker.get(f"/contracts/{contract_id}").text
    summary = baker.get(f"/bids/{won}/summary/{first}").text
    assert "The buyer has ended the lot without a contract since" in summary
    assert "This bid won" not in summary
    assert WHY in baker.get(f"/bids/{won}").text
    assert second not in {row.id for row in awards_of(tender_id) if row.state != "cancelled"}


def test_a_lot_that_ends_before_the_award_notice_stands_in_it_and_has_none_of_its_own(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender_id, won = ranked(make, cast)
    first, second = (lot.id for lot in parts_of(tender_id).lots)
    cancel_lot(cast.buyer, tender_id, lot_id=first, reason=WHY)
    assert codes(tender_id) == []
    assert told("lot_cancelled") == {cast.baker.person_id, cast.gardener.person_id}
    assert f"was cancelled. Reason: {WHY}" in client_of(app, None).get(f"/tenders/{tender_id}").text
    assert WHY in client_of(app, cast.gardener).get(f"/bids/{_lost(tender_id, won)}").text
    award_lot(cast.buyer, tender_id, lot_id=second, bid_id=won, reason="First.")
    assert states(tender_id)[0] is TenderState.AWARDED


def _lost(tender_id: UUID, won: UUID) -> UUID:
    return db.session.scalars(select(Bid.id).where(Bid.tender_id == tender_id, Bid.id != won)).one()


def test_a_lot_whose_award_is_public_ends_with_a_notice_and_the_other_goes_on(
    app: Flask, cast: Cast, make: Make
) -> None:
    tender_id, won = ranked(make, cast)
    first, second = awarded(tender_of(tender_id), cast.buyer, won)
    ended, goes_on = prepared(cast, tender_id, first), prepared(cast, tender_id, second)
    lot_id = parts_of(tender_id).lots[0].id
    buyer = client_of(app, cast.buyer)
    page = f"/tenders/{tender_id}/lots/{lot_id}/cancel"
    assert "Number of the notice" in buyer.get(page).text
    missing = buyer.post(page, data={"reason": WHY})
    assert missing.status_code == 422
    assert WHY in missing.text
    there = published_now()
    at = there.at
    assert at is not None
    typed = {"reason": WHY, "central_notice": there.number, "central_notice_at-day": str(at.day),
             "central_notice_at-month": str(at.month), "central_notice_at-year": str(at.year),
             "central_notice_at-time": f"{at:%H:%M}"}  # fmt: skip
    assert buyer.post(page, data=typed).status_code == 302
    assert codes(tender_id) == ["UK6", "UK12"]
    notice = notices_of_tender(tender_id)[1]
    said = {line["key"]: line["sentences"] for line in notice.lines}
    assert said["not_awarded"][0].startswith("Lot 1: ")
    assert said["not_awarded"][0].endswith(WHY)
    assert said["not_awarded_on"] == ["23 November 2026"]
    jobs.run_due()
    found = {
        key: db.session.get_one(Contract, key, populate_existing=True).state
        for key in (ended, goes_on)
    }
    assert found == {
        ended: ContractState.TERMINATED,
        goes_on: ContractState.AWAITING_SIGNATURE,
    }
    clock.set_to(NOW.replace(month=12, day=7), stopped=True)
    for who, for_buyer in ((cast.buyer, True), (cast.baker, False)):
        signatures.sign_contract(who, goes_on, for_buyer=for_buyer, seen=what_is_signed(goes_on))
    with pytest.raises(Refusal, match="for lot 2 is signed"):
        cancel_tender(cast.buyer, tender_id, why=WHY, published=published_now())
    assert '/cancel">Cancel this tender' not in buyer.get(f"/tenders/{tender_id}").text


def test_with_its_last_lot_the_whole_procurement_ends(app: Flask, cast: Cast, make: Make) -> None:
    tender_id, _ = ranked(make, cast)
    first, second = (lot.id for lot in parts_of(tender_id).lots)
    cancel_lot(cast.buyer, tender_id, lot_id=first, reason=WHY)
    page = client_of(app, cast.buyer).get(f"/tenders/{tender_id}/lots/{second}/cancel").text
    assert "the whole procurement ends with this one" in page
    with pytest.raises(Refusals, match="enter its number"):
        cancel_lot(cast.buyer, tender_id, lot_id=second, reason=WHY)
    cancel_lot(cast.buyer, tender_id, lot_id=second, reason=WHY, published=published_now())
    assert states(tender_id)[0] is TenderState.CANCELLED
    assert codes(tender_id) == ["UK12"]
    assert tender_of(tender_id).cancelled_because == WHY


def test_after_the_summaries_below_the_threshold_no_notice_is_asked_for(
    cast: Cast, make: Make
) -> None:
    tender_id, won = ranked(make, cast, 40_000, lots=1)
    lot_id = parts_of(tender_id).lots[0].id
    award_lot(cast.buyer, tender_id, lot_id=lot_id, bid_id=won, reason="First.")
    send_summaries(cast.buyer, tender_id)
    cancel_tender(cast.buyer, tender_id, why=WHY)
    assert states(tender_id) == (
        TenderState.CANCELLED, [LotState.CANCELLED], [AwardState.CANCELLED],
    )  # fmt: skip
    assert codes(tender_id) == []
    assert isinstance(tender_of(tender_id), Tender)


def test_what_a_bidder_was_asked_waits_no_more(app: Flask, cast: Cast, make: Make) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 100)
    opened_bid(tender, cast.gardens, 10_000_000)
    appointed(tender, cast.buyer, *cast.evaluators)
    asked(tender, bid, cast)
    tender_id, baker = tender.id, client_of(app, cast.baker)
    assert "Explain your price" in baker.get("/my").text
    cancel_tender(cast.buyer, tender_id, why=WHY, published=published_now())
    assert "Explain your price" not in baker.get("/my").text
