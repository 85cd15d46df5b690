"""A bid that is set aside, and taken in again where that was wrong."""

from uuid import UUID

from sqlalchemy import select

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.models.condition_checks import ConditionCheck
from marketplace.assessment.models.evaluations import Disregard
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.condition_check import CheckAbout
from procurement.assessment.disregard import (
    DisregardGround,
    before_disregarding,
    before_reinstating,
)


@action("bid.disregard")
def disregard_bid(
    act: Act,
    tender: Tender,
    *,
    bid_id: UUID,
    lot_id: UUID | None,
    ground: DisregardGround,
    reason: str,
) -> None:
    """Set a bid aside for one lot or for all (s19(3)); the ranking had it counted is still shown."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    assessment.bid(bid_id)
    before_disregarding(ground, reason, is_decided_apart=_is_decided_apart(bid_id, ground))
    if lot_id is not None and lot_id not in {lot.id for lot in assessment.lots}:
        raise NotThere("Lot")
    set_aside(act, tender, bid_id, lot_id, ground, reason)


def set_aside(
    act: Act,
    tender: Tender,
    bid_id: UUID,
    lot_id: UUID | None,
    ground: DisregardGround,
    reason: str,
) -> UUID:
    """Keep a decision to disregard; a ranking that is worked out is dropped. The row's id."""
    before_ranking(tender.id)
    row = act.add(
        Disregard(
            bid_id=bid_id,
            lot_id=lot_id,
            ground=ground,
            reason=reason,
            decided_by=act.person_id,
            decided_at=act.now,
        )
    )
    act.note(disregard=row.id, bid_id=bid_id)
    return row.id


@action("bid.reinstate")
def reinstate_bid(act: Act, tender: Tender, *, disregard_id: UUID, reason: str) -> None:
    """Let a bid count again that was set aside wrongly; both decisions stay on record."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    row = db.session.get(Disregard, disregard_id, with_for_update=True)
    if row is None or row.bid_id not in {bid.id for bid in assessment.bids}:
        raise NotThere("Disregard")
    check = select(ConditionCheck.id).where(ConditionCheck.disregard_id == row.id)
    before_reinstating(
        is_set_aside=row.ended_at is None,
        reason=reason,
        is_decided_apart=db.session.scalar(check) is not None,
    )
    count_again(act, tender, row.id, reason)


def count_again(act: Act, tender: Tender, disregard_id: UUID, reason: str) -> None:
    """End a decision to disregard; a ranking that is worked out is dropped."""
    before_ranking(tender.id)
    row = db.session.get_one(Disregard, disregard_id)
    row.ended_at, row.ended_by, row.ended_because = act.now, act.person_id, reason
    act.note(disregard=row.id, bid_id=row.bid_id)


def _is_decided_apart(bid_id: UUID, ground: DisregardGround) -> bool:
    """Whether there are checks of the bid, by which alone it is set aside on this ground."""
    is_condition = ConditionCheck.about == CheckAbout.CONDITION
    of_ground = {
        DisregardGround.CONDITIONS: is_condition,
        DisregardGround.EXCLUSION: ~is_condition,
    }.get(ground)
    if of_ground is None:
        return False
    check = select(ConditionCheck.id).where(ConditionCheck.bid_id == bid_id, of_ground)
    return db.session.scalar(check.limit(1)) is not None
