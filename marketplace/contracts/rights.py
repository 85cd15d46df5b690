"""Who may sign a contract, say or accept that its work is done, and agree what is passed on?"""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from marketplace.engine.access import (
    Actor,
    HasBothSides,
    HasSupplier,
    Predicate,
    Role,
    buys_for_its_buyer,
    is_the_system,
    supplies_it,
)


class HasMembers(HasBothSides, Protocol):
    """What the members of a consortium may share in beside the supplier that leads them."""

    @property
    def member_ids(self) -> Collection[UUID]: ...


def shares_in_it(actor: Actor, thing: HasMembers) -> bool:
    """Belongs to its supplier or to one of the members. Those are read only for somebody who belongs
    to more than the buyer."""
    others = actor.organisations - {thing.buyer_id}
    return bool(others) and not others.isdisjoint({thing.supplier_id, *thing.member_ids})


def buys_it_from_others(actor: Actor, contract: HasMembers) -> bool:
    """Buys for the buyer and shares in nothing of it: nobody accepts their own work."""
    return actor.has(contract.buyer_id, Role.BUYER) and not shares_in_it(actor, contract)


def signs_for_its_supplier(actor: Actor, contract: HasSupplier) -> bool:
    return actor.has(contract.supplier_id, Role.OWNER)


def delivers_it(actor: Actor, contract: HasSupplier) -> bool:
    return actor.has(contract.supplier_id, Role.BID_WRITER, Role.FINANCE)


def reads_all_below(actor: Actor, contract: HasBothSides, *, is_agreed: bool) -> bool:
    """Sees every package below it: the contractor, and who buys or pays for its buyer once the two
    have agreed (``is_agreed``) what is passed on. The enterprises below see nothing of each other."""
    return supplies_it(actor, contract) or (
        is_agreed and actor.has(contract.buyer_id, Role.BUYER, Role.FINANCE)
    )


def pays_for_its_buyer(actor: Actor, contract: HasBothSides) -> bool:
    return actor.has(contract.buyer_id, Role.BUYER, Role.FINANCE)


class IsThread(HasMembers, Protocol):
    @property
    def contract_id(self) -> UUID | None: ...


def _writing(role: Role, thread: IsThread) -> tuple[Role, ...]:
    return (role, Role.FINANCE) if thread.contract_id else (role,)


def writes_as_its_buyer(actor: Actor, thread: IsThread) -> bool:
    """Buys, or about a contract also pays, for the buyer, and belongs to nobody on the other side."""
    return actor.has(thread.buyer_id, *_writing(Role.BUYER, thread)) and not shares_in_it(
        actor, thread
    )


def writes_as_its_supplier(actor: Actor, thread: IsThread) -> bool:
    """Writes bids, or about a contract also looks after the money, for the supplier, and belongs to
    nobody on the other side. Members of a consortium write through their lead."""
    return (
        actor.has(thread.supplier_id, *_writing(Role.BID_WRITER, thread))
        and thread.buyer_id not in actor.organisations
    )


def writes_about_it(actor: Actor, contract: HasMembers) -> bool:
    """Who writes about a contract, for either side."""
    buys = actor.has(contract.buyer_id, Role.BUYER, Role.FINANCE)
    supplies = actor.has(contract.supplier_id, Role.BID_WRITER, Role.FINANCE)
    return (buys and not shares_in_it(actor, contract)) or (
        supplies and contract.buyer_id not in actor.organisations
    )


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "official_notice.record": (buys_for_its_buyer,),
    "contract.prepare": (buys_for_its_buyer,),
    "call_off.prepare": (buys_it_from_others,),
    "call_off.take_back": (buys_it_from_others, signs_for_its_supplier),
    "precedence.choose": (buys_it_from_others,),
    "contract_paper.make": (pays_for_its_buyer, supplies_it),
    "contract_paper.keep": (is_the_system,),
    "indicator.set": (buys_it_from_others,),
    "indicator.remove": (buys_it_from_others,),
    "indicator_exception.give": (buys_it_from_others,),
    "performance.assess": (buys_it_from_others,),
    "performance.comment": (delivers_it,),
    "breach.record": (buys_it_from_others,),
    "breach.follow": (buys_it_from_others,),
    "breach.answer": (delivers_it,),
    "ends.remind": (is_the_system,),
    "contract.end": (is_the_system,),
    "contract.sign": (buys_it_from_others, signs_for_its_supplier),
    "milestone.claim": (delivers_it,),
    "milestone.accept": (buys_it_from_others,),
    "milestone.return": (buys_it_from_others,),
    "order_number.change": (buys_it_from_others,),
    "contract_change.propose": (buys_it_from_others,),
    "contract_change.sign": (buys_it_from_others, signs_for_its_supplier),
    "contract_change.decline": (signs_for_its_supplier,),
    "contract_change.withdraw": (buys_it_from_others,),
    "contract_end.complete": (buys_it_from_others,),
    "contract_end.intend": (buys_it_from_others,),
    "contract_end.answer": (signs_for_its_supplier,),
    "contract_end.finish": (buys_it_from_others,),
    "contract_end.withdraw": (buys_it_from_others,),
    "set_up.record": (pays_for_its_buyer,),
    "terms.change": (buys_it_from_others,),
    "delivery.record": (buys_it_from_others,),
    "contract_group.name": (signs_for_its_supplier,),
    "pass_down.propose": (buys_it_from_others, signs_for_its_supplier),
    "pass_down.agree": (buys_it_from_others, signs_for_its_supplier),
    "pass_down.decline": (buys_it_from_others, signs_for_its_supplier),
    "labour_return.make": (delivers_it,),
    "labour_return.correct": (delivers_it,),
    "labour_return.confirm": (buys_it_from_others,),
    "labour_return.question": (buys_it_from_others,),
    "bid_thread.begin": (buys_for_its_buyer,),
    "contract_thread.begin": (writes_about_it,),
    "thread.write": (writes_as_its_buyer, writes_as_its_supplier),
    "thread.settle": (writes_as_its_buyer, writes_as_its_supplier),
    "reply.refuse": (is_the_system,),
}

ASKED_AGAIN = frozenset(
    {
        "contract.sign",
        "contract_change.sign",
        "contract_end.answer",
        "contract_end.finish",
        "pass_down.agree",
    }
)
"""Before these a person uses a second factor again."""
