"""A procurement, or one lot of it, ends without a contract: what becomes of awards, and who is told."""

from uuid import UUID

from marketplace.assessment.actions.bidders import tell_bidders
from marketplace.assessment.actions.endings import end_award, end_procurement
from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.actions.tender_end import decide_if_all_lots_are
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import awards_of
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.actions.official_notices import NOT_SAID, Published, keep_end_notice
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tenders import parts_of
from procurement.assessment.award import AwardState
from procurement.assessment.procurement_end import (
    before_ending,
    before_ending_lot,
    ends_all,
    owes_end_notice,
)
from procurement.tendering.lot import LOT, LotState, before_cancelling
from procurement.tendering.tender import TENDER
from procurement.tendering.tender_change import reason_given


@action("tender.cancel")
def cancel_tender(act: Act, tender: Tender, *, why: str, published: Published = NOT_SAID) -> Tender:
    """End the procurement without a contract; the reason is public (Procurement Act 2023, s55).

    Where its notice stands on the central platform, the termination notice (UK12) does first:
    ``published`` says where and when. Its day is that of the decision. Every lot ends, every award
    that is not signed, and the contracts that were prepared.
    """
    TENDER.after(tender.state, "cancel")
    why = reason_given(why)
    if tender.opened_at is not None:
        require_impartial(act, assessment_of(tender))
    lots, awards = parts_of(tender.id).lots, awards_of(tender.id)
    numbers = {lot.id: lot.number for lot in lots}
    before_ending([numbers[row.lot_id] for row in awards if row.state is AwardState.SIGNED])
    for lot in lots:
        if lot.state is not LotState.CANCELLED:
            lot.state, lot.cancelled_because = LOT.after(lot.state, "cancel"), why
    for award in awards:
        end_award(act, award)
    end_procurement(act, tender, why, published)
    return tender


@action("lot.cancel")
def cancel_lot(
    act: Act, tender: Tender, *, lot_id: UUID, reason: str, published: Published = NOT_SAID
) -> None:
    """Give up a lot, with its award, until the contract is signed; its bidders are told why (s55).

    With the last lot the procurement ends. Where its notice says the opposite, and with the last lot,
    the termination notice (UK12) stands on the central platform first.
    """
    lots = parts_of(tender.id).lots
    lot = next((row for row in lots if row.id == lot_id), None)
    if lot is None:
        raise NotThere("Lot")
    before_ending_lot(is_opened=tender.opened_at is not None)
    before_cancelling(reason)
    assessment = assessment_of(tender)
    require_impartial(act, assessment)
    award = next((row for row in awards_of(tender.id) if row.lot_id == lot.id), None)
    is_last = ends_all([row.state for row in lots if row.id != lot.id])
    was_published = award is not None and award.published_on is not None
    if award is not None:
        end_award(act, award)
    lot.state, lot.cancelled_because = LOT.after(lot.state, "cancel"), reason
    act.note(lot=lot.number)
    for bid in assessment.bids_for(lot):
        tell_bidders(act, bid, "lot_cancelled", tender, reason=reason)
    if is_last:
        end_procurement(act, tender, reason, published)
        return
    if owes_end_notice(is_last=is_last, is_award_published=was_published):
        keep_end_notice(act, tender, published, lot=lot)
    decide_if_all_lots_are(act, tender)
