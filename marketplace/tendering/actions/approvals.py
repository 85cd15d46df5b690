"""A second person of the buyer approves, or sends back: within the acts of each step."""

from datetime import datetime

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.organisations.queries.people import people_of
from marketplace.tendering.models.approvals import Approval
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.approvals import (
    newest_approval,
    publication_mark,
    wants_two,
)
from marketplace.tendering.queries.declarations import declarations_of, declared
from procurement.ground.refusal import Refusal
from procurement.tendering.conflict import before_taking_part
from procurement.tendering.second_person import (
    APPROVAL,
    ApprovalFacts,
    ApprovalState,
    Step,
    before_acting,
    before_approving,
    before_asking,
)


def ask_colleagues(act: Act, tender: Tender, step: Step, mark: str) -> Approval:
    """Ask whoever else buys for the organisation, its owners too, to approve a step as it stands now."""
    newest = newest_approval(tender.id, step)
    before_asking(_facts(newest), mark)
    others = [who for who in people_of([tender.buyer_id], Role.BUYER) if who != act.person_id]
    if not others:
        raise Refusal(
            "Nobody else buys for your organisation, so nobody can approve this. An owner can ask "
            "a colleague in."
        )
    if newest is not None and newest.state is ApprovalState.ASKED:
        newest.state = APPROVAL.after(newest.state, "replace")
        db.session.flush()
    approval = act.add(
        Approval(
            tender_id=tender.id, step=step, mark=mark, asked_at=act.now, asked_by=act.person_id
        )
    )
    act.note(approval=approval.id, step=str(step))
    for person_id in others:
        act.notify(
            person_id, "approval_asked", tender_id=tender.id, title=tender.title, step=str(step)
        )
    return approval


def approve_as_second(act: Act, tender: Tender, step: Step, mark: str) -> None:
    """Approve a colleague's step as it stands now, once one's own interests are declared (s82)."""
    _require_declared(act, tender)
    newest = newest_approval(tender.id, step)
    before_approving(_facts(newest), act.person_id, mark)
    assert newest is not None
    _answer(act, tender, newest, "approve", "approval_given")


def send_back_as_second(act: Act, tender: Tender, step: Step, reason: str) -> None:
    """Send a colleague's step back, with what is wrong; who does has declared too."""
    _require_declared(act, tender)
    if not reason:
        raise Refusal("Say what is wrong: your colleague is told it.", field="reason")
    newest = newest_approval(tender.id, step)
    before_approving(_facts(newest), act.person_id, newest.mark if newest else "")
    assert newest is not None
    newest.reason = reason
    _answer(act, tender, newest, "send back", "approval_sent_back")


def require_second(tender: Tender, step: Step, mark: str) -> None:
    """Refuses, where the buyer wants two people, a step that nobody else has approved."""
    if wants_two(tender.buyer_id):
        before_acting(step, _facts(newest_approval(tender.id, step)), mark)


def require_second_to_publish(tender: Tender, now: datetime) -> None:
    """The same for a draft, as everybody will read it."""
    require_second(tender, Step.PUBLICATION, publication_mark(tender, now))


def drop_old_asking(tender: Tender, step: Step, mark: str) -> None:
    """Within the act of a change: what was asked for as it stood before is asked for no more."""
    newest = newest_approval(tender.id, step)
    if newest is not None and newest.state is ApprovalState.ASKED and newest.mark != mark:
        newest.state = APPROVAL.after(newest.state, "replace")


def follow_draft(tender: Tender, now: datetime) -> None:
    """The same for a draft; its notice elsewhere is no change of it."""
    if wants_two(tender.buyer_id):
        db.session.flush()
        drop_old_asking(tender, Step.PUBLICATION, publication_mark(tender, now))


def _require_declared(act: Act, tender: Tender) -> None:
    own = declared(declarations_of([tender.id])[tender.id].get(act.person_id))
    before_taking_part(own, tender.opened_at)


def _answer(act: Act, tender: Tender, approval: Approval, verb: str, template: str) -> None:
    approval.state = APPROVAL.after(approval.state, verb)
    approval.answered_at, approval.answered_by = act.now, act.person_id
    act.note(approval=approval.id)
    act.notify(
        approval.asked_by,
        template,
        tender_id=tender.id,
        title=tender.title,
        step=str(approval.step),
        reason=approval.reason,
    )


def _facts(approval: Approval | None) -> ApprovalFacts | None:
    return approval.facts if approval else None
