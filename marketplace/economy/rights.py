"""Who may enter, confirm and withdraw money that was brought in, or pledged?"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from marketplace.engine.access import (
    Actor,
    Predicate,
    Role,
    is_broker,
    is_broker_outside_its_organisation,
    is_in_its_finance,
    is_the_system,
    owns_it,
)
from marketplace.packages.rights import buys_for_its_owner


class HasAuthor(Protocol):
    @property
    def entered_by(self) -> UUID: ...


class HasPledger(Protocol):
    @property
    def pledger_id(self) -> UUID: ...


class HasConfirmation(HasAuthor, Protocol):
    @property
    def confirmed_at(self) -> datetime | None: ...


def entered_it(actor: Actor, funding: HasAuthor) -> bool:
    return actor.person_id == funding.entered_by


def pledged_it(actor: Actor, pledge: HasPledger) -> bool:
    return actor.has(pledge.pledger_id, Role.BUYER)


def entered_it_unconfirmed(actor: Actor, pledge: HasConfirmation) -> bool:
    return actor.person_id == pledge.entered_by and pledge.confirmed_at is None


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "funding.enter": (is_broker, owns_it, is_in_its_finance),
    "funding_list.enter": (is_broker,),
    "funding.confirm": (is_broker_outside_its_organisation,),
    "funding.withdraw": (is_broker, entered_it),
    "pledge.enter": (is_broker, buys_for_its_owner),
    "pledge.confirm": (pledged_it,),
    "pledge.withdraw": (is_broker, pledged_it, entered_it_unconfirmed),
    "totals.recount": (is_the_system,),
}

ASKED_AGAIN = frozenset[str]()
"""Nothing here moves money: it says what came."""
