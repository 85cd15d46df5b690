"""Who may do what?

Each chapter names its rights (``noun.verb``) and the predicates that grant each,
in its ``rights.py``: any of them is enough, none means no. What more than one
chapter asks of an actor stands here. Rights are asked by ``@action`` and by
templates through ``may``; nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol
from uuid import UUID

from procurement.organisations.organisation import Kind

Predicate = Callable[["Actor", Any], bool]
"""Says yes or no of an actor and the kind of thing that its right is about."""

SYSTEM_ID = UUID(int=1)
"""The system is a person too: its reminders and receipts have an author."""


class Role(StrEnum):
    """What a person does for an organisation."""

    OWNER = "owner"
    BUYER = "buyer"
    EVALUATOR = "evaluator"
    FINANCE = "finance"
    BID_WRITER = "bid_writer"


class PlaceRole(StrEnum):
    """What a person does for a place, which is a tenancy."""

    BROKER = "broker"
    BOARD_MEMBER = "board_member"


IDLE, IDLE_AT_A_DESK = timedelta(hours=8), timedelta(hours=1)
"""How long a sign-in may go unused; the second for brokers, finance and operators."""

WITH_FACTOR = frozenset({Role.OWNER, Role.BUYER, Role.FINANCE, PlaceRole.BROKER})
"""The roles of who signs, pays, and decides on others: they count only with a second factor."""


@dataclass(frozen=True)
class Actor:
    """Whoever is asking: a person with the roles held now, the system, or nobody known."""

    person_id: UUID | None = None
    name: str = ""
    roles: frozenset[tuple[UUID, Role]] = field(default_factory=frozenset)
    place_roles: frozenset[tuple[UUID, PlaceRole]] = field(default_factory=frozenset)
    sign_in_id: UUID | None = None
    kinds: frozenset[Kind] = field(default_factory=frozenset)
    """What the person's organisations are."""
    is_operator: bool = False
    """Looks after this installation: its jobs, its figures, whether it runs."""
    is_proved: bool = False
    """Has followed a link sent to the address of the account; without, the person has no role."""
    used_at: datetime | None = field(default=None, compare=False)
    """When this sign-in was last noted as used, by the machine's own time."""
    idle_for: timedelta = field(default=IDLE, compare=False)
    """How long the sign-in may go unused."""
    factor_at: datetime | None = None
    """When a second factor was last used in this sign-in, by the machine's own time."""
    lacks_factor: bool = False
    """Holds roles that do not count, and stand nowhere here, until a second factor is used."""

    @property
    def may_idle_for(self) -> timedelta:
        """Short for who decides on money, on places or on the whole site."""
        handles_money = any(role is Role.FINANCE for _, role in self.roles)
        return IDLE_AT_A_DESK if handles_money or self.is_broker or self.is_operator else IDLE

    @property
    def needs_factor(self) -> bool:
        """Whether anything this person does here counts only with a second factor."""
        roles = (role for _, role in (*self.roles, *self.place_roles))
        return self.is_operator or not WITH_FACTOR.isdisjoint(roles)

    def without_factor(self) -> Actor:
        """The person as they count before a second factor is used."""
        if not self.needs_factor:
            return self
        return replace(
            self,
            roles=frozenset(pair for pair in self.roles if pair[1] not in WITH_FACTOR),
            place_roles=frozenset(pair for pair in self.place_roles if pair[1] not in WITH_FACTOR),
            kinds=frozenset(),
            is_operator=False,
            lacks_factor=True,
        )

    @property
    def buys(self) -> bool:
        return any(kind.buys for kind in self.kinds)

    @property
    def supplies(self) -> bool:
        return any(kind.supplies for kind in self.kinds)

    @property
    def is_system(self) -> bool:
        return self.person_id == SYSTEM_ID

    @property
    def organisations(self) -> frozenset[UUID]:
        """Every organisation the person belongs to, in whatever role."""
        return frozenset(organisation for organisation, _ in self.roles)

    def has(self, organisation_id: UUID | None, *roles: Role) -> bool:
        """Holds one of these roles there; an owner holds every role but evaluator."""
        return any((organisation_id, role) in self.roles for role in roles) or (
            any(role is not Role.EVALUATOR for role in roles)
            and (organisation_id, Role.OWNER) in self.roles
        )

    def organisations_as(self, *roles: Role) -> frozenset[UUID]:
        """The organisations in which the person holds one of these roles."""
        return frozenset(
            organisation_id
            for organisation_id in self.organisations
            if self.has(organisation_id, *roles)
        )

    @property
    def is_broker(self) -> bool:
        return any(role is PlaceRole.BROKER for _, role in self.place_roles)

    @property
    def is_board_member(self) -> bool:
        return any(role is PlaceRole.BOARD_MEMBER for _, role in self.place_roles)


NOBODY = Actor()
SYSTEM = Actor(person_id=SYSTEM_ID, name="The marketplace")


class HasId(Protocol):
    @property
    def id(self) -> UUID: ...


class HasPerson(Protocol):
    @property
    def person_id(self) -> UUID: ...


class HasOrganisation(Protocol):
    @property
    def organisation_id(self) -> UUID: ...


class HasBuyer(Protocol):
    @property
    def buyer_id(self) -> UUID: ...


class HasSupplier(Protocol):
    @property
    def supplier_id(self) -> UUID: ...


class HasBothSides(HasBuyer, HasSupplier, Protocol):
    """A contract or an invoice: somebody buys, somebody supplies."""


def anyone(_: Actor, __: object) -> bool:
    return True


def is_signed_in(actor: Actor, _: object) -> bool:
    return actor.person_id is not None


def is_this_sign_in(actor: Actor, sign_in: HasId) -> bool:
    """The sign-in that the request itself came by, also while it waits for the second factor."""
    return actor.sign_in_id == sign_in.id


def is_the_system(actor: Actor, _: object) -> bool:
    return actor.is_system


def is_broker(actor: Actor, _: object) -> bool:
    return actor.is_broker


def is_operator(actor: Actor, _: object) -> bool:
    return actor.is_operator


def is_broker_outside_it(actor: Actor, organisation: HasId) -> bool:
    """A broker, judging an organisation that is not the broker's own."""
    return actor.is_broker and organisation.id not in actor.organisations


def is_broker_outside_its_organisation(actor: Actor, thing: HasOrganisation) -> bool:
    return actor.is_broker and thing.organisation_id not in actor.organisations


def is_operator_outside_its_organisation(actor: Actor, thing: HasOrganisation) -> bool:
    return actor.is_operator and thing.organisation_id not in actor.organisations


def owns_it(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.OWNER)


def is_in_its_finance(actor: Actor, organisation: HasId) -> bool:
    return actor.has(organisation.id, Role.FINANCE)


def buys_for_its_buyer(actor: Actor, tender: HasBuyer) -> bool:
    return actor.has(tender.buyer_id, Role.BUYER)


def supplies_it(actor: Actor, thing: HasSupplier) -> bool:
    return thing.supplier_id in actor.organisations


def bids_somewhere(actor: Actor, _: object) -> bool:
    """A bid writer of some supplier; the action checks that the organisation named is theirs."""
    return actor.supplies and bool(actor.organisations_as(Role.BID_WRITER))


RIGHTS: dict[str, tuple[Predicate, ...]] = {}
"""Every right of every chapter, and any of the predicates that grant it."""

ASKED_AGAIN: set[str] = set()
"""The verbs before which a person is asked for a second factor again: money, roles, signing."""


def grant(rights: Mapping[str, tuple[Predicate, ...]], asked_again: frozenset[str]) -> None:
    """Take a chapter's rights in; one that is named already is an error of ours."""
    named_twice = sorted(RIGHTS.keys() & rights.keys())
    if named_twice:
        raise ValueError(f"Named twice as a right: {', '.join(named_twice)}.")
    RIGHTS.update(rights)
    ASKED_AGAIN.update(asked_again)


def may(actor: Actor, right: str, thing: object = None) -> bool:
    """Whether any predicate of the right says yes; an unknown right is an error of ours."""
    return any(predicate(actor, thing) for predicate in RIGHTS[right])
