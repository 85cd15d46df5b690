"""A colleague approves a draft before it is published, where the buyer wants two people."""

from marketplace.engine.act import Act
from marketplace.engine.action import action, refuse_unread
from marketplace.tendering.actions.approvals import (
    approve_as_second,
    ask_colleagues,
    send_back_as_second,
)
from marketplace.tendering.actions.tenders import refuse_deleted
from marketplace.tendering.models.approvals import Approval
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.approvals import before_approval, publication_mark
from marketplace.tendering.queries.drafts import faults_of
from procurement.ground.refusal import refuse_if_any
from procurement.tendering.second_person import Step
from procurement.tendering.tender import TENDER


@action("publication_approval.ask")
def ask_publication_approval(act: Act, tender: Tender) -> Approval:
    """Ask a colleague to approve the draft as it stands: finished, but for its notice elsewhere."""
    TENDER.after(tender.state, "publish")
    refuse_deleted(tender)
    refuse_if_any(before_approval(faults_of(tender, act.now)))
    return ask_colleagues(act, tender, Step.PUBLICATION, publication_mark(tender, act.now))


@action("publication_approval.give")
def give_publication_approval(act: Act, tender: Tender, *, seen: str) -> None:
    """Approve the draft as it was read: its author can publish it."""
    TENDER.after(tender.state, "publish")
    mark = publication_mark(tender, act.now)
    refuse_unread(seen, mark, "approve it")
    approve_as_second(act, tender, Step.PUBLICATION, mark)


@action("publication_approval.refuse")
def refuse_publication_approval(act: Act, tender: Tender, *, reason: str) -> None:
    """Send the draft back with what is wrong."""
    send_back_as_second(act, tender, Step.PUBLICATION, reason)
