"""From opened bids to a ranking."""

from uuid import UUID

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.models.evaluations import (
    Disregard,
)
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.evaluators import panel_of
from marketplace.bidding.actions.openings import unseal_bids
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TENDER, after_closing


@action("bids.open")
def open_bids(act: Act, tender: Tender) -> None:
    """Open every bid at once, after the deadline and never before."""
    target = TENDER.after(tender.state, "open")
    if tender.closes_at is None:
        raise Refusal("This tender has no deadline.")
    after_closing(tender.closes_at, act.now)
    opened = unseal_bids(act, tender)
    tender.state, tender.opened_at = target, act.now
    act.note(opened=opened)
    for row in panel_of(tender.id):
        act.notify(row.person_id, "bids_opened", tender_id=tender.id, title=tender.title)


@action("bid.disregard")
def disregard_bid(
    act: Act, tender: Tender, *, bid_id: UUID, lot_id: UUID | None, reason: str
) -> None:
    """Set a bid aside for one lot or for all (s19(3)); the ranking had it counted is still shown."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    assessment.bid(bid_id)
    before_ranking(tender.id)
    if not reason:
        raise Refusal("Give the reason: the supplier is told it.", field="reason")
    if lot_id is not None and lot_id not in {lot.id for lot in assessment.lots}:
        raise NotThere("Lot")
    row = act.add(
        Disregard(
            bid_id=bid_id,
            lot_id=lot_id,
            reason=reason,
            decided_by=act.person_id,
            decided_at=act.now,
        )
    )
    act.note(disregard=row.id, bid_id=bid_id)
