"""What of the end of a contract can be done now, and why not where it cannot?"""

from datetime import date

from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.queries.call_offs import has_open_call_off
from marketplace.contracts.queries.changes import open_change_of
from marketplace.contracts.queries.contract_ends import end_of
from marketplace.contracts.queries.contracts import milestones_of
from procurement.contracts.call_off import refuse_unless_called_off
from procurement.contracts.contract_end import (
    EndState,
    Heard,
    before_completing,
    before_finishing,
    refuse_undone_work,
    refuse_unless_in_force,
)
from procurement.ground.refusal import Refusal, refusal_of


def completing_fault(contract: Contract, today: date) -> Refusal | None:
    """Why it cannot be called completed now; three queries at most."""
    has_open_change = open_change_of(contract.id) is not None
    fault = refusal_of(
        lambda: before_completing(contract.state, has_open_change=has_open_change)
    ) or refusal_of(lambda: _refuse_unless_done(contract, today))
    if fault is None and end_of(contract.id) is not None:
        return Refusal("You have told the supplier that it ends early. Withdraw that first.")
    return fault


def _refuse_unless_done(contract: Contract, today: date) -> None:
    if contract.kind is ContractKind.FRAMEWORK:
        is_open = has_open_call_off(contract.id)
        refuse_unless_called_off(contract.ends_on, today, has_open_call_off=is_open)
    else:
        refuse_undone_work([row.state for row in milestones_of(contract.id)])


def intending_fault(contract: Contract) -> Refusal | None:
    """Why the supplier cannot be told now that it ends early; one query."""
    fault = refusal_of(lambda: refuse_unless_in_force(contract.state))
    if fault is None and end_of(contract.id) is not None:
        return Refusal(
            "The supplier is told of an end already. Withdraw that before you begin anew."
        )
    return fault


def answering_fault(end: ContractEnd | None) -> Refusal | None:
    """Why the supplier cannot answer now."""
    if end is None or end.state is not EndState.INTENDED:
        return Refusal("No end of this contract waits for an answer.")
    if end.answered_at is not None:
        return Refusal("Your side has answered this already.")
    return None


def finishing_fault(end: ContractEnd, today: date) -> Refusal | None:
    """Why the end that the supplier was told of cannot be recorded now; one query."""
    assert end.ground is not None
    work = [row.state for row in milestones_of(end.contract_id)]
    heard = Heard(
        end.ground, end.last_day, end.reply_by, end.answered_at is not None, end.is_agreed
    )
    return refusal_of(lambda: before_finishing(heard, work, today))
