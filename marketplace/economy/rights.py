"""Who may enter, confirm and withdraw money that was brought in?"""

from typing import Protocol
from uuid import UUID

from marketplace.engine.access import (
    Actor,
    Predicate,
    is_broker,
    is_broker_outside_its_organisation,
    is_in_its_finance,
    owns_it,
)


class HasAuthor(Protocol):
    @property
    def entered_by(self) -> UUID: ...


def entered_it(actor: Actor, funding: HasAuthor) -> bool:
    return actor.person_id == funding.entered_by


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "funding.enter": (is_broker, owns_it, is_in_its_finance),
    "funding_list.enter": (is_broker,),
    "funding.confirm": (is_broker_outside_its_organisation,),
    "funding.withdraw": (is_broker, entered_it),
}

ASKED_AGAIN = frozenset[str]()
"""Nothing here moves money: it says what came."""
