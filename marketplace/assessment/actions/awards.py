"""From a ranking to an award: awards per lot, summaries, publication, standstill."""

from dataclasses import asdict
from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions.evaluations import impartial
from marketplace.assessment.models.awards import AssessmentSummary, Award
from marketplace.assessment.models.evaluations import LotRanking
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.awards import awards_of, facts_of
from marketplace.assessment.queries.rankings import first_ranked
from marketplace.bidding.actions.retention import keep_after_ending
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.engine.plain import plain
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_as
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tender_facts import regime_for
from procurement.assessment.assessment_summary import assessment_summary, check_record
from procurement.assessment.award import (
    AWARD,
    AwardState,
    before_awarding,
    before_publishing,
)
from procurement.assessment.claims import before_resuming, before_suspending
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import standstill_ends
from procurement.tendering.lot import LOT, are_all_decided
from procurement.tendering.regime import standstill_length
from procurement.tendering.tender import TENDER


@action("tender.award_lot")
def award_lot(act: Act, tender: Tender, *, lot_id: UUID, bid_id: UUID, reason: str) -> Award:
    """Decide a lot for the bid that the published method puts first (s19)."""
    lot = _lot(tender, lot_id)
    ranking = db.session.scalars(
        select(LotRanking).where(LotRanking.lot_id == lot.id)
    ).one_or_none()
    if ranking is None:
        raise Refusal("Work out the ranking of this lot first.")
    before_awarding(bid_id, first_ranked(ranking), reason)
    found = assessment_of(tender)
    impartial(act, found)
    check_record(AssessmentFacts(found).record(lot, bid_id))
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
    _decide_if_all_are(act, tender)
    return award


@action("tender.cancel_lot")
def cancel_lot(act: Act, tender: Tender, *, lot_id: UUID, reason: str) -> None:
    """Give up a lot, before its contract is signed; the suppliers are told why (s55)."""
    lot = _lot(tender, lot_id)
    if not reason:
        raise Refusal("Give the reason: every bidder is told it.", field="reason")
    award = db.session.scalars(select(Award).where(Award.lot_id == lot.id)).one_or_none()
    if award is not None:
        award.state = AWARD.after(award.state, "cancel")
    lot.state = LOT.after(lot.state, "cancel")
    lot.cancelled_because = reason
    act.note(lot=lot.number)
    for bid in assessment_of(tender).bids_for(lot):
        tell_bidders(act, bid, "lot_cancelled", tender, reason=reason)
    _decide_if_all_are(act, tender)


@action("tender.send_summaries")
def send_summaries(act: Act, tender: Tender) -> int:
    """Send every assessed bidder of every decided lot its assessment summary (s50, reg 31)."""
    decided = [award for award in awards_of(tender.id) if award.state is AwardState.DECIDED]
    if not decided:
        raise Refusal("There is no decided award whose summaries are still to be sent.")
    found = assessment_of(tender)
    sent = 0
    for award in decided:
        sent += _send_for(act, found, award)
        award.state, award.summaries_sent_at = AWARD.after(award.state, "send"), act.now
    act.note(summaries=sent)
    return sent


def _send_for(act: Act, found: Assessment, award: Award) -> int:
    lot = next(lot for lot in found.lots if lot.id == award.lot_id)
    record = AssessmentFacts(found).record(lot, award.bid_id)
    bids = found.bids_for(lot)
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
        tell_bidders(act, bid, "assessment_summary", found.tender)
    return len(bids)


@action("tender.publish_award")
def publish_award(act: Act, tender: Tender) -> None:
    """Publish the contract award notice (UK6): with it the standstill begins (s51)."""
    ready = [award for award in awards_of(tender.id) if award.state is AwardState.SUMMARIES_SENT]
    if not ready:
        raise Refusal("Send the assessment summaries first.")
    found = assessment_of(tender)
    for award in ready:
        before_publishing(facts_of(found, award))
        award.state = AWARD.after(award.state, "publish")
        award.published_on = act.today
        days = standstill_length(regime_for(tender, found.buyer.kind, act.today))
        if days is not None:
            award.standstill_ends_on = standstill_ends(act.today, days)
    for bid in found.bids:
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
    act.note(award=award.id, claim_notified_on=notified_on, claim_about=about)


@action("award.resume")
def resume_award(act: Act, tender: Tender, *, award_id: UUID, ended_on: date, reason: str) -> None:
    """Record that the claim or its suspension has ended: the contract may be signed again."""
    award = _held(tender, award_id)
    award.state = AWARD.after(award.state, "resume")
    assert award.claim_notified_on is not None
    before_resuming(award.claim_notified_on, ended_on, reason, act.today)
    award.claim_ended_on, award.claim_ended_because = ended_on, reason
    act.note(award=award.id, claim_ended_on=ended_on, claim_ended_because=reason)


def _decide_if_all_are(act: Act, tender: Tender) -> None:
    states = db.session.scalars(select(Lot.state).where(Lot.tender_id == tender.id)).all()
    if are_all_decided(states) and "award" in TENDER.verbs(tender.state):
        tender.state = TENDER.after(tender.state, "award")
        buyer = db.session.get_one(Organisation, tender.buyer_id)
        keep_after_ending(tender, regime_for(tender, buyer.kind, act.today), act.today)


def _held(tender: Tender, award_id: UUID) -> Award:
    """One of the tender's awards, its row held."""
    award = db.session.get(Award, award_id, with_for_update=True)
    if award is None or award.tender_id != tender.id:
        raise NotThere("Award")
    return award


def _lot(tender: Tender, lot_id: UUID) -> Lot:
    lot = db.session.get(Lot, lot_id)
    if lot is None or lot.tender_id != tender.id:
        raise NotThere("Lot")
    return lot


def tell_bidders(act: Act, bid: Bid, template: str, tender: Tender, **ids: object) -> None:
    """E-mail the people who bid; the message holds links, never scores or prices."""
    for person_id in people_as(bid.organisation_id, Role.OWNER, Role.BID_WRITER):
        act.notify(
            person_id, template, tender_id=tender.id, bid_id=bid.id, title=tender.title, **ids
        )
