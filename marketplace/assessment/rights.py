"""Who may appoint the panel, open and score bids, and award lots?"""

from datetime import datetime
from typing import Protocol

from marketplace.engine.access import (
    Actor,
    HasPerson,
    Predicate,
    buys_for_its_buyer,
)


class IsAppointment(HasPerson, Protocol):
    @property
    def removed_at(self) -> datetime | None: ...


def is_on_its_panel(actor: Actor, evaluator: IsAppointment) -> bool:
    """The appointment is the person's own and has not been ended."""
    return actor.person_id == evaluator.person_id and evaluator.removed_at is None


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "tender.appoint": (buys_for_its_buyer,),
    "tender.open": (buys_for_its_buyer,),
    "evaluator.declare": (is_on_its_panel,),
    "evaluator.score": (is_on_its_panel,),
    "evaluator.approve": (is_on_its_panel,),
    "tender.mitigate": (buys_for_its_buyer,),
    "tender.remove_evaluator": (buys_for_its_buyer,),
    "tender.agree_score": (buys_for_its_buyer,),
    "tender.disregard": (buys_for_its_buyer,),
    "tender.rank": (buys_for_its_buyer,),
    "tender.award_lot": (buys_for_its_buyer,),
    "tender.cancel_lot": (buys_for_its_buyer,),
    "tender.send_summaries": (buys_for_its_buyer,),
    "tender.publish_award": (buys_for_its_buyer,),
    "award.suspend": (buys_for_its_buyer,),
    "award.resume": (buys_for_its_buyer,),
}
