"""The work of a contract, milestone by milestone: claimed, accepted, or sent back."""

from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.actions.letters import tell_buyers, tell_deliverers
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.actions.letters import tell_finance
from procurement.contracts.contract import (
    MILESTONE,
    ContractState,
    before_delivery,
    before_release,
)
from procurement.ground.refusal import Refusal


@action("milestone.claim")
def claim_milestone(act: Act, contract: Contract, *, milestone_id: UUID) -> None:
    """Say that the work of a milestone is done; the buyer is asked to accept it."""
    before_delivery(contract.starts_on, act.today)
    row = _milestone(contract, milestone_id, "claim")
    if row.is_retention:
        work = select(Milestone.state).where(
            Milestone.contract_id == contract.id, ~Milestone.is_retention
        )
        before_release(db.session.scalars(work).all())
    row.claimed_at = act.now
    act.note(milestone=row.number)
    tell_buyers(act, contract, "milestone_claimed", milestone=row.title)


@action("milestone.accept")
def accept_milestone(act: Act, contract: Contract, *, milestone_id: UUID) -> None:
    """Accept the work of a milestone: from now on it can be invoiced."""
    before_delivery(contract.starts_on, act.today)
    row = _milestone(contract, milestone_id, "accept")
    row.accepted_at = act.now
    act.note(milestone=row.number)
    told = {"contract_id": contract.id, "title": contract.title, "milestone": row.title}
    tell_finance(act, [contract.supplier_id], "milestone_accepted", **told)


@action("milestone.return")
def return_milestone(act: Act, contract: Contract, *, milestone_id: UUID, reason: str) -> None:
    """Send a claim back with what is still missing."""
    if not reason:
        raise Refusal("Say what is still missing: the supplier is told it.", field="reason")
    row = _milestone(contract, milestone_id, "return")
    row.claimed_at = None
    act.note(milestone=row.number)
    tell_deliverers(act, contract, "milestone_returned", milestone=row.title, reason=reason)


def _milestone(contract: Contract, milestone_id: UUID, verb: str) -> Milestone:
    if contract.state is not ContractState.SIGNED:
        raise Refusal("Both sides must have signed the contract first.")
    row = db.session.scalars(
        select(Milestone).where(Milestone.id == milestone_id).with_for_update()
    ).one_or_none()
    if row is None or row.contract_id != contract.id:
        raise NotThere("Milestone")
    row.state = MILESTONE.after(row.state, verb)
    return row
