"""Who scores what: decided by the buyer, followed by scores, tasks, agreement and the public count."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from marketplace.assessment.actions import evaluators, rankings
from marketplace.assessment.actions.assignments import decide_assignment
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.models.evaluations import Assignment, Evaluator, LotRanking
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.evaluation_steps import own_step, progress_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db, jobs
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.messages import Message
from marketplace.tendering.models.tenders import Tender
from marketplace.verification.rankings import inputs, results
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, criteria_of, explained, opened_bid, there
from tests.cast import Cast, Make
from tests.conftest import NOW

GIVEN, AGREED = GivenScore(4, "It is clear."), PanelScore(4, "It is clear.", "We talked.")


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    return make.tender(
        cast.council,
        state=TenderState.OPENED,
        opened_at=NOW - timedelta(hours=1),
        closes_at=NOW - timedelta(days=1),
        lots=1,
    )


@pytest.fixture
def bid(tender: Tender, cast: Cast) -> Bid:
    return opened_bid(tender, cast.bakery, 9_000_000)


@pytest.fixture
def panel(tender: Tender, cast: Cast) -> dict[Actor, Evaluator]:
    rows = appointed(tender, cast.buyer, *cast.evaluators)
    return dict(zip(cast.evaluators, rows, strict=True))


def shared_out(tender: Tender, cast: Cast, first_to: Actor, reason: str = "") -> list[UUID]:
    """The first criterion to one person, the rest to both; the criteria."""
    keys = criteria_of(tender)
    both = frozenset(person.person_id for person in cast.evaluators)
    whose = dict.fromkeys(keys, both) | {keys[0]: frozenset({first_to.person_id})}
    decide_assignment(cast.buyer, tender.id, whose=whose, reason=reason)
    explained(tender, cast.buyer)
    return keys


def test_the_buyer_alone_decides_and_what_everybody_scores_is_no_choice(
    tender, bid, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    with pytest.raises(NotAllowed):
        decide_assignment(eve, tender.id, whose={}, reason="")
    keys = shared_out(tender, cast, eve)
    kept = db.session.scalars(select(Assignment)).one()
    assert kept.whose == {str(keys[0]): [str(eve.person_id)]}
    assert kept.reason == ""
    jobs.run_due()
    told = db.session.scalars(select(Message).where(Message.subject.contains("has changed"))).all()
    assert [message.person_id for message in told] == [ed.person_id]


def test_each_scores_only_what_is_theirs_and_the_panel_agrees_when_each_has(
    tender, bid, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    keys = shared_out(tender, cast, eve)
    with pytest.raises(Refusal, match="not yours to score"):
        score_bid(ed, panel[ed].id, bid_id=bid.id, scores={keys[0]: GIVEN})
    score_bid(ed, panel[ed].id, bid_id=bid.id, scores=dict.fromkeys(keys[1:], GIVEN))
    assert assessment_of(tender).is_scored_by(ed.person_id, bid.id)
    progress = progress_of([tender.id])[tender.id]
    assert progress.unscored == {eve.person_id}
    assert own_step(progress, panel[ed]) is None
    with pytest.raises(Refusal, match="1 of 2 evaluators have not scored alone"):
        agree_scores(
            cast.buyer,
            tender.id,
            bid_id=bid.id,
            scores=dict.fromkeys(keys, AGREED),
            present=there(tender, bid.id),
        )
    score_bid(eve, panel[eve].id, bid_id=bid.id, scores=dict.fromkeys(keys, GIVEN))
    agree_scores(
        cast.buyer,
        tender.id,
        bid_id=bid.id,
        scores=dict.fromkeys(keys, AGREED),
        present=there(tender, bid.id),
    )
    with pytest.raises(Refusal, match="who scores what stands"):
        shared_out(tender, cast, ed, "Eve is ill.")


def test_the_ranking_keeps_how_many_scored_what(tender, bid, panel, cast: Cast) -> None:
    eve, ed = cast.evaluators
    keys = shared_out(tender, cast, eve)
    score_bid(eve, panel[eve].id, bid_id=bid.id, scores=dict.fromkeys(keys, GIVEN))
    score_bid(ed, panel[ed].id, bid_id=bid.id, scores=dict.fromkeys(keys[1:], GIVEN))
    agree_scores(
        cast.buyer,
        tender.id,
        bid_id=bid.id,
        scores=dict.fromkeys(keys, AGREED),
        present=there(tender, bid.id),
    )
    for person in panel:
        evaluators.approve_scores(person, tender.id)
    rankings.rank_bids(cast.buyer, tender.id)
    kept = db.session.scalars(select(LotRanking)).one().result["panel"]["scored_by"]
    assert kept == {
        str(key): {str(bid.id): 1 if key == keys[0] else 2} for key in criteria_of(tender)
    }
    assert [row.what for row in (*results(), *inputs()) if not row.agrees] == []


def test_after_the_first_score_each_change_of_the_panel_has_a_reason_that_is_kept(
    make: Make, tender, bid, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    keys = criteria_of(tender)
    score_bid(eve, panel[eve].id, bid_id=bid.id, scores={keys[0]: GIVEN})
    ida = make.member(cast.council, Role.EVALUATOR, name="Ida Third")
    for change in (
        lambda reason: shared_out(tender, cast, ed, reason),
        lambda reason: evaluators.appoint_evaluator(
            cast.buyer, tender.id, person_id=ida.person_id, reason=reason
        ),
        lambda reason: evaluators.remove_evaluator(
            cast.buyer, tender.id, evaluator_id=panel[eve].id, reason=reason
        ),
    ):
        with pytest.raises(Refusal, match="Say why") as no:
            change(" ")
        assert no.value.field == "reason"
        change("Eve is ill until January.")
    kept = db.session.scalars(select(Assignment)).one()
    assert kept.reason == "Eve is ill until January."
    because = select(Evaluator.changed_because).where(Evaluator.tender_id == tender.id)
    assert sorted(map(str, db.session.scalars(because))) == [
        "Eve is ill until January.", "Eve is ill until January.", "None",
    ]  # fmt: skip


def test_scoring_waits_for_somebody_who_scores_each_question(
    tender, bid, panel, cast: Cast
) -> None:
    eve, ed = cast.evaluators
    keys = shared_out(tender, cast, eve)
    evaluators.remove_evaluator(cast.buyer, tender.id, evaluator_id=panel[eve].id)
    with pytest.raises(Refusal, match="Nobody scores question 1 yet"):
        score_bid(ed, panel[ed].id, bid_id=bid.id, scores={keys[1]: GIVEN})
    progress = progress_of([tender.id])[tender.id]
    assert progress.nobodys == 1
    assert own_step(progress, panel[ed]) is None


def test_whoever_has_nothing_to_score_is_asked_for_nothing(tender, bid, panel, cast: Cast) -> None:
    eve, ed = cast.evaluators
    keys = criteria_of(tender)
    own = frozenset({eve.person_id})
    decide_assignment(cast.buyer, tender.id, whose=dict.fromkeys(keys, own), reason="")
    explained(tender, cast.buyer)
    score_bid(eve, panel[eve].id, bid_id=bid.id, scores=dict.fromkeys(keys, GIVEN))
    agree_scores(
        cast.buyer,
        tender.id,
        bid_id=bid.id,
        scores=dict.fromkeys(keys, AGREED),
        present=there(tender, bid.id),
    )
    progress = progress_of([tender.id])[tender.id]
    assert progress.unapproved == {eve.person_id}
    assert own_step(progress, panel[ed]) is None
    assert assessment_of(tender).unapproved == 1


def test_somebody_of_the_panel_scores_each_question_and_nobody_else_does(
    tender, bid, panel, cast: Cast
) -> None:
    keys = criteria_of(tender)
    nobody = dict.fromkeys(keys, frozenset()) | {keys[0]: frozenset({cast.buyer.person_id})}
    with pytest.raises(Refusal) as no:
        decide_assignment(cast.buyer, tender.id, whose=nobody, reason="")
    fields = {fault.field for fault in getattr(no.value, "faults", [no.value])}
    assert fields == {f"whose_{key}" for key in keys}
    assert db.session.scalars(select(Assignment)).all() == []
