"""Who may open a development, keep its page, watch it; post a package and answer it?"""

from typing import Protocol
from uuid import UUID

from marketplace.engine.access import (
    Actor,
    HasBothSides,
    HasId,
    HasOrganisation,
    HasSupplier,
    Predicate,
    Role,
    bids_somewhere,
    is_broker,
    is_signed_in,
    is_the_system,
    owns_it,
    supplies_it,
)


class HasOwner(Protocol):
    @property
    def owner_id(self) -> UUID: ...


class HasContractor(Protocol):
    @property
    def contractor_id(self) -> UUID | None: ...


class HasLogger(Protocol):
    @property
    def logged_for(self) -> UUID | None: ...


class MayHavePerson(Protocol):
    @property
    def person_id(self) -> UUID | None: ...


class HasPoster(Protocol):
    @property
    def poster_id(self) -> UUID: ...


def buys_for_it(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.BUYER)


def buys_for_its_owner(actor: Actor, development: HasOwner) -> bool:
    return actor.has(development.owner_id, Role.BUYER)


def buys_for_its_contractor(actor: Actor, development: HasContractor) -> bool:
    return development.contractor_id is not None and actor.has(
        development.contractor_id, Role.BUYER
    )


_BUILDERS: tuple[Predicate, ...] = (buys_for_its_owner, buys_for_its_contractor)
"""Who keeps the page of a development: the developer, and its main contractor with it."""


def buys_for_its_poster(actor: Actor, package: HasPoster) -> bool:
    return actor.has(package.poster_id, Role.BUYER)


def writes_for_its_enterprise(actor: Actor, thing: HasOrganisation) -> bool:
    return actor.has(thing.organisation_id, Role.BID_WRITER)


def buys_for_its_organisation(actor: Actor, contact: HasOrganisation) -> bool:
    return actor.has(contact.organisation_id, Role.BUYER)


def is_the_contact(actor: Actor, contact: MayHavePerson) -> bool:
    return actor.person_id is not None and actor.person_id == contact.person_id


def logged_it(actor: Actor, conversation: HasLogger) -> bool:
    """Somebody of the organisation it was logged for, or, of what a broker logged, any broker."""
    if conversation.logged_for is None:
        return actor.is_broker
    return conversation.logged_for in actor.organisations


def accepts_for_its_supplier(actor: Actor, order: HasSupplier) -> bool:
    return actor.has(order.supplier_id, Role.OWNER)


def buys_for_its_own_side(actor: Actor, order: HasBothSides) -> bool:
    """Buys for the buyer, and belongs to no supplier of it."""
    return actor.has(order.buyer_id, Role.BUYER) and not supplies_it(actor, order)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "development.begin": (buys_for_it,),
    "development.update": (buys_for_its_owner,),
    "development.publish": (buys_for_its_owner,),
    "contractor.choose": (buys_for_its_owner,),
    "coming_package.add": _BUILDERS,
    "coming_package.update": _BUILDERS,
    "coming_package.withdraw": _BUILDERS,
    "coming_tip.give": (is_broker,),
    "space.add": _BUILDERS,
    "space.remove": _BUILDERS,
    "group_member.add": _BUILDERS,
    "group_member.end": _BUILDERS,
    "meeting.note": _BUILDERS,
    "group_action.finish": (is_signed_in,),
    "development_document.add": _BUILDERS,
    "contact.name": (buys_for_it,),
    "contact.bridge": (is_broker, buys_for_it),
    "contact.decline": (is_the_contact,),
    "contact.end": (buys_for_its_organisation, is_broker),
    "conversation.log": (is_signed_in,),
    "conversation.note": (logged_it,),
    "conversation.close": (logged_it,),
    "link.add": _BUILDERS,
    "link.remove": (is_signed_in,),
    "link.follow": (is_the_system,),
    "watch.begin": (bids_somewhere,),
    "watch.end": (bids_somewhere,),
    "order_limits.set": (owns_it,),
    "order.place": (buys_for_it,),
    "order.accept": (accepts_for_its_supplier,),
    "order.decline": (accepts_for_its_supplier,),
    "order.withdraw": (buys_for_its_own_side,),
    "package.post": (buys_for_it,),
    "package.withdraw": (buys_for_its_poster,),
    "package.change": (buys_for_its_poster,),
    "package_tip.give": (is_broker,),
    "attachment.add": (buys_for_its_poster,),
    "enterprises.invite": (buys_for_its_poster,),
    "package_invitation.decline": (writes_for_its_enterprise,),
    "package.close": (buys_for_its_poster, is_the_system),
    "package.contract": (buys_for_its_poster,),
    "offer.begin": (bids_somewhere,),
    "offer.save": (writes_for_its_enterprise,),
    "offer.make": (writes_for_its_enterprise,),
    "offer.withdraw": (writes_for_its_enterprise,),
    "offer.stand_by": (writes_for_its_enterprise,),
    "offer.choose": (buys_for_its_poster,),
    "choice.take_back": (buys_for_its_poster,),
    "offer_member.ask": (writes_for_its_enterprise,),
    "offer_members.agree": (writes_for_its_enterprise,),
    "offer_part.accept": (writes_for_its_enterprise,),
    "offer_part.decline": (writes_for_its_enterprise,),
    "round.propose": (buys_for_its_poster,),
    "round.take_up": (writes_for_its_enterprise,),
    "round.accept": (writes_for_its_enterprise,),
    "package_question.ask": (bids_somewhere,),
    "package_question.answer": (buys_for_its_poster,),
}

ASKED_AGAIN = frozenset(
    {"order_limits.set", "order.place", "order.accept", "package.close", "offer.choose"}
)
"""Before these a person uses a second factor again: an order signs, a limit lets others sign; closing
opens sealed offers, and a choice binds."""
