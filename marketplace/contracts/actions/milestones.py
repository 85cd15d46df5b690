"""The work of a contract, milestone by milestone: claimed, accepted, or sent back."""

from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_as
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
    _tell(act, people_as(contract.buyer_id, Role.BUYER), "milestone_claimed", contract, row)


@action("milestone.accept")
def accept_milestone(act: Act, contract: Contract, *, milestone_id: UUID) -> None:
    """Accept the work of a milestone: from now on it can be invoiced."""
    before_delivery(contract.starts_on, act.today)
    row = _milestone(contract, milestone_id, "accept")
    row.accepted_at = act.now
    act.note(milestone=row.number)
    people = people_as(contract.supplier_id, Role.FINANCE, Role.OWNER)
    _tell(act, people, "milestone_accepted", contract, row)


@action("milestone.return")
def return_milestone(act: Act, contract: Contract, *, milestone_id: UUID, reason: str) -> None:
    """Send a claim back with what is still missing."""
    if not reason:
        raise Refusal("Say what is still missing: the supplier is told it.", field="reason")
    row = _milestone(contract, milestone_id, "return")
    row.claimed_at = None
    act.note(milestone=row.number)
    people = people_as(contract.supplier_id, Role.OWNER, Role.BID_WRITER)
    _tell(act, people, "milestone_returned", contract, row, reason=reason)


def _tell(
    act: Act, people: list[UUID], template: str, contract: Contract, row: Milestone, **more: str
) -> None:
    for person_id in people:
        act.notify(
            person_id,
            template,
            contract_id=contract.id,
            title=contract.title,
            milestone=row.title,
            **more,
        )


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
