"""Who may write a bid, and who may lead, join or leave a consortium?"""

from typing import Protocol
from uuid import UUID

from marketplace.engine.access import (
    Actor,
    HasOrganisation,
    Predicate,
    Role,
    bids_somewhere,
    is_the_system,
)


class HasLead(Protocol):
    @property
    def lead_id(self) -> UUID: ...


def writes_its_bid(actor: Actor, bid: HasOrganisation) -> bool:
    return actor.has(bid.organisation_id, Role.BID_WRITER)


def leads_it(actor: Actor, consortium: HasLead) -> bool:
    return actor.has(consortium.lead_id, Role.BID_WRITER)


def answers_for_it(actor: Actor, member: HasOrganisation) -> bool:
    return actor.has(member.organisation_id, Role.BID_WRITER)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "tender_change.follow": (is_the_system,),
    "consortium.form": (bids_somewhere,),
    "member.invite": (leads_it,),
    "member_parts.agree": (leads_it,),
    "member.remove": (leads_it,),
    "consortium.disband": (leads_it,),
    "member_part.accept": (answers_for_it,),
    "member_part.decline": (answers_for_it,),
    "bid.begin": (bids_somewhere,),
    "bid.save": (writes_its_bid,),
    "bid_file.attach": (writes_its_bid,),
    "bid_file.remove": (writes_its_bid,),
    "bid.submit": (writes_its_bid,),
    "bid.withdraw": (writes_its_bid,),
}

ASKED_AGAIN = frozenset[str]()
"""Nothing here is money, a role or a signature."""
