"""Who may appoint the panel, open and score bids, and award lots?"""

from datetime import datetime
from typing import Protocol

from marketplace.bidding.rights import writes_its_bid
from marketplace.engine.access import (
    Actor,
    HasBuyer,
    HasPerson,
    Predicate,
    Role,
    buys_for_its_buyer,
)


class IsAppointment(HasPerson, Protocol):
    @property
    def removed_at(self) -> datetime | None: ...


def is_on_its_panel(actor: Actor, evaluator: IsAppointment) -> bool:
    """The appointment is the person's own and has not been ended."""
    return actor.person_id == evaluator.person_id and evaluator.removed_at is None


def assesses_for_its_buyer(actor: Actor, tender: HasBuyer) -> bool:
    return actor.has(tender.buyer_id, Role.EVALUATOR)


RIGHTS: dict[str, tuple[Predicate, ...]] = {
    "evaluator.appoint": (buys_for_its_buyer,),
    "award_approval.ask": (buys_for_its_buyer,),
    "award_approval.give": (buys_for_its_buyer,),
    "award_approval.refuse": (buys_for_its_buyer,),
    "assignment.decide": (buys_for_its_buyer,),
    "sole_scorer.explain": (buys_for_its_buyer,),
    "bids.open": (buys_for_its_buyer,),
    "conflict.declare": (buys_for_its_buyer, assesses_for_its_buyer),
    "bid.score": (is_on_its_panel,),
    "scores.approve": (assesses_for_its_buyer,),
    "conflict.mitigate": (buys_for_its_buyer,),
    "evaluator.remove": (buys_for_its_buyer,),
    "scores.agree": (buys_for_its_buyer,),
    "scores.reopen": (buys_for_its_buyer,),
    "bid.disregard": (buys_for_its_buyer,),
    "bid.reinstate": (buys_for_its_buyer,),
    "condition_check.decide": (buys_for_its_buyer,),
    "condition_checks.clear": (buys_for_its_buyer,),
    "replacement.offer": (buys_for_its_buyer,),
    "replacement.answer": (writes_its_bid,),
    "replacement.accept": (buys_for_its_buyer,),
    "replacement.refuse": (buys_for_its_buyer,),
    "price_enquiry.send": (buys_for_its_buyer,),
    "price_enquiry.answer": (writes_its_bid,),
    "price_enquiry.accept": (buys_for_its_buyer,),
    "price_enquiry.refuse": (buys_for_its_buyer,),
    "missing_document.ask": (buys_for_its_buyer,),
    "missing_document.waive": (buys_for_its_buyer,),
    "missing_document.hand_in": (writes_its_bid,),
    "missing_document.accept": (buys_for_its_buyer,),
    "missing_document.refuse": (buys_for_its_buyer,),
    "bids.rank": (buys_for_its_buyer,),
    "draw.record": (buys_for_its_buyer,),
    "lot.award": (buys_for_its_buyer,),
    "lot.cancel": (buys_for_its_buyer,),
    "tender.cancel": (buys_for_its_buyer,),
    "summaries.send": (buys_for_its_buyer,),
    "award.take_back": (buys_for_its_buyer,),
    "award.publish": (buys_for_its_buyer,),
    "standstill.promise": (buys_for_its_buyer,),
    "award.suspend": (buys_for_its_buyer,),
    "award.resume": (buys_for_its_buyer,),
    "feedback_call.offer": (buys_for_its_buyer,),
    "feedback_call.take": (writes_its_bid,),
    "feedback_call.decline": (writes_its_bid,),
    "feedback_call.call_off": (buys_for_its_buyer,),
}

ASKED_AGAIN = frozenset({"bids.open"})
"""Before these a person uses a second factor again."""
