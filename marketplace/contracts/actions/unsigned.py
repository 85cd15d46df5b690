"""A contract that not both sides have signed comes to an end with what it was written from."""

from uuid import UUID

from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from procurement.contracts.contract import CONTRACT, ContractState
from procurement.tendering.records import Record, keeping_period
from procurement.tendering.regime import Regime


def end_unsigned(act: Act, contract_id: UUID) -> bool:
    """Within an act: end it, and keep its words for as long as those of a procurement without one.
    False where both sides have signed: then nothing is done."""
    contract = db.session.get_one(
        Contract, contract_id, with_for_update=True, populate_existing=True
    )
    if contract.state is not ContractState.AWAITING_SIGNATURE:
        return False
    contract.state = CONTRACT.after(contract.state, "terminate")
    period = keeping_period(Record.PROCUREMENT, Regime(contract.regime), decided_on=act.today)
    contract.keep_until = period.until
    return True


@action("contract.end")
def end_contract(act: Act, contract: Contract) -> None:
    """The award it was prepared from has ended, before both sides signed."""
    end_unsigned(act, contract.id)
