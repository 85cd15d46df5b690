"""Interests of officers and evaluators: declared, declared again, and dealt with as chosen."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from marketplace.assessment.actions import awards, evaluations, evaluators, rankings
from marketplace.assessment.actions.conflicts import (
    HowDealtWith,
    declare_conflict,
    mitigate_conflict,
)
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.procurement_end import cancel_lot
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.models.evaluations import Evaluator, LotRanking
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.evaluation_steps import progress_of
from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import Actor, Role
from marketplace.engine.act import NotAllowed
from marketplace.engine.messages import Message
from marketplace.tendering.actions import publication
from marketplace.tendering.models.declarations import InterestDeclaration
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.ground.refusal import Refusal
from procurement.organisations.organisation import Kind
from procurement.tendering.conflict import Interest, Mitigation
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TenderState
from tests.assessment_rows import appointed, assess, criteria_of, explained, opened_bid, there
from tests.cast import Cast, Make
from tests.conftest import NOW
from tests.owner import Owner
from tests.tender_rows import published_now

GIVEN, AGREED = GivenScore(4, "It is clear."), PanelScore(4, "It is clear.", "We talked.")


@pytest.fixture
def tender(make: Make, cast: Cast) -> Tender:
    return make.tender(
        cast.council, state=TenderState.OPENED, closes_at=NOW - timedelta(days=1), lots=1
    )


@pytest.fixture
def bids(tender: Tender, cast: Cast) -> tuple[Bid, Bid]:
    return opened_bid(tender, cast.bakery, 9_000_000), opened_bid(tender, cast.gardens, 10_000_000)


def sister(tender: Tender, person: Actor) -> InterestDeclaration:
    return declare_conflict(
        person, tender.id, interest=Interest.PERSONAL, about="My sister bakes there."
    )


def dealt_with(tender: Tender, cast: Cast, row: InterestDeclaration, how: HowDealtWith) -> None:
    mitigate_conflict(cast.buyer, tender.id, declaration_id=row.id, how=how)


def test_nobody_publishes_before_declaring(make: Make, cast: Cast, owner: Owner) -> None:
    draft = make.tender(cast.council, state=TenderState.DRAFT)
    with owner.engine.begin() as connection:
        connection.execute(delete(InterestDeclaration))
    with pytest.raises(Refusal, match="1 person has not declared"):
        publication.publish_tender(cast.buyer, draft.id)
    row = sister(draft, cast.buyer)
    with pytest.raises(Refusal, match="A personal interest was declared"):
        publication.publish_tender(cast.buyer, draft.id)
    how = HowDealtWith(Mitigation.NO_EFFECT, "She left in 2019.")
    with pytest.raises(Refusal, match="your own interest"):
        dealt_with(draft, cast, row, how)
    declare_conflict(cast.buyer, draft.id, interest=Interest.NONE, about="")
    publication.publish_tender(cast.buyer, draft.id)
    assert len(db.session.scalars(select(InterestDeclaration)).all()) == 2


def test_only_those_who_buy_or_assess_declare(tender: Tender, cast: Cast) -> None:
    for person in (cast.finance, cast.baker, cast.stranger):
        with pytest.raises(NotAllowed):
            sister(tender, person)


def test_whoever_scores_agrees_or_awards_declares_again_when_the_bidders_are_known(
    make: Make, cast: Cast
) -> None:
    tender = make.tender(cast.council, closes_at=NOW + timedelta(minutes=1), lots=1)
    eve = cast.evaluators[0]
    [row] = appointed(tender, cast.buyer, eve)
    clock.set_to(NOW + timedelta(minutes=2), stopped=True)
    evaluations.open_bids(cast.buyer, tender.id)
    bid = opened_bid(tender, cast.bakery, 9_000_000)
    alone = dict.fromkeys(criteria_of(tender), GIVEN)
    agreed = dict.fromkeys(criteria_of(tender), AGREED)
    with pytest.raises(Refusal, match="The bidders are known now"):
        score_bid(eve, row.id, bid_id=bid.id, scores=alone)
    declare_conflict(eve, tender.id, interest=Interest.NONE, about="")
    score_bid(eve, row.id, bid_id=bid.id, scores=alone)
    with pytest.raises(Refusal, match="The bidders are known now"):
        agree_scores(
            cast.buyer, tender.id, bid_id=bid.id, scores=agreed, present=there(tender, bid.id)
        )
    declare_conflict(cast.buyer, tender.id, interest=Interest.NONE, about="")
    agree_scores(cast.buyer, tender.id, bid_id=bid.id, scores=agreed, present=there(tender, bid.id))


def test_an_interest_holds_its_holder_up_until_a_colleague_deals_with_it(
    tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    eve = cast.evaluators[0]
    [place] = appointed(tender, cast.buyer, eve)
    row, score = sister(tender, eve), {criteria_of(tender)[0]: GIVEN}
    with pytest.raises(Refusal, match="must record how it is dealt with"):
        score_bid(eve, place.id, bid_id=bids[0].id, scores=score)
    dealt_with(tender, cast, row, HowDealtWith(Mitigation.NO_EFFECT, "She left in 2019."))
    score_bid(eve, place.id, bid_id=bids[0].id, scores=score)
    title = tender.title
    jobs.run_due()
    told = {(row.person_id, row.subject) for row in db.session.scalars(select(Message))}
    assert (cast.buyer.person_id, f"A colleague declared an interest in {title}") in told
    assert (eve.person_id, f"Your declared interest in {title} is dealt with") in told


def test_an_interest_holds_up_the_approval_too(
    tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {bid.id: 3 for bid in bids})
    person = next(iter(panel))
    sister(tender, person)
    with pytest.raises(Refusal, match="You declared an interest"):
        evaluators.approve_scores(person, tender.id)


def test_who_does_not_score_a_bidder_scores_no_consortium_that_it_is_a_member_of(
    cast: Cast, make: Make
) -> None:
    tender = make.tender(cast.council)
    joint = make.joint_bid(tender, {cast.bakery: "60", cast.gardens: "20", cast.cleaners: "20"})
    other = make.organisation(Kind.CIC, "Rival CIC")
    make.member(other, Role.OWNER)
    rival = make.bid(tender, other)
    with db.transaction():
        asked_first = ConsortiumMember.organisation_id == cast.gardens.id
        db.session.execute(update(ConsortiumMember).where(asked_first).values(answered_at=NOW))
    clock.set_to(tender.closes_at, stopped=True)
    evaluations.open_bids(cast.buyer, tender.id)
    eve, ed = cast.evaluators
    appointed(tender, cast.buyer, eve, ed)
    interest = sister(tender, eve)
    with db.transaction():
        row = db.session.get_one(InterestDeclaration, interest.id)
        row.mitigation, row.bidder_id = Mitigation.DOES_NOT_SCORE, cast.cleaners.id
    assessment = assessment_of(db.session.get_one(Tender, tender.id))
    assert assessment.is_recused(eve.person_id, joint.id)
    assert not assessment.is_recused(eve.person_id, rival.id)
    assert not assessment.is_recused(ed.person_id, joint.id)
    assert [party.name for party in assessment.parties[joint.id]] == [
        cast.bakery.name,
        cast.gardens.name,
        cast.cleaners.name,
    ]
    keys = criteria_of(tender)
    explained(tender, cast.buyer)
    for bid, person in ((rival, eve), (rival, ed), (joint, ed)):
        place = assessment.evaluator(person.person_id)
        score_bid(person, place.id, bid_id=bid.id, scores=dict.fromkeys(keys, GIVEN))
    assert progress_of([tender.id])[tender.id].unscored == set()


def test_who_does_not_score_a_bid_is_asked_for_no_score_of_it_and_cannot_give_one(
    tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    eve, ed = cast.evaluators
    places = dict(zip((eve, ed), appointed(tender, cast.buyer, eve, ed), strict=True))
    how = HowDealtWith(Mitigation.DOES_NOT_SCORE, "Ed alone.", bid_id=bids[0].id)
    dealt_with(tender, cast, sister(tender, eve), how)
    declare_conflict(eve, tender.id, interest=Interest.NONE, about="")
    keys = criteria_of(tender)
    with pytest.raises(Refusal, match="do not score this bid"):
        score_bid(eve, places[eve].id, bid_id=bids[0].id, scores=dict.fromkeys(keys, GIVEN))
    explained(tender, cast.buyer)
    for person, bid in ((ed, bids[0]), (eve, bids[1]), (ed, bids[1])):
        score_bid(person, places[person].id, bid_id=bid.id, scores=dict.fromkeys(keys, GIVEN))
    for bid in bids:
        agree_scores(
            cast.buyer,
            tender.id,
            bid_id=bid.id,
            scores=dict.fromkeys(keys, AGREED),
            present=there(tender, bid.id),
        )
    for person in places:
        evaluators.approve_scores(person, tender.id)
    rankings.rank_bids(cast.buyer, tender.id)
    assert len(db.session.scalars(select(LotRanking)).one().result["ranking"]) == 2
    row, how = sister(tender, ed), HowDealtWith(Mitigation.DOES_NOT_SCORE, "Eve.", bids[1].id)
    with pytest.raises(Refusal, match="Open its scores again first"):
        dealt_with(tender, cast, row, how)
    row, how = sister(tender, eve), HowDealtWith(Mitigation.NO_EFFECT, "They no longer speak.")
    with pytest.raises(Refusal, match="Open its scores again first"):
        dealt_with(tender, cast, row, how)


def test_who_takes_no_further_part_is_off_the_panel_and_decides_nothing(
    tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    eve = cast.evaluators[0]
    [place] = appointed(tender, cast.buyer, eve)
    how = HowDealtWith(Mitigation.LEAVES, "It is her sister’s business.")
    dealt_with(tender, cast, sister(tender, eve), how)
    db.session.expire_all()
    assert db.session.get_one(Evaluator, place.id).removed_at is not None
    with pytest.raises(Refusal, match="You take no further part"):
        declare_conflict(eve, tender.id, interest=Interest.NONE, about="")
    with pytest.raises(Refusal, match="takes no further part"):
        evaluators.appoint_evaluator(cast.buyer, tender.id, person_id=eve.person_id)


def test_the_observer_is_a_colleague_and_is_told(
    tender: Tender, bids: tuple[Bid, Bid], cast: Cast
) -> None:
    eve, ed = cast.evaluators
    appointed(tender, cast.buyer, eve)
    row = sister(tender, eve)
    for nobody in (cast.baker, eve):
        how = HowDealtWith(Mitigation.OBSERVED, "Ed sits in.", observer_id=nobody.person_id)
        with pytest.raises(Refusal, match="Choose the colleague"):
            dealt_with(tender, cast, row, how)
    how = HowDealtWith(Mitigation.OBSERVED, "Ed sits in.", observer_id=ed.person_id)
    title = tender.title
    dealt_with(tender, cast, row, how)
    jobs.run_due()
    told = {(row.person_id, row.subject) for row in db.session.scalars(select(Message))}
    assert (ed.person_id, f"You are asked to observe the assessment of {title}") in told


def test_whoever_takes_no_further_part_sends_publishes_and_cancels_nothing(
    tender: Tender, bids: tuple[Bid, Bid], cast: Cast, make: Make
) -> None:
    panel = dict(zip(cast.evaluators, appointed(tender, cast.buyer, *cast.evaluators), strict=True))
    assess(tender, cast.buyer, panel, {bids[0].id: 4, bids[1].id: 3})
    lot_id = parts_of(tender.id).lots[0].id

    def refused(message: str) -> None:
        with pytest.raises(Refusal, match=message):
            cancel_lot(colleague, tender.id, lot_id=lot_id, reason="The budget was cut.")

    colleague = make.member(cast.council, Role.BUYER)
    refused("Declare your interests")
    award_lot(cast.buyer, tender.id, lot_id=lot_id, bid_id=bids[0].id, reason="First.")
    with pytest.raises(Refusal, match="Declare your interests"):
        send_summaries(colleague, tender.id)
    send_summaries(cast.buyer, tender.id)
    row = sister(tender, colleague)
    with pytest.raises(Refusal, match="must record how it is dealt with"):
        awards.publish_award(colleague, tender.id, published=published_now())
    dealt_with(tender, cast, row, HowDealtWith(Mitigation.LEAVES, "Her sister won."))
    refused("take no further part")


def test_where_nobody_bid_nobody_declares_again(make: Make, cast: Cast) -> None:
    tender = make.tender(cast.council, closes_at=NOW + timedelta(minutes=1), lots=1)
    clock.set_to(NOW + timedelta(minutes=2), stopped=True)
    evaluations.open_bids(cast.buyer, tender.id)
    [lot] = parts_of(tender.id).lots
    cancel_lot(cast.buyer, tender.id, lot_id=lot.id, reason="Nobody bid.")
    db.session.expire_all()
    assert parts_of(tender.id).lots[0].state is LotState.CANCELLED
