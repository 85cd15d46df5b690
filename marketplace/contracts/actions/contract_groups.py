"""For which group does a host sign a contract? Said before either side has signed."""

from uuid import UUID

from marketplace.contracts.actions.contract_rows import propose_group
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.hostings import faults_of_naming
from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal, refuse_if_any


@action("contract_group.name")
def name_contract_group(act: Act, contract: Contract, *, group_id: UUID | None) -> None:
    """Name the group that the supplier hosts, or none; buyer and group read it on the contract.

    Refuses once one side has signed, and where several share the contract.
    """
    is_signed = contract.buyer_signed_at or contract.supplier_signed_at
    if contract.state is not ContractState.AWAITING_SIGNATURE or is_signed:
        raise Refusal("One side has signed this contract: it stays as it is.")
    are_several = len(shares_of(contract.id)) > 1
    refuse_if_any(
        faults_of_naming(contract.supplier_id, group_id, are_several=are_several, field="group_id")
    )
    propose_group(act, contract, group_id)
