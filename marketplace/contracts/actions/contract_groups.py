"""For which group does a host sign a contract? Said before either side has signed."""

from uuid import UUID

from marketplace.contracts.actions.contract_rows import propose_group
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import shares_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.hostings import hosts
from procurement.contracts.contract import ContractState
from procurement.ground.refusal import Refusal


@action("contract_group.name")
def name_contract_group(act: Act, contract: Contract, *, group_id: UUID | None) -> None:
    """Name the group that the supplier hosts, or none; buyer and group read it on the contract.

    Refuses once one side has signed, and where several share the contract.
    """
    is_signed = contract.buyer_signed_at or contract.supplier_signed_at
    if contract.state is not ContractState.AWAITING_SIGNATURE or is_signed:
        raise Refusal("One side has signed this contract: it stays as it is.")
    if len(shares_of(contract.id)) > 1:
        raise Refusal("Several share this contract. A host signs for a group alone.")
    if group_id is not None and not hosts(contract.supplier_id, group_id):
        raise Refusal("Choose a group that your organisation hosts.", field="group_id")
    propose_group(act, contract, group_id)
