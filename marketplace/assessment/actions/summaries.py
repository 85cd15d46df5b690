"""The assessment summaries: what every bidder of a decided lot is told of its scores."""

from collections import Counter
from dataclasses import asdict
from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders
from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.awards import award_mark, awards_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.plain import plain
from marketplace.tendering.actions.approvals import require_second
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.assessment_summary import assessment_summary
from procurement.assessment.award import AWARD, AwardState, before_sending
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotState
from procurement.tendering.second_person import Step


@action("summaries.send")
def send_summaries(act: Act, tender: Tender) -> int:
    """Send every assessed bidder of every decided lot its assessment summary (s50, reg 31)."""
    decided = [award for award in awards_of(tender.id) if award.state is AwardState.DECIDED]
    if not decided:
        raise Refusal("There is no decided award whose summaries are still to be sent.")
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    require_second(tender, Step.AWARD, award_mark(tender.id))
    before_sending([lot.number for lot in assessment.lots if lot.state is LotState.OPEN])
    told = Counter[UUID]()
    for award in decided:
        told.update(_written_for(act, assessment, award))
        award.state, award.summaries_sent_at = AWARD.after(award.state, "send"), act.now
    for bid in assessment.bids:
        if bid.id in told:
            tell_bidders(act, bid, "assessment_summary", tender)
    act.note(summaries=told.total())
    return told.total()


def _written_for(act: Act, assessment: Assessment, award: Award) -> list[UUID]:
    """The bids whose summary is written, every bid that was assessed for the award's lot."""
    lot = next(lot for lot in assessment.lots if lot.id == award.lot_id)
    record = AssessmentFacts(assessment).record(lot, award.bid_id)
    bids = assessment.bids_for(lot)
    for bid in bids:
        summary = assessment_summary(record, bid.id)
        act.add(
            AssessmentSummary(
                award_id=award.id,
                bid_id=bid.id,
                content=plain(asdict(summary)),
                sent_at=act.now,
            )
        )
    return [bid.id for bid in bids]
