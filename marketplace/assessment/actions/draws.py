"""A draw by chance between bids that nothing else parts, as the published rule says."""

from uuid import UUID

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_award, keep_ranking
from marketplace.assessment.models.evaluations import Draw
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.rankings import first_ranked, rankings_of
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.tie import before_drawing, draw_faults
from procurement.ground.refusal import refuse_if_any
from procurement.tendering.lot import LotState


@action("draw.record")
def record_draw(
    act: Act,
    tender: Tender,
    *,
    lot_id: UUID,
    bid_id: UUID,
    witnesses: tuple[str, str],
    how: str,
) -> None:
    """Record a draw between the bids in first place of a lot; the bid that was drawn comes first.

    ``witnesses`` are two people who were present, by role and organisation.
    """
    before_award(tender.id)
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    ranking = rankings_of(tender.id).get(lot_id)
    if ranking is None:
        raise NotThere("LotRanking")
    level = first_ranked(ranking)
    kept = [draw for draw in assessment.draws if draw.lot_id == lot_id and draw.bids == {*level}]
    [lot] = [lot for lot in assessment.lots if lot.id == lot_id]
    is_open = lot.state is LotState.OPEN
    before_drawing(tender.tie_rule, level, bid_id, is_open=is_open, is_drawn=bool(kept))
    refuse_if_any(draw_faults(witnesses, how))
    first, second = (who.strip() for who in witnesses)
    row = act.add(
        Draw(
            lot_id=lot_id,
            among=sorted(map(str, level)),
            bid_id=bid_id,
            how=how.strip(),
            first_witness=first,
            second_witness=second,
            recorded_by=act.person_id,
            recorded_at=act.now,
        )
    )
    act.note(draw=row.id, bid_id=bid_id)
    keep_ranking(act, AssessmentFacts(assessment_of(tender)), lot)
