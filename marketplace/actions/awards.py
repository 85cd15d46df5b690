"""From a ranking to a contract: awards per lot, summaries, standstill, the contract prepared."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace import db, trail
from marketplace.access import Role
from marketplace.action import Act, NotThere, action
from marketplace.actions.evaluations import impartial
from marketplace.models.assessments import Assessment, assessment_of
from marketplace.models.awards import AssessmentSummary, Award, awards_of
from marketplace.models.bids import Bid
from marketplace.models.consortia import ConsortiumMember, MemberState
from marketplace.models.contracts import Contract, ContractClause, ContractShare, Milestone
from marketplace.models.evaluations import LotRanking
from marketplace.models.organisations import Organisation
from marketplace.models.people import people_as
from marketplace.models.tender_facts import regime_for
from marketplace.models.tenders import Lot, Tender
from marketplace.retention import keep_after_ending
from procurement.assessment.assessment_summary import assessment_summary, check_record
from procurement.assessment.award import AWARD, AwardFacts, AwardState, before_publishing
from procurement.contracts.contract import SigningFacts, signable
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import STANDSTILL_WORKING_DAYS, standstill_ends
from procurement.tendering.lot import LOT, are_all_decided
from procurement.tendering.regime import has_mandatory_standstill
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
    ranks = {bid["id"]: bid["rank"] for bid in ranking.result["bids"]}
    if ranks.get(str(bid_id)) != 1:
        raise Refusal(
            "The contract goes to the bid that the published method puts first. If that bid may "
            "not be considered, disregard it with a reason and work out the ranking again."
        )
    if not reason:
        raise Refusal("Give the reason for the award in a sentence or two.", field="reason")
    found = assessment_of(tender)
    impartial(act, found)
    check_record(found.record(lot, bid_id))
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
        _tell(act, bid, "lot_cancelled", tender, reason=reason)
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
    record = found.record(lot, award.bid_id)
    bids = found.bids_for(lot)
    for bid in bids:
        summary = assessment_summary(record, str(bid.id))
        act.add(
            AssessmentSummary(
                award_id=award.id,
                bid_id=bid.id,
                content=trail.plain(asdict(summary)),
                sent_at=act.now,
            )
        )
        _tell(act, bid, "assessment_summary", found.tender)
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
        if has_mandatory_standstill(regime_for(tender, found.buyer.kind, act.today)):
            award.standstill_ends_on = standstill_ends(act.today)
    for bid in found.bids:
        _tell(act, bid, "award_published", tender)


def facts_of(found: Assessment, award: Award) -> AwardFacts:
    """What the rules of award look at."""
    lot = next(lot for lot in found.lots if lot.id == award.lot_id)
    sent_to = db.session.scalars(
        select(AssessmentSummary.bid_id).where(AssessmentSummary.award_id == award.id)
    ).all()
    law = regime_for(found.tender, found.buyer.kind, london_day(award.decided_at))
    return AwardFacts(
        assessed=frozenset(str(bid.id) for bid in found.bids_for(lot)),
        summaries_sent_to=frozenset(str(bid_id) for bid_id in sent_to),
        published_on=award.published_on,
        working_days=STANDSTILL_WORKING_DAYS if has_mandatory_standstill(law) else None,
    )


@action("tender.prepare_contract")
def prepare_contract(
    act: Act,
    tender: Tender,
    *,
    award_id: UUID,
    starts_on: date,
    ends_on: date,
    order_number: str,
    milestones: list[tuple[str, date, Money]],
) -> Contract:
    """Write the contract of an award from the winning bid: value, members' shares, promises."""
    award = db.session.get(Award, award_id)
    if award is None or award.tender_id != tender.id:
        raise NotThere("Award")
    if award.state not in {AwardState.SUMMARIES_SENT, AwardState.STANDSTILL}:
        raise Refusal("Send the assessment summaries before you prepare the contract.")
    found = assessment_of(tender)
    lot = next(lot for lot in found.lots if lot.id == award.lot_id)
    bid = next(bid for bid in found.bids if bid.id == award.bid_id)
    value = found.prices[bid.id, lot.id].price
    amounts = tuple(amount for _, _, amount in milestones)
    signable(SigningFacts(value, amounts, starts_on, ends_on))
    contract = act.add(
        Contract(
            award_id=award.id,
            buyer_id=tender.buyer_id,
            supplier_id=bid.organisation_id,
            title=lot.title if len(found.lots) > 1 else tender.title,
            value=value,
            theme=tender.theme,
            regime=str(regime_for(tender, found.buyer.kind, act.today)),
            payment_days=tender.payment_days,
            order_number=order_number,
            starts_on=starts_on,
            ends_on=ends_on,
            prepared_at=act.now,
        )
    )
    db.session.add_all(
        Milestone(contract_id=contract.id, number=number, title=title, due_on=due_on, amount=amount)
        for number, (title, due_on, amount) in enumerate(milestones, 1)
    )
    db.session.add_all(_shares(contract, bid))
    db.session.add_all(_promises(contract, found, bid))
    act.note(contract=contract.id, award=award.id)
    _tell(act, bid, "contract_ready", tender, contract_id=contract.id)
    return contract


def _shares(contract: Contract, bid: Bid) -> list[ContractShare]:
    """The members as they agreed; a lone supplier has the whole."""
    members = (
        db.session.scalars(
            select(ConsortiumMember)
            .where(
                ConsortiumMember.consortium_id == bid.consortium_id,
                ConsortiumMember.state == MemberState.ACCEPTED,
            )
            .order_by(ConsortiumMember.id)
        ).all()
        if bid.consortium_id
        else []
    )
    if not members:
        return [
            ContractShare(
                contract_id=contract.id,
                organisation_id=bid.organisation_id,
                position=1,
                share=Decimal(100),
                work="",
            )
        ]
    return [
        ContractShare(
            contract_id=contract.id,
            organisation_id=member.organisation_id,
            position=position,
            share=member.share,
            work=member.work,
        )
        for position, member in enumerate(members, 1)
    ]


def _promises(contract: Contract, found: Assessment, bid: Bid) -> list[ContractClause]:
    made = [(clause, found.commitments.get((bid.id, clause.id))) for clause in found.clauses]
    return [
        ContractClause(
            contract_id=contract.id,
            text=clause.text,
            unit=clause.unit,
            promised=commitment.quantity,
            method=commitment.method,
        )
        for clause, commitment in made
        if commitment is not None and commitment.quantity
    ]


def _decide_if_all_are(act: Act, tender: Tender) -> None:
    states = db.session.scalars(select(Lot.state).where(Lot.tender_id == tender.id)).all()
    if are_all_decided(states) and "award" in TENDER.verbs(tender.state):
        tender.state = TENDER.after(tender.state, "award")
        buyer = db.session.get_one(Organisation, tender.buyer_id)
        keep_after_ending(tender, regime_for(tender, buyer.kind, act.today), act.today)


def _lot(tender: Tender, lot_id: UUID) -> Lot:
    lot = db.session.get(Lot, lot_id)
    if lot is None or lot.tender_id != tender.id:
        raise NotThere("Lot")
    return lot


def _tell(act: Act, bid: Bid, template: str, tender: Tender, **ids: object) -> None:
    """E-mail the people who bid; the message holds links, never scores or prices."""
    for person_id in people_as(bid.organisation_id, Role.OWNER, Role.BID_WRITER):
        act.notify(
            person_id, template, tender_id=tender.id, bid_id=bid.id, title=tender.title, **ids
        )
