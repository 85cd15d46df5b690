"""From opened bids to a ranking."""

from uuid import UUID

from sqlalchemy import delete

from marketplace.assessment.actions.evaluators import require_impartial
from marketplace.assessment.models.evaluations import (
    Disregard,
    LotRanking,
)
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.evaluators import panel_of
from marketplace.bidding.actions.openings import unseal_bids
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.assessment.assessment_summary import check_record
from procurement.assessment.evaluation import score
from procurement.assessment.evaluation_record import (
    evaluation_as_json,
    ranking_as_json,
    result_as_json,
    steps_as_json,
)
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TENDER, TenderState, after_closing


@action("bids.open")
def open_bids(act: Act, tender: Tender) -> None:
    """Open every bid at once, after the deadline and never before."""
    target = TENDER.after(tender.state, "open")
    if tender.closes_at is None:
        raise Refusal("This tender has no deadline.")
    after_closing(tender.closes_at, act.now)
    opened = unseal_bids(act, tender)
    tender.state, tender.opened_at = target, act.now
    act.note(opened=opened)
    for row in panel_of(tender.id):
        act.notify(row.person_id, "bids_opened", tender_id=tender.id, title=tender.title)


@action("bid.disregard")
def disregard_bid(
    act: Act, tender: Tender, *, bid_id: UUID, lot_id: UUID | None, reason: str
) -> None:
    """Set a bid aside for one lot or for all (s19(3)); the ranking had it counted is still shown."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    check_bid(assessment, bid_id)
    before_ranking(assessment)
    if not reason:
        raise Refusal("Give the reason: the supplier is told it.", field="reason")
    if lot_id is not None and lot_id not in {lot.id for lot in assessment.lots}:
        raise NotThere("Lot")
    row = act.add(
        Disregard(
            bid_id=bid_id,
            lot_id=lot_id,
            reason=reason,
            decided_by=act.person_id,
            decided_at=act.now,
        )
    )
    act.note(disregard=row.id, bid_id=bid_id)


@action("bids.rank")
def rank_bids(act: Act, tender: Tender) -> None:
    """Work out the ranking of every open lot from the agreed scores, and keep every step of it."""
    if tender.state is not TenderState.OPENED:
        raise Refusal("Open the bids first.")
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    _before_award(assessment)
    lots = [
        lot for lot in assessment.lots if lot.state is LotState.OPEN and assessment.bids_for(lot)
    ]
    if not lots:
        raise Refusal("No bid was made for any lot, so there is nothing to rank.")
    facts = AssessmentFacts(assessment)
    for lot in lots:
        check_record(facts.record(lot, assessment.bids_for(lot)[0].id))
        _keep_ranking(act, facts, lot)


def _keep_ranking(act: Act, facts: AssessmentFacts, lot: Lot) -> None:
    method, figures = facts.method, facts.figures(lot)
    result = score(method, figures)
    had_all_counted = score(method, figures, counting_disregarded=True)
    db.session.execute(delete(LotRanking).where(LotRanking.lot_id == lot.id))
    act.add(
        LotRanking(
            lot_id=lot.id,
            inputs=evaluation_as_json(method, figures),
            result={
                **result_as_json(method, result),
                "steps": steps_as_json(method, figures, result),
                "promises": facts.promises_as_json(),
                "had_all_counted": ranking_as_json(had_all_counted),
            },
            ranked_at=act.now,
        )
    )
    act.note(**{f"lot_{lot.number}": ranking_as_json(result)})


def check_bid(assessment: Assessment, bid_id: UUID) -> None:
    """The bid is one of those opened."""
    if bid_id not in {bid.id for bid in assessment.bids}:
        raise NotThere("Bid")


def before_ranking(assessment: Assessment) -> None:
    """Scores may change until a lot is awarded; a ranking already worked out is then out of date."""
    _before_award(assessment)
    db.session.execute(
        delete(LotRanking).where(LotRanking.lot_id.in_([lot.id for lot in assessment.lots]))
    )


def _before_award(assessment: Assessment) -> None:
    if any(lot.state is LotState.AWARDED for lot in assessment.lots):
        raise Refusal("A lot has been awarded on these scores, so they stand.")
