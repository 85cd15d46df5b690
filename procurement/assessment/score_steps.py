"""How was each score worked out, step by step?

The same steps go to the panel and into each supplier's assessment summary
(Procurement Act 2023, s50; Procurement Regulations 2024, reg 31).
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from procurement.assessment.assessment_method import AssessedBid, Component, Method
from procurement.assessment.evaluation import BidResult, Result
from procurement.ground.exact import Exact, four_places, plain
from procurement.tendering.price_formula import PriceField, price_working


@dataclass(frozen=True, slots=True)
class Step:
    """One line of arithmetic: ``working`` with the numbers put in, ``value`` to four places.

    ``component`` is None for the total; ``label`` is a question's id, or what is
    worked out (``quality``, ``social_value``, ``price``, ``total``,
    ``pence_per_point``).
    """

    component: Component | None
    label: Hashable
    working: str
    value: str


def steps(
    method: Method, bids: Sequence[AssessedBid], result: Result
) -> dict[Hashable, tuple[Step, ...]]:
    """Every step for each bid, by id and in the order given; none for a disregarded bid.

    ``result`` is what ``score`` answered for the same method and bids.
    """
    results = {bid.id: bid for bid in result.bids}
    prices = [bid.price for bid in bids if results[bid.id].rank is not None]
    if not prices:
        return {bid.id: () for bid in bids}
    field = PriceField.of(prices)
    return {
        bid.id: tuple(_of_bid(method, bid, results[bid.id], field))
        if results[bid.id].rank is not None
        else ()
        for bid in bids
    }


def _of_bid(
    method: Method, bid: AssessedBid, result: BidResult, field: PriceField
) -> Iterator[Step]:
    quality, social_value = _shown(result.quality_score), _shown(result.social_value_score)
    yield from _quality(method, bid, quality)
    working = f"{plain(method.social_value_weight)} × {plain(bid.social_value)} ÷ 100"
    yield Step(Component.SOCIAL_VALUE, Component.SOCIAL_VALUE, working, social_value)
    if result.pence_per_point is not None:
        working = (
            f"{price_working(method.price, 0, bid.price, field)}: "
            f"{bid.price.pence} pence ÷ ({quality} + {social_value})"
        )
        yield Step(None, "pence_per_point", working, four_places(result.pence_per_point))
        return
    price = _shown(result.price_score)
    working = price_working(method.price, method.price_weight, bid.price, field)
    yield Step(Component.PRICE, Component.PRICE, working, price)
    yield Step(None, "total", f"{price} + {quality} + {social_value}", _shown(result.total))


def _quality(method: Method, bid: AssessedBid, quality: str) -> Iterator[Step]:
    scale, weight = plain(method.scale), plain(method.quality_weight)
    parts = []
    for question in method.questions:
        given = bid.scores[question.id]
        part = given * question.weight * method.quality_weight
        value = four_places(Fraction(part) / (100 * method.scale))
        working = f"{plain(given)} ÷ {scale} × {plain(question.weight)}% × {weight}"
        parts.append(value)
        yield Step(Component.QUALITY, question.id, working, value)
    yield Step(Component.QUALITY, Component.QUALITY, " + ".join(parts) or "no questions", quality)


def _shown(number: Exact | None) -> str:
    assert number is not None
    return four_places(number)
