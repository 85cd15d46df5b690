"""What becomes of a procurement and of its awards as they end, within an action."""

from marketplace.assessment.actions.feedback_calls import call_off_all
from marketplace.assessment.models.awards import Award
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.tendering.actions.official_notices import Published, keep_end_notice
from marketplace.tendering.actions.tender_versions import find_where_it_stands
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.award import AWARD, AwardState
from procurement.tendering.tender import TENDER


def end_procurement(act: Act, tender: Tender, why: str, published: Published) -> None:
    """Who bids before the opening is known to nobody here: a job tells them, and keeps their bids."""
    tender.cancelled_because = why
    keep_end_notice(act, tender, published)
    tender.state = TENDER.after(tender.state, "cancel")
    call_off_all(act, tender)
    find_where_it_stands(tender)
    act.enqueue(
        "follow_tender_change",
        tender_id=tender.id,
        template="tender_cancelled",
        why=why,
        on=act.today,
    )


def end_award(act: Act, award: Award) -> None:
    """A contract that was prepared ends too: contracts are a later chapter’s."""
    db.session.refresh(award, with_for_update=True)
    if award.state is AwardState.CANCELLED:
        return
    award.state = AWARD.after(award.state, "cancel")
    act.enqueue("end_prepared_contract", award_id=award.id)
