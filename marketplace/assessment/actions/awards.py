"""An award after its decision: taken back, published, in standstill, held while a claim is open."""

from datetime import date
from uuid import UUID

from marketplace.assessment.actions.award_notices import keep_award_notice
from marketplace.assessment.actions.bidders import tell_bidders
from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.tender_end import reopen_lot
from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import awards_of, facts_of
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.actions.official_notices import NOT_SAID, Published
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import AWARD, AwardState, before_publishing, before_taking_back
from procurement.assessment.legal_claim import before_resuming, before_suspending
from procurement.ground.refusal import Refusal


@action("award.take_back")
def take_back_award(act: Act, tender: Tender, *, award_id: UUID) -> None:
    """Undo a decision of which nobody has been told: the lot is open again, to be assessed anew or
    awarded with other words."""
    award = _held(tender, award_id)
    before_taking_back(award.state)
    require_impartial(act, assessment_of(tender))
    act.note(award=award.id, lot_id=award.lot_id, bid_id=award.bid_id)
    db.session.delete(award)
    reopen_lot(tender, award.lot_id)


@action("award.publish")
def publish_award(act: Act, tender: Tender, *, published: Published = NOT_SAID) -> None:
    """Publish the award, and with it begin the standstill (s51).

    Where a contract award notice (UK6) is owed, the central platform has it first (reg 5(11)):
    ``published`` says where and when, and the standstill begins with that day.
    """
    ready = [award for award in awards_of(tender.id) if award.state is AwardState.SUMMARIES_SENT]
    if not ready:
        raise Refusal("Send the assessment summaries first.")
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    for award in ready:
        before_publishing(facts_of(assessment, award))
    keep_award_notice(act, assessment, ready, published)
    for award in ready:
        award.state = AWARD.after(award.state, "publish")
    for bid in assessment.bids:
        tell_bidders(act, bid, "award_published", tender)


@action("award.suspend")
def suspend_award(
    act: Act, tender: Tender, *, award_id: UUID, notified_on: date, about: str
) -> None:
    """Record a claim notified during the standstill: nobody signs until it has ended (s101)."""
    award = _held(tender, award_id)
    award.state = AWARD.after(award.state, "suspend")
    before_suspending(facts_of(assessment_of(tender), award), notified_on, about, act.today)
    award.claim_notified_on, award.claim_about = notified_on, about
    award.claim_ended_on = award.claim_ended_because = None
    act.note(award=award.id, claim_notified_on=notified_on)


@action("award.resume")
def resume_award(act: Act, tender: Tender, *, award_id: UUID, ended_on: date, reason: str) -> None:
    """Record that the claim or its suspension has ended: the contract may be signed again."""
    award = _held(tender, award_id)
    award.state = AWARD.after(award.state, "resume")
    assert award.claim_notified_on is not None
    before_resuming(award.claim_notified_on, ended_on, reason, act.today)
    award.claim_ended_on, award.claim_ended_because = ended_on, reason
    act.note(award=award.id, claim_ended_on=ended_on)


def _held(tender: Tender, award_id: UUID) -> Award:
    """One of the tender's awards, its row held."""
    award = db.session.get(Award, award_id, with_for_update=True)
    if award is None or award.tender_id != tender.id:
        raise NotThere("Award")
    return award
