"""Who may sign a contract, and say or accept that its work is done?"""

from marketplace.engine.access import (
    Actor,
    HasBothSides,
    HasSupplier,
    Predicate,
    Role,
    buys_for_its_buyer,
    supplies_it,
)


def buys_it_from_others(actor: Actor, contract: HasBothSides) -> bool:
    """Buys for the buyer and belongs to no supplier of it: nobody accepts their own work."""
    return actor.has(contract.buyer_id, Role.BUYER) and not supplies_it(actor, contract)


def signs_for_its_supplier(actor: Actor, contract: HasSupplier) -> bool:
    return actor.has(contract.supplier_id, Role.OWNER)


def delivers_it(actor: Actor, contract: HasSupplier) -> bool:
    return actor.has(contract.supplier_id, Role.BID_WRITER, Role.FINANCE)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "contract.prepare": (buys_for_its_buyer,),
    "contract.sign": (buys_it_from_others, signs_for_its_supplier),
    "milestone.claim": (delivers_it,),
    "milestone.accept": (buys_it_from_others,),
    "milestone.return": (buys_it_from_others,),
    "order_number.change": (buys_it_from_others,),
    "terms.change": (buys_it_from_others,),
    "delivery.record": (buys_it_from_others,),
}

ASKED_AGAIN = frozenset({"contract.sign"})
"""Before these a person uses a second factor again."""
