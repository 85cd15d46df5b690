"""What is below a contract, tier by tier, for those who see it."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.contracts.pages.contracts import visible_contract
from marketplace.desk.queries.supply_chain import chain_below, opened_by
from marketplace.engine.act import NotThere
from marketplace.web.tools import actor, beside, page, signed_in

pages = Blueprint("supply_chains", __name__)


@pages.get("/contracts/<uuid:contract_id>/below")
@signed_in
def show(contract_id: UUID) -> ResponseReturnValue:
    contract = visible_contract(contract_id)
    chain = chain_below(actor(), contract, beside())
    if chain is None:
        raise NotThere("Chain")
    opens = opened_by(actor(), chain)
    return page("desk/supply_chains/show.html", contract=contract, chain=chain, opens=opens)
