"""What follows at once where both sides have signed a contract?"""

from marketplace.contracts.actions.letters import ask_members
from marketplace.contracts.actions.pass_downs import sign_with_it
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.act import Act


def bind(act: Act, contract: Contract) -> None:
    """Within the act of the second signature: what is passed on is agreed, the members of a
    consortium are asked how the invoices for their parts are made, and what it was written from is
    told."""
    sign_with_it(act, contract)
    ask_members(act, contract)
    if contract.award_id is None:
        act.enqueue("follow_signed_contract", contract_id=contract.id)
