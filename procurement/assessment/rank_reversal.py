"""Does a bid that does not win decide who does?

Under a formula in which prices are scored against each other, taking a losing
bid out may put another bid first: a fault of the formula that the panel must
see before it awards.
"""

from collections.abc import Hashable, Mapping, Sequence

from procurement.assessment.assessment_method import Method
from procurement.assessment.standing import BidStanding, place
from procurement.ground.exact import Exact
from procurement.tendering.price_formula import PriceField


def reversals(
    method: Method, standings: Sequence[BidStanding], ranks: Mapping[Hashable, int | None]
) -> list[tuple[Hashable, Hashable]]:
    """Each bid not first whose removal would change who is first, and who that would be.

    ``ranks`` holds the rank of each bid that counts, in the order of the ranking.
    """
    if len(standings) < 2 or method.price_weight == 0:
        return []
    field = PriceField.of(standing.bid.price for standing in standings)
    if method.price.turns_on_the_mean:
        movers = list(standings)
    elif method.price.turns_on_the_lowest and field.lowest != field.next_lowest:
        movers = [standing for standing in standings if standing.bid.price == field.lowest]
    else:
        return []
    contenders = _contenders(standings)
    first = next(iter(ranks))
    reversed_by = []
    for mover in movers:
        if ranks[mover.bid.id] != 1:
            rest = [standing for standing in contenders if standing is not mover]
            left = field.without(mover.bid.price)
            first_without = min(rest, key=lambda standing: place(method, standing, left)).bid.id
            if first_without != first:
                reversed_by.append((mover.bid.id, first_without))
    return reversed_by


def _contenders(standings: Sequence[BidStanding]) -> list[BidStanding]:
    """Those that may be first when any one bid is removed, in the order given.

    Under every formula a higher price never earns more, so a bid cannot be first
    while another asks no more and has more points; two such others mean that
    no single removal makes it first.
    """
    order = sorted(standings, key=lambda standing: (standing.bid.price, -standing.points))
    best: Exact = -1
    second: Exact = -1
    kept = set()
    for standing in order:
        if second <= standing.points:
            kept.add(standing.bid.id)
        if standing.points > best:
            best, second = standing.points, best
        elif standing.points > second:
            second = standing.points
    return [standing for standing in standings if standing.bid.id in kept]
