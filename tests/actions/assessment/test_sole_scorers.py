"""A panel of one: nothing is scored, agreed or ranked before the buyer says why, and the reason stays."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.assessment.actions import evaluators, rankings
from marketplace.assessment.actions.assignments import decide_assignment
from marketplace.assessment.actions.conflicts import (
    HowDealtWith,
    declare_conflict,
    mitigate_conflict,
)
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.actions.sole_scorers import explain_sole_scorer, field_of
from marketplace.assessment.models.evaluations import Evaluator, LotRanking, SoleScorer
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.evaluation_steps import next_step, own_step, progress_of
from marketplace.assessment.queries.sole_scorers import soles_of, unexplained_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.engine.act import NotAllowed
from marketplace.tendering.models.tenders import Tender
from marketplace.verification.rankings import inputs, results
from procurement.assessment.sole_scorer import Sole
from procurement.ground.refusal import Refusal
from procurement.tendering.conflict import Interest, Mitigation
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, criteria_of, explained, opened_bid, there
from tests.cast import Cast, Make
from tests.conftest import NOW

GIVEN, AGREED = GivenScore(4, "It is clear."), PanelScore(4, "It is clear.", "We talked.")


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender: Tender, cast: Cast) -> tuple[Bid, Bid]:
    return opened_bid(tender, cast.bakery, 9_000_000), opened_bid(tender, cast.gardens, 10_000_000)


@pytest.fixture
def panel(tender: Tender, bids: object, cast: Cast) -> dict[Actor, Evaluator]:
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    return dict(zip(cast.evaluators, rows, strict=True))


def one_to_eve(tender: Tender, cast: Cast) -> Sole:
    """The first question to Eve alone."""
    keys = criteria_of(tender)
    both = frozenset(person.person_id for person in cast.evaluators)
    eve = cast.evaluators[0].person_id
    decide_assignment(
        cast.buyer,
        tender.id,
        whose=dict.fromkeys(keys, both) | {keys[0]: frozenset({eve})},
        reason="",
    )
    return Sole(eve, keys[0])


def test_a_question_of_one_person_waits_for_the_reason_that_only_the_buyer_gives(
    tender, bids, panel, cast: Cast
) -> None:
    sole, (eve, ed) = one_to_eve(tender, cast), cast.evaluators
    keys = criteria_of(tender)
    for person, key in ((eve, keys[0]), (ed, keys[1])):
        with pytest.raises(Refusal, match="first says why"):
            score_bid(person, panel[person].id, bid_id=bids[0].id, scores={key: GIVEN})
    progress = progress_of([tender.id])[tender.id]
    assert next_step(progress).verb == "sole_scorer.explain"
    assert own_step(progress, panel[eve]) is None
    with pytest.raises(NotAllowed):
        explain_sole_scorer(eve, tender.id, reasons={})
    for reason, why in ((" ", "Say why"), ("Only Eve One knows.", "without naming")):
        with pytest.raises(Refusal, match=why) as no:
            explain_sole_scorer(cast.buyer, tender.id, reasons={field_of(sole): reason})
        assert no.value.field == field_of(sole)
    why = {field_of(sole): "Nobody else knows catering."}
    explain_sole_scorer(cast.buyer, tender.id, reasons=why)
    explain_sole_scorer(cast.buyer, tender.id, reasons=why)
    row = db.session.scalars(select(SoleScorer)).one()
    assert (row.sole, row.reason) == (sole, "Nobody else knows catering.")
    assert next_step(progress_of([tender.id])[tender.id]).verb == "bid.score"
    score_bid(eve, panel[eve].id, bid_id=bids[0].id, scores={keys[0]: GIVEN})


def test_where_nobody_scores_alone_no_reason_is_taken(tender, bids, panel, cast: Cast) -> None:
    with pytest.raises(Refusal, match="no reason is needed"):
        explain_sole_scorer(cast.buyer, tender.id, reasons={})


def test_somebody_who_leaves_after_the_scores_makes_a_panel_of_one_that_is_not_ranked(
    tender, bids, panel, cast: Cast
) -> None:
    assess(tender, cast.buyer, panel, {bids[0].id: 3, bids[1].id: 5})
    ed = cast.evaluators[1]
    evaluators.remove_evaluator(
        cast.buyer, tender.id, evaluator_id=panel[ed].id, reason="Has left."
    )
    with pytest.raises(Refusal, match="first says why"):
        rankings.rank_bids(cast.buyer, tender.id)
    explained(tender, cast.buyer)
    rankings.rank_bids(cast.buyer, tender.id)
    kept = db.session.scalars(select(LotRanking)).one().result["panel"]
    assert kept["alone_because"] == [
        {"criterion": None, "bid": None, "reason": "Nobody else knows the work."}
    ]
    assert [row.what for row in (*results(), *inputs()) if not row.agrees] == []


def test_an_interest_makes_a_panel_of_one_for_that_bid_and_the_others_go_on(
    tender, bids, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    row = declare_conflict(
        ed, tender.id, interest=Interest.PERSONAL, about="My sister works there."
    )
    how = HowDealtWith(Mitigation.DOES_NOT_SCORE, "Ed does not score it.", bid_id=bids[0].id)
    mitigate_conflict(cast.buyer, tender.id, declaration_id=row.id, how=how)
    assert unexplained_of(assessment_of(tender)) == [Sole(eve.person_id, None, bids[0].id)]
    keys = criteria_of(tender)
    score_bid(eve, panel[eve].id, bid_id=bids[1].id, scores={keys[0]: GIVEN})
    with pytest.raises(Refusal, match="first says why"):
        score_bid(eve, panel[eve].id, bid_id=bids[0].id, scores={keys[0]: GIVEN})
    [sole] = soles_of(assessment_of(tender))
    with pytest.raises(Refusal, match="without naming a person or a bidder"):
        explain_sole_scorer(
            cast.buyer,
            tender.id,
            reasons={field_of(sole): "The other’s sister is at Harbour Bakery CIC."},
        )
    explained(tender, cast.buyer)
    score_bid(eve, panel[eve].id, bid_id=bids[0].id, scores=dict.fromkeys(keys, GIVEN))
    agree_scores(
        cast.buyer,
        tender.id,
        bid_id=bids[0].id,
        scores=dict.fromkeys(keys, AGREED),
        present=there(tender, bids[0].id),
    )
