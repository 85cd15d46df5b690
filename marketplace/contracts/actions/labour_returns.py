"""The hours worked under a contract, month by month: returned, corrected, confirmed, questioned."""

from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.actions.letters import tell_buyers
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import LabourReturn
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.queries.people import people_as
from procurement.contracts.contract import ContractState
from procurement.contracts.labour_return import LABOUR_RETURN, Hours, ReturnState, check_hours
from procurement.ground.refusal import Refusal


@action("labour_return.make")
def make_labour_return(act: Act, contract: Contract, *, told: Hours) -> LabourReturn:
    """Return the hours of a month; its buyer is asked to confirm them."""
    _before(act, contract, told)
    if _standing(contract.id, told) is not None:
        raise Refusal(
            f"The hours of {told.month:%B %Y} are returned already. Correct that return instead.",
            field="month",
        )
    return _add(act, contract, told, number=1)


@action("labour_return.correct")
def correct_labour_return(
    act: Act, contract: Contract, *, return_id: UUID, told: Hours
) -> LabourReturn:
    """Put another return in the place of one; what was returned before can still be read."""
    _before(act, contract, told)
    former = _one_of(contract, return_id)
    if former.month != told.month:
        raise Refusal("A correction is of the same month.", field="month")
    former.state = LABOUR_RETURN.after(former.state, "correct")
    db.session.flush()  # the database takes no two that stand
    return _add(act, contract, told, number=former.number + 1)


@action("labour_return.confirm")
def confirm_labour_return(act: Act, contract: Contract, *, return_id: UUID) -> None:
    """Say for the buyer that the hours are as returned: from now on they are proved."""
    row = _one_of(contract, return_id)
    row.state = LABOUR_RETURN.after(row.state, "confirm")
    row.answered_at, row.answered_by = act.now, act.person_id
    act.note(labour_return=row.id)


@action("labour_return.question")
def question_labour_return(act: Act, contract: Contract, *, return_id: UUID, reason: str) -> None:
    """Ask the contractor about a return, in words; it is not proved until it is corrected."""
    if not reason:
        raise Refusal("Say what you ask: the contractor is told it.", field="reason")
    row = _one_of(contract, return_id)
    row.state = LABOUR_RETURN.after(row.state, "question")
    row.answered_at, row.answered_by = act.now, act.person_id
    row.questioned_because = reason
    act.note(labour_return=row.id)
    for person_id in people_as(contract.supplier_id, Role.OWNER, Role.BID_WRITER, Role.FINANCE):
        act.notify(
            person_id,
            "labour_return_questioned",
            contract_id=contract.id,
            title=contract.title,
            month=f"{row.month:%B %Y}",
            reason=reason,
        )


def _before(act: Act, contract: Contract, told: Hours) -> None:
    if contract.state not in (ContractState.SIGNED, ContractState.COMPLETED):
        raise Refusal("Hours are returned under a contract that both sides have signed.")
    check_hours(told, contract.starts_on, contract.ends_on, act.today)


def _add(act: Act, contract: Contract, told: Hours, *, number: int) -> LabourReturn:
    row = LabourReturn(
        contract_id=contract.id,
        month=told.month,
        number=number,
        hours=told.hours,
        furthest=told.furthest,
        evidence=told.evidence.strip(),
        returned_at=act.now,
        returned_by=act.person_id,
    )
    act.add(row)
    act.note(labour_return=row.id)
    month = f"{told.month:%B %Y}"
    tell_buyers(act, contract, "labour_return_made", month=month, is_correction=number > 1)
    return row


def _standing(contract_id: UUID, told: Hours) -> LabourReturn | None:
    return db.session.scalars(
        select(LabourReturn).where(
            LabourReturn.contract_id == contract_id,
            LabourReturn.month == told.month,
            LabourReturn.state != ReturnState.CORRECTED,
        )
    ).one_or_none()


def _one_of(contract: Contract, return_id: UUID) -> LabourReturn:
    row = db.session.get(LabourReturn, return_id)
    if row is None or row.contract_id != contract.id:
        raise NotThere("LabourReturn")
    return row
