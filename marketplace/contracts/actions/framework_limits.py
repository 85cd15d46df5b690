"""A call-off never grows beyond its framework, nor does a framework shrink below its call-offs."""

from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.queries.call_offs import framework_facts
from marketplace.engine import db
from procurement.contracts.call_off import refuse_below, refuse_beyond
from procurement.ground.money import Money


def refuse_outside_framework(contract: Contract, value: Money) -> None:
    """Within an act that gives a contract another value, without VAT; nothing for one that is
    neither. The framework of a call-off is locked, as where work is called off."""
    if contract.kind is ContractKind.FRAMEWORK:
        refuse_below(framework_facts(contract), value, "value")
    elif contract.parent_id is not None:
        framework = db.session.get_one(
            Contract, contract.parent_id, with_for_update=True, populate_existing=True
        )
        refuse_beyond(framework_facts(framework), value - contract.value, "work")
