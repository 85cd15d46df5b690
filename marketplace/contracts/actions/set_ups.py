"""Saying since when a buyer’s own finance system can pay the supplier of a contract."""

from datetime import date

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.set_ups import SetUp
from marketplace.contracts.queries.set_ups import set_up_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from procurement.contracts.contract import before_saying_set_up


@action("set_up.record")
def record_set_up(act: Act, contract: Contract, *, since: date) -> SetUp:
    """Say since when, or correct it; it holds for all contracts of these two."""
    before_saying_set_up(contract.state, since, act.today)
    row = set_up_of(contract)
    if row is None:
        row = act.add(
            SetUp(buyer_id=contract.buyer_id, supplier_id=contract.supplier_id, since=since)
        )
    row.since = since
    return row
