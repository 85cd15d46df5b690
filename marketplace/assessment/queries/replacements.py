"""Who was replaced in a bid, by whom, and what has its bidder still to answer?"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import Row, select

from marketplace.assessment.models.condition_checks import ConditionCheck, Replacement
from marketplace.bidding.models.bids import Bid, BidCondition
from marketplace.engine.db import session
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.condition_check import LEFT_OUT, CheckAbout
from procurement.assessment.replacement import ReplacementState


def tender_of_bid(bid_id: UUID) -> Tender:
    """The tender that a bid is for."""
    return session.scalars(
        select(Tender).join(Bid, Bid.tender_id == Tender.id).where(Bid.id == bid_id)
    ).one()


def replaced_members(bid_id: UUID) -> dict[UUID, str]:
    """The members of a bid who were replaced, each with who came in; their part is the lead's."""
    return {
        check.party_id: chance.who
        for check, chance in _accepted([bid_id])
        if check.about is CheckAbout.PARTY and check.party_id is not None
    }


def associated_with(bid_ids: Collection[UUID]) -> list[str]:
    """Who outside these bids is relied on for a condition, or came in for somebody (s26(4))."""
    accepted = _accepted(bid_ids)
    came_in = {(check.bid_id, check.condition_id): chance for check, chance in accepted}
    in_place_of = {(check.bid_id, chance.whom): chance.who for check, chance in accepted}
    named = []
    for row in session.scalars(
        select(BidCondition).where(BidCondition.bid_id.in_(bid_ids)).order_by(BidCondition.id)
    ):
        chance = came_in.get((row.bid_id, row.condition_id))
        if chance is not None:
            named.append(chance.who)
        elif row.met_by_id is None:
            named.append(in_place_of.get((row.bid_id, row.relied_on), row.relied_on))
    named += [row.who for check, row in accepted if check.about is CheckAbout.PARTY]
    return list(dict.fromkeys(named))


def _accepted(bid_ids: Collection[UUID]) -> Sequence[Row[ConditionCheck, Replacement]]:
    """The replacements that the buyer accepted, and what each is about."""
    return session.execute(
        select(ConditionCheck, Replacement)
        .join(Replacement, Replacement.check_id == ConditionCheck.id)
        .where(
            Replacement.bid_id.in_(bid_ids),
            Replacement.state == ReplacementState.ACCEPTED,
            ConditionCheck.finding.not_in(LEFT_OUT),
        )
        .order_by(Replacement.asked_at, Replacement.id)
    ).all()


def is_about_member(chance: Replacement) -> bool:
    """Whether it is a member of the bid who may be replaced."""
    check = session.get_one(ConditionCheck, chance.check_id)
    return check.about is CheckAbout.PARTY
