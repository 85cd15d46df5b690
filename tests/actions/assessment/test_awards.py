"""From a ranking to a signed contract: nothing before its time, nothing to the wrong bid."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from marketplace.assessment.actions import awards
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.procurement_end import cancel_lot
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.bidding.models.bids import Bid, BidCommitment
from marketplace.contracts.actions import contracts, milestones, signatures
from marketplace.contracts.actions.contract_rows import MilestonePlan
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import (
    milestones_of,
    promises_of,
    shares_of,
    what_is_signed,
)
from marketplace.engine import clock, db, jobs
from marketplace.engine.act import NotAllowed, NotThere
from marketplace.engine.messages import Message
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.contracts.contract import ContractState
from procurement.contracts.precedence import USUAL_ORDER
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, awarded, opened_bid
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.tender_rows import published_now
from tests.trail import all_on_record

PRICE = 20_000_000


@pytest.fixture
def tender(make: Make, cast: Cast):
    return make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=NOW - timedelta(days=1),
        lots=1,
        estimate=Money(30_000_000),
    )


@pytest.fixture
def bids(tender, cast: Cast):
    rows = opened_bid(tender, cast.bakery, PRICE), opened_bid(tender, cast.gardens, PRICE + 1)
    panel = dict(
        zip(
            cast.evaluators,
            appointed(tender, cast.buyer, *cast.evaluators),
            strict=True,
        )
    )
    assess(tender, cast.buyer, panel, {rows[0].id: 4, rows[1].id: 3})
    return rows


def test_a_lot_goes_to_the_first_by_the_method_and_to_nobody_else(tender, bids, cast) -> None:
    lot = parts_of(tender.id).lots[0]
    with pytest.raises(Refusal, match="puts first"):
        award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bids[1].id, reason="Nice.")
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bids[0].id, reason="First.")
    db.session.refresh(tender)
    assert tender.state is TenderState.AWARDED


def test_each_bidder_gets_its_own_scores_and_the_loser_the_winners(tender, bids, cast) -> None:
    awarded(tender, cast.buyer, bids[0].id)
    sent = {row.bid_id: row.content for row in db.session.scalars(select(AssessmentSummary))}
    assert sent[bids[0].id]["winner"] is None
    assert sent[bids[1].id]["winner"]["parties"][0]["name"] == "Harbour Bakery CIC"
    assert sent[bids[1].id]["own"]["rank"] == 2
    assert "number 2" in sent[bids[1].id]["why_not"]


def test_the_award_is_not_published_before_the_summaries(tender, bids, cast: Cast) -> None:
    lot = parts_of(tender.id).lots[0]
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bids[0].id, reason="First.")
    with pytest.raises(Refusal, match="summaries first"):
        awards.publish_award(cast.buyer, tender.id, published=published_now())


def test_all_summaries_are_given_at_the_same_time_and_each_bidder_is_told_once(
    make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council, state=TenderState.OPENED, closes_at=NOW, lots=2)
    won, lost = opened_bid(tender, cast.bakery, PRICE), opened_bid(tender, cast.gardens, PRICE + 1)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    by_person = dict(zip(cast.evaluators, panel, strict=True))
    assess(tender, cast.buyer, by_person, {won.id: 4, lost.id: 3})
    first, second = parts_of(tender.id).lots
    award_lot(cast.buyer, tender.id, lot_id=first.id, bid_id=won.id, reason="First.")
    with pytest.raises(Refusal, match="First award or cancel lot 2"):
        send_summaries(cast.buyer, tender.id)
    award_lot(cast.buyer, tender.id, lot_id=second.id, bid_id=won.id, reason="First.")
    assert send_summaries(cast.buyer, tender.id) == 4
    assert len({row.sent_at for row in db.session.scalars(select(AssessmentSummary))}) == 1
    jobs.run_due()
    told = [
        row.person_id for row in db.session.scalars(select(Message)) if "summary" in row.subject
    ]
    assert sorted(told) == sorted([cast.baker.person_id, cast.gardener.person_id])


def prepared(tender, cast: Cast, award_id, milestones=None) -> Contract:
    return contracts.prepare_contract(
        cast.buyer,
        tender.id,
        award_id=award_id,
        starts_on=date(2027, 1, 4),
        ends_on=date(2027, 12, 31),
        order_number="PO-7",
        terms="As published.",
        precedence=USUAL_ORDER,
        milestones=milestones or [MilestonePlan("All", date(2027, 12, 31), Money(PRICE))],
    )


def test_milestones_must_add_up_to_the_winning_price(tender, bids, cast: Cast) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    with pytest.raises(Refusal, match=r"add up to £1\.00, but the contract is worth £200,000"):
        prepared(tender, cast, award_id, [MilestonePlan("All", date(2027, 12, 31), Money(100))])


def test_nobody_signs_before_the_standstill_has_ended(tender, bids, cast: Cast) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    award = db.session.get_one(Award, award_id)
    assert award.standstill_ends_on == date(2026, 12, 3)
    contract = prepared(tender, cast, award_id)
    with pytest.raises(Refusal, match="4 December 2026"):
        signatures.sign_contract(
            cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
        )
    clock.set_to(NOW.replace(month=12, day=4), stopped=True)
    signatures.sign_contract(
        cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
    )
    with pytest.raises(Refusal, match="Your side has signed this already"):
        signatures.sign_contract(
            cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
        )
    signatures.sign_contract(
        cast.baker, contract.id, for_buyer=False, seen=what_is_signed(contract.id)
    )
    db.session.refresh(contract)
    db.session.refresh(award)
    assert (contract.state, award.state) == (ContractState.SIGNED, AwardState.SIGNED)
    db.session.expire_all()
    kept = {bid.id: bid.keep_until for bid in db.session.scalars(select(Bid))}
    assert contract.keep_until == kept[bids[0].id] == date(2033, 12, 31)
    assert kept[bids[1].id] == tender.keep_until == date(2029, 12, 4)


def test_nobody_signs_for_the_other_side(tender, bids, cast: Cast) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    contract = prepared(tender, cast, award_id)
    with pytest.raises(Refusal, match="cannot sign for this side"):
        signatures.sign_contract(
            cast.buyer, contract.id, for_buyer=False, seen=what_is_signed(contract.id)
        )


def test_the_contract_holds_what_was_bid(tender, bids, cast: Cast) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    contract = prepared(tender, cast, award_id)
    assert contract.value == Money(PRICE)
    assert [share.share for share in shares_of(contract.id)] == [100]
    assert [promise.promised for promise in promises_of(contract.id)] == [8, 8]


def both_lots(make: Make, cast: Cast, **by_lot: str) -> list[list[Decimal]]:
    """What stands promised in the contracts of two lots that one bid has won."""
    tender = make.tender(cast.council, state=TenderState.OPENED, closes_at=NOW, lots=2)
    won = opened_bid(tender, cast.bakery, PRICE)
    lots = {f"lot_{lot.number}": str(lot.id) for lot in parts_of(tender.id).lots}
    with db.transaction():
        for row in db.session.scalars(select(BidCommitment)):
            row.by_lot = {lots[name]: quantity for name, quantity in by_lot.items()}
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {won.id: 4})
    return [
        [row.promised for row in promises_of(prepared(tender, cast, award_id).id)]
        for award_id in awarded(tender, cast.buyer, won.id)
    ]


def test_a_promise_for_a_lot_stands_in_its_contract_alone(make: Make, cast: Cast) -> None:
    assert both_lots(make, cast, lot_1="3", lot_2="5") == [[3, 3], [5, 5]]
    scores = {
        row.inputs["bids"][0]["social_value"] for row in db.session.scalars(select(LotRanking))
    }
    assert len(scores) == 2


def test_a_promise_of_the_bid_as_a_whole_stands_in_one_contract(make: Make, cast: Cast) -> None:
    assert both_lots(make, cast) == [[8, 8], []]


def test_a_milestone_is_claimed_returned_claimed_again_and_accepted(tender, bids, cast) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    contract = prepared(tender, cast, award_id)
    clock.set_to(NOW.replace(month=12, day=4), stopped=True)
    signatures.sign_contract(
        cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
    )
    signatures.sign_contract(
        cast.baker, contract.id, for_buyer=False, seen=what_is_signed(contract.id)
    )
    [milestone] = milestones_of(contract.id)
    with pytest.raises(Refusal, match="The contract begins on 4 January 2027"):
        milestones.claim_milestone(cast.baker, contract.id, milestone_id=milestone.id)
    clock.set_to(datetime(2027, 1, 4, 9, tzinfo=UTC), stopped=True)
    milestones.claim_milestone(cast.baker, contract.id, milestone_id=milestone.id)
    milestones.return_milestone(
        cast.buyer, contract.id, milestone_id=milestone.id, reason="No photos."
    )
    assert "No photos." not in all_on_record()
    milestones.claim_milestone(cast.baker, contract.id, milestone_id=milestone.id)
    milestones.accept_milestone(cast.buyer, contract.id, milestone_id=milestone.id)
    db.session.refresh(milestone)
    assert milestone.state == "accepted"


def test_a_cancelled_lot_takes_its_award_with_it(tender, bids, cast: Cast) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    lot = parts_of(tender.id).lots[0]
    cancel_lot(
        cast.buyer,
        tender.id,
        lot_id=lot.id,
        reason="The budget was cut.",
        published=published_now(),
    )
    db.session.expire_all()
    assert db.session.get_one(Award, award_id).state is AwardState.CANCELLED
    assert parts_of(tender.id).lots[0].state is LotState.CANCELLED


CLAIM = "Canal Gardens, about the score of question 2."
AFTER = NOW.replace(month=12, day=7)


def test_a_claim_in_the_standstill_stops_every_signature_until_it_has_ended(
    tender, bids, cast: Cast
) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    contract = prepared(tender, cast, award_id)
    today = london_day(NOW)
    awards.suspend_award(cast.buyer, tender.id, award_id=award_id, notified_on=today, about=CLAIM)
    clock.set_to(AFTER, stopped=True)
    for person, for_buyer in ((cast.buyer, True), (cast.baker, False)):
        with pytest.raises(Refusal, match="A claim was made during the standstill"):
            signatures.sign_contract(
                person, contract.id, for_buyer=for_buyer, seen=what_is_signed(contract.id)
            )
    awards.resume_award(
        cast.buyer,
        tender.id,
        award_id=award_id,
        ended_on=london_day(AFTER),
        reason="Withdrawn by letter.",
    )
    signatures.sign_contract(
        cast.buyer, contract.id, for_buyer=True, seen=what_is_signed(contract.id)
    )
    award = db.session.get_one(Award, award_id, populate_existing=True)
    assert (award.claim_notified_on, award.claim_about) == (today, CLAIM)
    assert (award.claim_ended_on, award.claim_ended_because) == (
        london_day(AFTER),
        "Withdrawn by letter.",
    )


def test_a_suspended_award_is_neither_suspended_again_nor_one_that_is_not_resumed(
    tender, bids, cast: Cast
) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    told = {"award_id": award_id, "notified_on": london_day(NOW), "about": CLAIM}
    ended = {"award_id": award_id, "ended_on": london_day(NOW), "reason": "Withdrawn."}
    with pytest.raises(Refusal, match="This award is standstill, so it cannot be resumed now"):
        awards.resume_award(cast.buyer, tender.id, **ended)
    awards.suspend_award(cast.buyer, tender.id, **told)
    with pytest.raises(Refusal, match="This award is suspended, so it cannot be suspended now"):
        awards.suspend_award(cast.buyer, tender.id, **told)


def test_a_contract_is_still_prepared_while_a_claim_suspends_the_award(
    tender, bids, cast: Cast
) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    awards.suspend_award(
        cast.buyer, tender.id, award_id=award_id, notified_on=london_day(NOW), about=CLAIM
    )
    assert prepared(tender, cast, award_id).state is ContractState.AWAITING_SIGNATURE


def test_only_the_buyer_of_the_tender_records_a_claim_and_its_end(
    tender, bids, cast: Cast, make: Make
) -> None:
    [award_id] = awarded(tender, cast.buyer, bids[0].id)
    told = {"award_id": award_id, "notified_on": london_day(NOW), "about": CLAIM}
    for person in (cast.finance, cast.baker, cast.gardener, cast.broker):
        with pytest.raises(NotAllowed):
            awards.suspend_award(person, tender.id, **told)
    with pytest.raises(NotThere):
        awards.suspend_award(cast.buyer, make.tender(cast.council).id, **told)
    awards.suspend_award(cast.buyer, tender.id, **told)
    with pytest.raises(NotAllowed):
        awards.resume_award(
            cast.gardener, tender.id, award_id=award_id, ended_on=london_day(NOW), reason="Over."
        )
