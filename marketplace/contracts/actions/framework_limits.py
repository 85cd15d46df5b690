"""A call-off is signed, and grows, under a framework that is open and within its value; nor does a
framework shrink below its call-offs, or last longer than it may."""

from datetime import date

from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.queries.call_offs import framework_facts
from marketplace.engine import db
from procurement.contracts.call_off import (
    FrameworkFacts,
    refuse_below,
    refuse_beyond,
    refuse_unless_open,
)
from procurement.ground.money import Money
from procurement.tendering.framework import refuse_long_framework
from procurement.tendering.regime import Regime


def refuse_under_closed_framework(contract: Contract, today: date) -> None:
    """Within the act that signs it; nothing for what is no call-off."""
    if contract.parent_id is not None:
        refuse_unless_open(_locked(contract), today)


def refuse_outside_framework(contract: Contract, value: Money, ends_on: date, today: date) -> None:
    """Within an act that gives a contract another value, without VAT, and last day; nothing for one
    that is neither."""
    if contract.kind is ContractKind.FRAMEWORK:
        refuse_below(framework_facts(contract), value, "value")
        refuse_too_long(contract, ends_on)
    elif contract.parent_id is not None and value > contract.value:
        facts = _locked(contract)
        refuse_unless_open(facts, today)
        refuse_beyond(facts, value - contract.value, "work")


def refuse_too_long(contract: Contract, ends_on: date) -> None:
    """A public framework that would last longer than s47 lets it; nothing for any other contract."""
    if contract.kind is ContractKind.FRAMEWORK:
        refuse_long_framework(contract.starts_on, ends_on, Regime(contract.regime))


def _locked(contract: Contract) -> FrameworkFacts:
    """Its framework, as where work is called off."""
    framework = db.session.get_one(
        Contract, contract.parent_id, with_for_update=True, populate_existing=True
    )
    return framework_facts(framework)
