"""Which enterprises of a place were paid, and how much did each receive?"""

from dataclasses import dataclass
from uuid import UUID

from marketplace.economy.queries.board import Period
from marketplace.economy.queries.totals import (
    enterprises_paid,
    given_back,
    paid_by_enterprise,
    total_of,
)
from marketplace.engine.paging import Beside, Stretch
from procurement.ground.money import Money


@dataclass(frozen=True, slots=True)
class EnterprisesPaid:
    """One page of enterprises, the largest sum first: id, name and pence; how many there are; what
    others gave back beyond what they received, below zero; and what the board says was received:
    the sum of them all."""

    listed: Stretch[tuple[UUID, str, int]]
    count: int
    given_back: Money
    received: Money


def enterprises_in(place: str, period: Period, beside: Beside) -> EnterprisesPaid:
    """Those that received more than they gave back in a period: four queries over kept totals."""
    return EnterprisesPaid(
        paid_by_enterprise(place, period.slug, beside),
        enterprises_paid(place, period.slug),
        Money(given_back(place, period.slug)),
        Money(total_of("received", place, period.slug, {}).pence),
    )
