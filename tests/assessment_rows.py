"""Opened bids straight in the database, and a panel that scores them, for what a test takes as given."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from marketplace.assessment.actions import awards, evaluators, rankings
from marketplace.assessment.actions.conflicts import declare_conflict
from marketplace.assessment.actions.lots import award_lot
from marketplace.assessment.actions.scores import GivenScore, PanelScore, agree_scores, score_bid
from marketplace.assessment.actions.sole_scorers import explain_sole_scorer, field_of
from marketplace.assessment.actions.summaries import send_summaries
from marketplace.assessment.models.evaluations import Evaluator
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.sole_scorers import soles_of
from marketplace.bidding.models.bids import Bid, BidAnswer, BidCommitment, BidPrice
from marketplace.engine import clock, db
from marketplace.engine.access import Actor
from marketplace.organisations.models.organisations import Organisation
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.bidding.bid import BidState
from procurement.ground.money import Money
from procurement.tendering.conflict import Interest
from procurement.tendering.tender import TenderState
from tests.cast import Cast, Make
from tests.tender_rows import published_now


def opened_bid(tender: Tender, organisation: Organisation, pence: int, **columns: object) -> Bid:
    """A bid that was opened: the same price for every lot, an answer and a promise to each."""
    parts = parts_of(tender.id)
    with db.transaction():
        bid = Bid(
            tender_id=tender.id,
            organisation_id=organisation.id,
            state=BidState.OPENED,
            version=1,
            created_at=clock.now(),
            submitted_at=clock.now(),
            **columns,
        )
        db.session.add(bid)
        db.session.flush()
        db.session.add_all(
            BidPrice(bid_id=bid.id, lot_id=lot.id, price=Money(pence), vat=Money(0))
            for lot in parts.lots
        )
        db.session.add_all(
            BidAnswer(bid_id=bid.id, question_id=one.id, text=f"How {organisation.name} does it.")
            for one in parts.questions
        )
        db.session.add_all(
            BidCommitment(bid_id=bid.id, clause_id=one.id, quantity=Decimal(8), method="With care.")
            for one in parts.clauses
        )
    return bid


def appointed(tender: Tender, buyer: Actor, *people: Actor) -> list[Evaluator]:
    """A panel that has declared no interest; of one, with the reason."""
    rows = [
        evaluators.appoint_evaluator(buyer, tender.id, person_id=one.person_id) for one in people
    ]
    for person in (buyer, *people):
        declare_conflict(person, tender.id, interest=Interest.NONE, about="")
    explained(tender, buyer)
    return rows


def explained(tender: Tender, buyer: Actor) -> None:
    """Where one person scores alone, the buyer has said why."""
    soles = soles_of(assessment_of(tender))
    if soles:
        reasons = {field_of(sole): "Nobody else knows the work." for sole in soles}
        explain_sole_scorer(buyer, tender.id, reasons=reasons)


def there(tender: Tender, bid_id: UUID | None = None) -> frozenset[UUID]:
    """The whole panel, or all of it who score a bid: they met."""
    assessment = assessment_of(tender)
    rows = assessment.panel_for(bid_id) if bid_id else assessment.evaluators
    return frozenset(row.person_id for row in rows)


def criteria_of(tender: Tender) -> list[UUID]:
    parts = parts_of(tender.id)
    return [one.id for one in (*parts.questions, *parts.clauses)]


def assess(
    tender: Tender, buyer: Actor, panel: dict[Actor, Evaluator], scores: dict[UUID, int]
) -> None:
    """The whole way from scores alone to the ranking: each bid gets one score throughout."""
    keys = criteria_of(tender)
    for bid_id, given in scores.items():
        for person, row in panel.items():
            alone = dict.fromkeys(keys, GivenScore(given, "The answer is clear and complete."))
            score_bid(person, row.id, bid_id=bid_id, scores=alone)
        agreed = dict.fromkeys(
            keys, PanelScore(given, "The answer is clear and complete.", "Both scored alike.")
        )
        agree_scores(buyer, tender.id, bid_id=bid_id, scores=agreed, present=there(tender, bid_id))
    for person in panel:
        evaluators.approve_scores(person, tender.id)
    rankings.rank_bids(buyer, tender.id)


def awarded(tender: Tender, buyer: Actor, bid_id: UUID) -> list[UUID]:
    """Every lot awarded to one bid, summaries sent and the award published; the awards' ids."""
    ids = [
        award_lot(buyer, tender.id, lot_id=lot.id, bid_id=bid_id, reason="First.").id
        for lot in parts_of(tender.id).lots
    ]
    send_summaries(buyer, tender.id)
    awards.publish_award(buyer, tender.id, published=published_now())
    return ids


def award_in_standstill(make: Make, cast: Cast) -> tuple[UUID, UUID]:
    """The ids of a tender above the threshold and its one award, published to the bakery today."""
    tender = make.tender(
        cast.council,
        state=TenderState.OPENED,
        closes_at=clock.now() - timedelta(days=1),
        lots=1,
        estimate=Money(30_000_000),
    )
    won, lost = (opened_bid(tender, who, 20_000_000) for who in (cast.bakery, cast.gardens))
    panel = appointed(tender, cast.buyer, *cast.evaluators)
    by_person = dict(zip(cast.evaluators, panel, strict=True))
    assess(tender, cast.buyer, by_person, {won.id: 4, lost.id: 3})
    [award_id] = awarded(tender, cast.buyer, won.id)
    return tender.id, award_id


def suspended_award(make: Make, cast: Cast) -> UUID:
    """The id of an award in its standstill, with a claim on record."""
    tender_id, award_id = award_in_standstill(make, cast)
    awards.suspend_award(
        cast.buyer,
        tender_id,
        award_id=award_id,
        notified_on=clock.today(),
        about="Canal Gardens, about question 2.",
    )
    return award_id
