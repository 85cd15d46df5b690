"""Who has which share of a contract for a product?"""

from marketplace.contracts.actions.contract_rows import Sharing, share_rows
from marketplace.contracts.models.contracts import Contract, ContractShare
from marketplace.organisations.models.products import Product
from marketplace.organisations.queries.products import members_of
from procurement.ground.refusal import Refusal
from procurement.packages.product import own_share


def shares_of_product(contract: Contract, product: Product) -> list[ContractShare]:
    """Of the enterprise, and of those who bring the product to market with it."""
    members = members_of(product.id)
    if any(row.declined_at for row in members):
        raise Refusal(
            "Somebody who brought this to market with you has left it since it was ordered. Decline "
            "the order, and say why."
        )
    lead = Sharing(contract.supplier_id, own_share([row.share for row in members]), "")
    others = [Sharing(row.organisation_id, row.share, row.work) for row in members]
    return share_rows(contract, [lead, *others])
