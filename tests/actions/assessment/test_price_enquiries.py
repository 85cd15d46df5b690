"""A price that seems abnormally low: asked about, explained, decided; and a bid set aside wrongly."""

import time
from contextvars import copy_context
from datetime import date, timedelta
from threading import Thread
from uuid import uuid4

import pytest
from sqlalchemy import event, select, text

from marketplace.assessment.actions import disregards, price_enquiries, rankings
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.procurement_end import cancel_lot
from marketplace.assessment.models.evaluations import Disregard, Evaluator, LotRanking
from marketplace.assessment.models.price_enquiries import PriceEnquiry
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import action, clock, db, jobs
from marketplace.engine.access import Actor
from marketplace.engine.act import NotAllowed
from marketplace.engine.audit import AuditRecord
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.abnormally_low import EnquiryState
from procurement.assessment.disregard import DisregardGround
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, opened_bid
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.owner import Owner

Panel = dict[Actor, Evaluator]
REPLY_BY = date(2026, 11, 30)


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender: Tender, cast: Cast) -> tuple[Bid, Bid]:
    """One pound of the bakery against a hundred thousand."""
    return opened_bid(tender, cast.bakery, 100), opened_bid(tender, cast.gardens, 10_000_000)


@pytest.fixture
def panel(tender: Tender, cast: Cast) -> Panel:
    return dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))


def asked(tender: Tender, bid: Bid, cast: Cast) -> PriceEnquiry:
    lot = parts_of(tender.id).lots[0]
    return price_enquiries.send_price_enquiry(
        cast.buyer,
        tender.id,
        bid_id=bid.id,
        lot_id=lot.id,
        question="Which hours does the price cover?",
        reply_by=REPLY_BY,
    )


def test_nobody_is_asked_twice_about_one_price(tender, bids, panel, cast):
    asked(tender, bids[0], cast)
    with pytest.raises(Refusal, match="asked about its price for this lot already"):
        asked(tender, bids[0], cast)


def test_nobody_is_asked_about_the_price_of_a_bid_that_does_not_count(
    tender, bids, panel, cast: Cast
) -> None:
    disregards.disregard_bid(
        cast.buyer,
        tender.id,
        bid_id=bids[0].id,
        lot_id=parts_of(tender.id).lots[0].id,
        ground=DisregardGround.CONDITIONS,
        reason="No licence.",
    )
    with pytest.raises(Refusal, match="set aside for this lot"):
        asked(tender, bids[0], cast)
    asked(tender, bids[1], cast)


def test_an_answer_undone_by_a_deadlock_is_given_after_all_and_once(
    tender, bids, panel, cast: Cast, owner: Owner
) -> None:
    enquiry, bid_id = asked(tender, bids[0], cast), bids[0].id
    other = owner.engine

    def take_the_bid(*_: object) -> None:
        with other.connect() as second:
            waits = text("SELECT 1 FROM pg_locks WHERE NOT granted")
            for _ in range(500):
                if second.execute(waits).first():
                    break
                time.sleep(0.01)
        first.execute(text("SELECT 1 FROM bids WHERE id = :id FOR UPDATE"), {"id": bid_id})
        first.rollback()

    with other.connect() as first:
        first.execute(text("SET deadlock_timeout TO '1min'"))  # the answer is what gives way
        kept = {"id": enquiry.id}
        first.execute(text("SELECT 1 FROM price_enquiries WHERE id = :id FOR UPDATE"), kept)
        crossing = Thread(target=take_the_bid)
        crossing.start()
        with_token = copy_context()
        with_token.run(action.form_token.set, uuid4())
        with_token.run(
            price_enquiries.answer_price_enquiry,
            cast.baker,
            bid_id,
            enquiry_id=enquiry.id,
            answer="A foundation pays our wages.",
        )
        crossing.join(30)
    assert db.session.get_one(PriceEnquiry, enquiry.id).state is EnquiryState.ANSWERED
    answers = select(AuditRecord).where(AuditRecord.verb == "price_enquiry.answer")
    assert len(db.session.scalars(answers).all()) == 1


def test_an_answer_that_is_being_given_and_its_refusal_wait_for_each_other(
    tender, bids, panel, cast: Cast
) -> None:
    """Neither is undone: both take the bid before the question about its price."""
    enquiry, bid_id, tender_id = asked(tender, bids[0], cast), bids[0].id, tender.id
    clock.set_to(NOW.replace(month=12, day=1), stopped=True)
    engine, undone, begun = db.session.get_bind(), [], []

    def refuse() -> None:
        price_enquiries.refuse_price_enquiry(
            cast.buyer, tender_id, enquiry_id=enquiry.id, reason="No wages are in it."
        )
        db.session.remove()

    late = Thread(target=refuse)

    def just_before_the_question_is_locked(*told: object) -> None:
        statement = str(told[2])
        if "price_enquiries" in statement and "FOR UPDATE" in statement and not begun:
            begun.append(late.start())
            late.join(0.5)

    def count(fault: object) -> None:
        undone.append(fault)

    event.listen(engine, "handle_error", count)
    event.listen(engine, "before_cursor_execute", just_before_the_question_is_locked)
    price_enquiries.answer_price_enquiry(
        cast.baker, bid_id, enquiry_id=enquiry.id, answer="A foundation pays our wages."
    )
    late.join(30)
    event.remove(engine, "before_cursor_execute", just_before_the_question_is_locked)
    event.remove(engine, "handle_error", count)
    db.session.expire_all()
    assert db.session.get_one(PriceEnquiry, enquiry.id).state is EnquiryState.REFUSED
    assert undone == []


def test_a_pound_against_a_hundred_thousand_is_marked_and_rejects_nothing(
    tender, bids, panel, cast
):
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 3})
    facts = AssessmentFacts(assessment_of(tender))
    low = facts.low_prices(parts_of(tender.id).lots[0])
    assert list(low) == [bids[0].id]
    assert "below the next lowest bid, £100,000" in " ".join(low[bids[0].id])
    assert db.session.scalars(select(LotRanking)).one().result["ranking"][0] == str(bids[0].id)


def test_one_bid_alone_is_held_against_the_buyers_own_estimate(make: Make, cast: Cast) -> None:
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )
    bid = opened_bid(tender, cast.bakery, 100)
    low = AssessmentFacts(assessment_of(tender)).low_prices(parts_of(tender.id).lots[0])
    [reason] = low[bid.id]
    assert "below the buyer’s estimate, £150,000" in reason


def test_nobody_disregards_a_bid_for_its_price_without_having_asked(tender, bids, panel, cast):
    with pytest.raises(Refusal, match="Ask the supplier about its price first") as no:
        disregards.disregard_bid(
            cast.buyer,
            tender.id,
            bid_id=bids[0].id,
            lot_id=None,
            ground=DisregardGround.ABNORMALLY_LOW,
            reason="Too cheap.",
        )
    assert no.value.field == "ground"


def test_a_bid_is_disregarded_for_its_price_only_after_an_answer_or_the_day(
    tender, bids, panel, cast: Cast
) -> None:
    enquiry = asked(tender, bids[0], cast)
    decided = {"enquiry_id": enquiry.id, "reason": "No wages are in it."}
    with pytest.raises(Refusal, match="until 30 November 2026 to reply"):
        price_enquiries.refuse_price_enquiry(cast.buyer, tender.id, **decided)
    clock.set_to(NOW.replace(month=12, day=1), stopped=True)
    price_enquiries.refuse_price_enquiry(cast.buyer, tender.id, **decided)
    row = db.session.scalars(select(Disregard)).one()
    assert (row.ground, row.reason) == (DisregardGround.ABNORMALLY_LOW, "No wages are in it.")
    assess(tender, cast.buyer, panel, {bids[1].id: 3})
    assert db.session.scalars(select(LotRanking)).one().result["ranking"] == [str(bids[1].id)]


def test_a_price_that_is_explained_may_not_be_held_against_the_bid_any_more(
    tender, bids, panel, cast: Cast
) -> None:
    enquiry = asked(tender, bids[0], cast)
    answered = {"enquiry_id": enquiry.id, "answer": "A foundation pays our wages."}
    with pytest.raises(NotAllowed):
        price_enquiries.answer_price_enquiry(cast.gardener, bids[0].id, **answered)
    price_enquiries.answer_price_enquiry(cast.baker, bids[0].id, **answered)
    accepted = {"enquiry_id": enquiry.id, "reason": "The letter of the foundation shows it."}
    price_enquiries.accept_price_enquiry(cast.buyer, tender.id, **accepted)
    with pytest.raises(Refusal, match=r"may not be disregarded for it .*s19\(5\)"):
        price_enquiries.refuse_price_enquiry(cast.buyer, tender.id, **accepted)
    with pytest.raises(Refusal, match="is accepted"):
        price_enquiries.answer_price_enquiry(cast.baker, bids[0].id, **answered)
    assert db.session.scalars(select(Disregard)).all() == []
    title = tender.title
    jobs.run_due()
    told = {(row.person_id, row.subject) for row in db.session.scalars(select(Message))}
    assert {
        (cast.baker.person_id, f"A question about your price for {title}"),
        (cast.buyer.person_id, f"A bidder for {title} has explained its price"),
        (cast.baker.person_id, f"The buyer has decided about your price for {title}"),
    } <= told
    assert cast.gardener.person_id not in {person for person, _ in told}


def test_no_lot_is_awarded_while_a_question_about_a_price_is_open(tender, bids, panel, cast):
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 3})
    enquiry = asked(tender, bids[0], cast)
    lot = parts_of(tender.id).lots[0]
    award = {"lot_id": lot.id, "bid_id": bids[0].id, "reason": "First."}
    with pytest.raises(Refusal, match="asked about its price"):
        award_lot(cast.buyer, tender.id, **award)
    price_enquiries.accept_price_enquiry(
        cast.buyer, tender.id, enquiry_id=enquiry.id, reason="It shows how."
    )
    award_lot(cast.buyer, tender.id, **award)
    assert db.session.get_one(PriceEnquiry, enquiry.id).state is EnquiryState.ACCEPTED


def test_a_question_about_another_lots_price_is_decided_before_any_award(
    make: Make, cast: Cast
) -> None:
    """Afterwards that bid could no longer be disregarded, and its lot never be awarded."""
    tender = make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=2
    )
    bid = opened_bid(tender, cast.bakery, 100)
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    assess(tender, cast.buyer, dict(zip(cast.evaluators, panel, strict=True)), {bid.id: 3})
    asked(tender, bid, cast)
    asked_about, other = parts_of(tender.id).lots
    award = {"lot_id": other.id, "bid_id": bid.id, "reason": "First."}
    with pytest.raises(Refusal, match="asked about its price"):
        award_lot(cast.buyer, tender.id, **award)
    cancel_lot(cast.buyer, tender.id, lot_id=asked_about.id, reason="No longer needed.")
    award_lot(cast.buyer, tender.id, **award)


def test_a_bid_set_aside_wrongly_counts_again_and_both_decisions_stay(tender, bids, panel, cast):
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 3})
    disregards.disregard_bid(
        cast.buyer,
        tender.id,
        bid_id=bids[0].id,
        lot_id=None,
        ground=DisregardGround.CONDITIONS,
        reason="No licence.",
    )
    row = db.session.scalars(select(Disregard)).one()
    ended = {"disregard_id": row.id, "reason": "The licence was on page 4."}
    disregards.reinstate_bid(cast.buyer, tender.id, **ended)
    with pytest.raises(Refusal, match="not set aside"):
        disregards.reinstate_bid(cast.buyer, tender.id, **ended)
    rankings.rank_bids(cast.buyer, tender.id)
    assert len(db.session.scalars(select(LotRanking)).one().result["ranking"]) == 2
    db.session.refresh(row)
    assert (row.reason, row.ended_because) == ("No licence.", "The licence was on page 4.")
