"""A colleague approves the decided awards before anybody is told, where the buyer wants two people."""

from marketplace.assessment.actions.impartiality import require_impartial
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.awards import award_mark
from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from marketplace.tendering.actions.approvals import (
    approve_as_second,
    ask_colleagues,
    send_back_as_second,
)
from marketplace.tendering.models.approvals import Approval
from marketplace.tendering.models.tenders import Tender
from procurement.ground.refusal import Refusal
from procurement.tendering.second_person import Step


@action("award_approval.ask")
def ask_award_approval(act: Act, tender: Tender) -> Approval:
    """Ask a colleague to approve the decided awards as they stand."""
    mark = award_mark(tender.id)
    if not mark:
        raise Refusal("There is no decided award of which nobody has been told.")
    return ask_colleagues(act, tender, Step.AWARD, mark)


@action("award_approval.give")
def give_award_approval(act: Act, tender: Tender, *, seen: str) -> None:
    """Approve the awards as they were read; refused to whoever has an interest in a bidder (s81)."""
    require_impartial(act, assessment_of(tender))
    mark = award_mark(tender.id)
    refuse_unread(seen, mark, "approve it")
    approve_as_second(act, tender, Step.AWARD, mark)


@action("award_approval.refuse")
def refuse_award_approval(act: Act, tender: Tender, *, reason: str) -> None:
    """Send the awards back with what is wrong; refused to the same people."""
    require_impartial(act, assessment_of(tender))
    send_back_as_second(act, tender, Step.AWARD, reason)
