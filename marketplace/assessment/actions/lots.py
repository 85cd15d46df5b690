"""The lots of an assessed tender: each awarded to the bid that comes first, or given up."""

from uuid import UUID

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.tender_end import decide_if_all_lots_are
from marketplace.assessment.actions.undecided import check_all_decided
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.rankings import first_ranked, rankings_of
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Lot, Tender
from procurement.assessment.assessment_summary import check_record
from procurement.assessment.award import before_awarding
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LOT


@action("lot.award")
def award_lot(act: Act, tender: Tender, *, lot_id: UUID, bid_id: UUID, reason: str) -> Award:
    """Decide a lot for the bid that the published method puts first (s19)."""
    lot = _lot(tender, lot_id)
    ranking = rankings_of(tender.id).get(lot.id)
    if ranking is None:
        raise Refusal("Work out the ranking of this lot first.")
    before_awarding(bid_id, first_ranked(ranking), reason, tender.tie_rule)
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    check_all_decided(assessment, act.today)
    check_record(AssessmentFacts(assessment).record(lot, bid_id))
    lot.state = LOT.after(lot.state, "award")
    award = act.add(
        Award(
            tender_id=tender.id,
            lot_id=lot.id,
            bid_id=bid_id,
            reason=reason,
            decided_by=act.person_id,
            decided_at=act.now,
        )
    )
    act.note(award=award.id, lot=lot.number, bid_id=bid_id)
    decide_if_all_lots_are(act, tender)
    return award


def _lot(tender: Tender, lot_id: UUID) -> Lot:
    lot = db.session.get(Lot, lot_id)
    if lot is None or lot.tender_id != tender.id:
        raise NotThere("Lot")
    return lot
