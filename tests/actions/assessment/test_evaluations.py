"""The panel: who may score what, when, and what stands in the way of a ranking."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from sqlalchemy import delete, event, select, update

from marketplace.assessment.actions import disregards, evaluations, evaluators, rankings
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.scores import (
    GivenScore,
    PanelScore,
    agree_scores,
    reopen_scores,
    score_bid,
)
from marketplace.assessment.models.evaluations import AgreedScore, Evaluator, LotRanking, Reopening
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.bidding.models.bids import BidCommitment
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from marketplace.verification.rankings import inputs
from procurement.assessment.disregard import DisregardGround
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, criteria_of, opened_bid, there
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.owner import Owner


@pytest.fixture
def tender(make: Make, cast: Cast):
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender, cast: Cast):
    return opened_bid(tender, cast.bakery, 9_000_000), opened_bid(tender, cast.gardens, 10_000_000)


@pytest.fixture
def panel(tender, cast: Cast):
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    return dict(zip(cast.evaluators, rows, strict=True))


def test_only_colleagues_with_the_role_join_the_panel_and_are_told(tender, cast: Cast) -> None:
    with pytest.raises(Refusal, match="role of evaluator"):
        evaluators.appoint_evaluator(cast.buyer, tender.id, person_id=cast.baker.person_id)
    appointed(tender, cast.buyer, cast.evaluators[0])
    jobs.run_due()
    message = db.session.scalars(select(Message)).one()
    assert message.person_id == cast.evaluators[0].person_id


def test_nobody_scores_with_the_appointment_of_somebody_else(panel, bids, cast: Cast) -> None:
    eve, ed = cast.evaluators
    with pytest.raises(NotAllowed):
        score_bid(ed, panel[eve].id, bid_id=bids[0].id, scores={})


def test_a_reason_must_not_compare_bids(tender, panel, bids, cast: Cast) -> None:
    eve = cast.evaluators[0]
    key = criteria_of(tender)[0]
    with pytest.raises(Refusal, match="compares this bid") as no:
        score_bid(
            eve,
            panel[eve].id,
            bid_id=bids[0].id,
            scores={key: GivenScore(4, "Better than Canal Gardens.")},
        )
    fields = [fault.field for fault in getattr(no.value, "faults", [no.value])]
    assert set(fields) == {f"reason_{key}"}


def test_the_panel_agrees_only_after_everybody_scored_alone(tender, panel, bids, cast) -> None:
    eve = cast.evaluators[0]
    key = criteria_of(tender)[0]
    score_bid(eve, panel[eve].id, bid_id=bids[0].id, scores={key: GivenScore(4, "It says how.")})
    with pytest.raises(Refusal, match="1 of 2 evaluators have not scored alone"):
        agree_scores(
            cast.buyer,
            tender.id,
            bid_id=bids[0].id,
            scores={key: PanelScore(4, "It says how.", "We talked.")},
            present=there(tender),
        )


def test_a_score_sent_while_the_panel_agrees_waits_and_is_refused(
    tender, panel, bids, cast: Cast
) -> None:
    key, bid_id = criteria_of(tender)[0], bids[0].id
    places = [(person, panel[person].id) for person in cast.evaluators]
    for person, place in places:
        score_bid(person, place, bid_id=bid_id, scores={key: GivenScore(4, "It says how.")})
    refused = []

    def score_again() -> None:
        person, place = places[0]
        try:
            score_bid(person, place, bid_id=bid_id, scores={key: GivenScore(1, "Thin.")})
        except Refusal as no:
            refused.append(str(no))
        finally:
            db.session.remove()

    late = Thread(target=score_again)

    def just_before_it_is_kept(_: object) -> None:
        late.start()
        late.join(0.5)

    event.listen(db.session(), "before_commit", just_before_it_is_kept, once=True)
    agreed = {key: PanelScore(4, "It says how.", "We talked.")}
    agree_scores(cast.buyer, tender.id, bid_id=bid_id, scores=agreed, present=there(tender))
    late.join(30)
    assert "its scores are closed" in refused[0]


def test_the_ranking_waits_for_every_approval(tender, panel, bids, cast: Cast) -> None:
    with pytest.raises(Refusal):
        rankings.rank_bids(cast.buyer, tender.id)
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 5})
    assert db.session.scalars(select(LotRanking)).one().result["ranking"] == [
        str(bids[1].id),
        str(bids[0].id),
    ]


def test_what_the_panel_agreed_on_is_closed_for_evaluators_and_for_the_panel(
    tender, panel, bids, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 5})
    eve, key = cast.evaluators[0], criteria_of(tender)[0]
    with pytest.raises(Refusal, match="its scores are closed"):
        score_bid(eve, panel[eve].id, bid_id=bids[1].id, scores={key: GivenScore(1, "Thin.")})
    with pytest.raises(Refusal, match="its scores are closed"):
        agree_scores(
            cast.buyer,
            tender.id,
            bid_id=bids[1].id,
            scores={key: PanelScore(1, "Thin.", "So.")},
            present=there(tender),
        )
    assert len(db.session.scalars(select(LotRanking)).all()) == 1
    other = Make().member(cast.council, Role.EVALUATOR, name="Ida Third")
    with pytest.raises(Refusal, match="agreed on a bid already"):
        evaluators.appoint_evaluator(cast.buyer, tender.id, person_id=other.person_id)


def test_opening_scores_again_is_on_record_and_voids_agreement_approval_and_ranking(
    tender, panel, bids, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 5})
    with pytest.raises(Refusal, match="Say why"):
        reopen_scores(cast.buyer, tender.id, bid_id=bids[1].id, reason=" ")
    reopen_scores(cast.buyer, tender.id, bid_id=bids[1].id, reason="An annex was overlooked.")
    kept = db.session.scalars(select(Reopening)).one()
    assert kept.reason == "An annex was overlooked."
    keys = criteria_of(tender)
    assert [len(kept.record[part]) for part in ("agreed", "alone")] == [len(keys), 2 * len(keys)]
    assert {row["score"] for row in kept.record["agreed"]} == {5}
    assert all(kept.record["approved"].values())
    assert db.session.scalars(select(LotRanking)).all() == []
    with pytest.raises(Refusal, match="not agreed every score"):
        evaluators.approve_scores(cast.evaluators[0], tender.id)
    again = dict.fromkeys(keys, PanelScore(2, "One part is missing.", "We read it again."))
    agree_scores(cast.buyer, tender.id, bid_id=bids[1].id, scores=again, present=there(tender))
    with pytest.raises(Refusal, match="have not approved"):
        rankings.rank_bids(cast.buyer, tender.id)
    for person in panel:
        evaluators.approve_scores(person, tender.id)
    rankings.rank_bids(cast.buyer, tender.id)
    reopen_scores(cast.buyer, tender.id, bid_id=bids[1].id, reason="A second annex.")
    with pytest.raises(Refusal, match="its scores are open"):
        reopen_scores(cast.buyer, tender.id, bid_id=bids[1].id, reason="A third annex.")


def test_an_approval_sent_while_scores_are_opened_again_waits_and_is_refused(
    tender, panel, bids, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 5})
    bid_id, tender_id, person = bids[1].id, tender.id, cast.evaluators[0]
    with db.transaction():
        db.session.execute(update(Evaluator).values(approved_at=None))
    refused = []

    def approve() -> None:
        before = assessment_of(db.session.get_one(Tender, tender_id))
        opening.set()
        reading.wait(30)
        try:
            evaluators.approve_scores(person, tender_id)
        except Refusal as no:
            refused.append(str(no))
        finally:
            db.session.remove()
        assert before.agreed

    opening, reading = Event(), Event()
    late = Thread(target=approve)
    late.start()
    opening.wait(30)

    def just_before_it_is_kept(_: object) -> None:
        reading.set()
        late.join(0.5)

    event.listen(db.session(), "before_commit", just_before_it_is_kept, once=True)
    reopen_scores(cast.buyer, tender_id, bid_id=bid_id, reason="An annex was overlooked.")
    late.join(30)
    assert "not agreed every score" in refused[0]


def test_each_lot_is_scored_between_its_own_floor_and_ceiling(make: Make, cast: Cast) -> None:
    tender = make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=NOW - timedelta(days=1),
        lots=2,
        price_formula="benchmark",
    )
    first, second = parts_of(tender.id).lots
    with db.transaction():
        first.floor, first.ceiling = Money(3_000_000), Money(5_000_000)
        second.floor, second.ceiling = Money(3_000_000), Money(7_000_000)
    bid = opened_bid(tender, cast.bakery, 4_000_000)
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {bid.id: 3})
    kept = {row.lot_id: row for row in db.session.scalars(select(LotRanking))}
    assert {
        key: (row.inputs["price"]["parameters"], row.result["bids"][0]["price_score"])
        for key, row in kept.items()
    } == {
        first.id: ({"floor_pence": 3_000_000, "ceiling_pence": 5_000_000}, "20.0000"),
        second.id: ({"floor_pence": 3_000_000, "ceiling_pence": 7_000_000}, "30.0000"),
    }
    assert [row.what for row in inputs() if not row.agrees] == []


def test_scores_that_a_lot_was_awarded_on_are_not_opened_again(tender, panel, bids, cast) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 5})
    lot = parts_of(tender.id).lots[0]
    award_lot(cast.buyer, tender.id, lot_id=lot.id, bid_id=bids[1].id, reason="First.")
    with pytest.raises(Refusal, match="so they stand"):
        reopen_scores(cast.buyer, tender.id, bid_id=bids[1].id, reason="Again.")
    row = panel[cast.evaluators[0]]
    with pytest.raises(Refusal, match="so they stand"):
        evaluators.remove_evaluator(cast.buyer, tender.id, evaluator_id=row.id)


def test_a_disregarded_bid_changes_no_other_score_and_both_orders_are_kept(
    tender, panel, bids, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 3})
    first = db.session.scalars(select(LotRanking)).one().result
    assert first["ranking"][0] == str(bids[0].id)
    disregards.disregard_bid(
        cast.buyer,
        tender.id,
        bid_id=bids[0].id,
        lot_id=None,
        ground=DisregardGround.CONDITIONS,
        reason="No licence to cook.",
    )
    rankings.rank_bids(cast.buyer, tender.id)
    result = db.session.scalars(select(LotRanking)).one().result
    assert result["ranking"] == [str(bids[1].id)]
    assert result["had_all_counted"] == first["ranking"]


def test_a_bid_set_aside_halfway_through_its_agreement_does_not_stop_the_ranking(
    tender, panel, bids, cast: Cast, owner: Owner
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    half = select(AgreedScore.id).where(AgreedScore.bid_id == bids[1].id).limit(1)
    with owner.unguarded() as connection:
        connection.execute(delete(AgreedScore).where(AgreedScore.id.in_(half)))
    disregards.disregard_bid(
        cast.buyer,
        tender.id,
        bid_id=bids[1].id,
        lot_id=None,
        ground=DisregardGround.CONDITIONS,
        reason="No licence to cook.",
    )
    rankings.rank_bids(cast.buyer, tender.id)
    assert db.session.scalars(select(LotRanking)).one().result["ranking"] == [str(bids[0].id)]


def test_bids_are_not_opened_before_the_deadline(make: Make, cast: Cast) -> None:
    early = make.tender(cast.council, closes_at=NOW + timedelta(minutes=1))
    with pytest.raises(Refusal):
        evaluations.open_bids(cast.buyer, early.id)
    clock.set_to(NOW + timedelta(minutes=1), stopped=True)
    evaluations.open_bids(cast.buyer, early.id)
    db.session.refresh(early)
    assert early.state is TenderState.OPENED


def test_a_promise_of_nothing_earns_nothing_however_well_it_is_told(
    tender, bids, panel, cast: Cast, owner: Owner
) -> None:
    clause = parts_of(tender.id).clauses[0]
    with owner.unguarded() as connection:
        connection.execute(
            delete(BidCommitment).where(
                BidCommitment.bid_id == bids[0].id, BidCommitment.clause_id == clause.id
            )
        )
    person, row = next(iter(panel.items()))
    with pytest.raises(Refusal, match="Nothing is promised here") as no:
        score_bid(person, row.id, bid_id=bids[0].id, scores={clause.id: GivenScore(3, "Fine.")})
    assert no.value.field == f"score_{clause.id}"
    nothing = {clause.id: GivenScore(0, "Nothing is promised.")}
    score_bid(person, row.id, bid_id=bids[0].id, scores=nothing)
    score_bid(person, row.id, bid_id=bids[1].id, scores={clause.id: GivenScore(3, "Fine.")})
