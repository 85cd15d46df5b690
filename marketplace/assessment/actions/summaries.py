"""The assessment summaries: what every bidder of a decided lot is told of its scores."""

from dataclasses import asdict

from marketplace.assessment.actions.bidders import tell_bidders
from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.awards import awards_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.engine.plain import plain
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.assessment_summary import assessment_summary
from procurement.assessment.award import AWARD, AwardState
from procurement.ground.refusal import Refusal


@action("summaries.send")
def send_summaries(act: Act, tender: Tender) -> int:
    """Send every assessed bidder of every decided lot its assessment summary (s50, reg 31)."""
    decided = [award for award in awards_of(tender.id) if award.state is AwardState.DECIDED]
    if not decided:
        raise Refusal("There is no decided award whose summaries are still to be sent.")
    assessment = assessment_of(tender)
    sent = 0
    for award in decided:
        sent += _send_for(act, assessment, award)
        award.state, award.summaries_sent_at = AWARD.after(award.state, "send"), act.now
    act.note(summaries=sent)
    return sent


def _send_for(act: Act, assessment: Assessment, award: Award) -> int:
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
        tell_bidders(act, bid, "assessment_summary", assessment.tender)
    return len(bids)
