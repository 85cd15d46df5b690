"""The rankings of a tender: worked out from what was agreed, and dropped when that changes."""

from uuid import UUID

from sqlalchemy import delete, select

from marketplace.assessment.actions.impartiality import require_impartial, require_reasons
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.sole_scorers import scored_by_as_json
from marketplace.engine import db
from marketplace.engine.act import Act
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
from procurement.assessment.tie import ties_as_json
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotState
from procurement.tendering.tender import TenderState


@action("bids.rank")
def rank_bids(act: Act, tender: Tender) -> None:
    """Work out the ranking of every open lot from the agreed scores, and keep every step of it."""
    if tender.state is not TenderState.OPENED:
        raise Refusal("Open the bids first.")
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    before_award(tender.id)
    lots = [
        lot for lot in assessment.lots if lot.state is LotState.OPEN and assessment.bids_for(lot)
    ]
    if not lots:
        raise Refusal("No bid was made for any lot, so there is nothing to rank.")
    facts = AssessmentFacts(assessment)
    require_reasons(assessment)
    for lot in lots:
        check_record(facts.record(lot, assessment.bids_for(lot)[0].id))
        keep_ranking(act, facts, lot)


def keep_ranking(act: Act, facts: AssessmentFacts, lot: Lot) -> None:
    """Write down the ranking of a lot in place of the one before, with every step of it."""
    method, figures = facts.method(lot), facts.figures(lot)
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
                "ties": ties_as_json(method, figures, result.ranking),
                "promises": facts.promises_as_json(lot),
                "panel": scored_by_as_json(facts.assessment, lot),
                "had_all_counted": ranking_as_json(had_all_counted),
            },
            ranked_at=act.now,
        )
    )
    act.note(**{f"lot_{lot.number}": ranking_as_json(result)})


def before_ranking(tender_id: UUID) -> None:
    """What a ranking stands on may change until a lot is awarded; one worked out is then dropped."""
    before_award(tender_id)
    lots = select(Lot.id).where(Lot.tender_id == tender_id)
    db.session.execute(delete(LotRanking).where(LotRanking.lot_id.in_(lots)))


def before_award(tender_id: UUID) -> None:
    """Refuses what could change who comes first once a lot has been awarded."""
    awarded = select(Lot.id).where(Lot.tender_id == tender_id, Lot.state == LotState.AWARDED)
    if db.session.scalar(awarded.limit(1)) is not None:
        raise Refusal("A lot has been awarded on these scores, so they stand.")
