"""What would a price formula do? Try it on sample bids before it is published.

No formula is neutral. The laboratory shows a buyer how scores move over a range
of prices, which losing bid would reverse the ranking, which prices stand apart,
and what a price of zero does.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from procurement.assessment.assessment_method import BidFigures, Method
from procurement.assessment.evaluation import Result, Warned, WarningCode, score
from procurement.ground.exact import Exact
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import PriceField, PriceMethod, price_points


@dataclass(frozen=True, slots=True)
class Point:
    """At this price of one bid: its own points, and those of the others in the order given."""

    price_pence: int
    points: Exact
    others: tuple[Exact, ...]


def curve(
    method: PriceMethod, weight: Exact, others_pence: Sequence[int], prices_pence: Sequence[int]
) -> tuple[Point, ...]:
    """The points of one bid over a range of its prices while the others' prices stay."""
    return tuple(_point(method, weight, others_pence, price) for price in prices_pence)


def _point(method: PriceMethod, weight: Exact, others: Sequence[int], price: int) -> Point:
    field = PriceField.of([price, *others])
    own, *rest = (price_points(method, weight, one, field) for one in (price, *others))
    return Point(price, own, tuple(rest))


def evenly(lowest_pence: int, highest_pence: int, count: int) -> tuple[int, ...]:
    """``count`` prices from lowest to highest in equal steps, in whole pence; at least two."""
    if count < 2 or not 0 <= lowest_pence < highest_pence:
        raise Refusal("Choose two prices or more, the highest above the lowest.")
    span = highest_pence - lowest_pence
    return tuple(lowest_pence + span * step // (count - 1) for step in range(count))


@dataclass(frozen=True, slots=True)
class Trial:
    """What one formula makes of the sample bids."""

    price: PriceMethod
    result: Result

    @property
    def reversing(self) -> tuple[Warned, ...]:
        """The losing bids that decide who wins."""
        warnings = self.result.warnings
        return tuple(warned for warned in warnings if warned.code is WarningCode.RANK_REVERSAL)


def trials(
    method: Method, formulas: Sequence[PriceMethod], bids: Sequence[BidFigures]
) -> tuple[Trial, ...]:
    """The same bids under each formula, all else as in ``method``.

    Not for ``price_per_quality_point``, whose weights are others: Refusal.
    """
    return tuple(Trial(price, score(replace(method, price=price), bids)) for price in formulas)


def with_price(
    method: Method, bids: Sequence[BidFigures], bid_id: Hashable, price_pence: int
) -> Result:
    """The result if one bid had asked another price: zero, for instance."""
    changed = [replace(bid, price_pence=price_pence) if bid.id == bid_id else bid for bid in bids]
    return score(method, changed)


@dataclass(frozen=True, slots=True)
class Outliers:
    """Prices that stand apart, by bid, and the fences in pence beyond which they do."""

    low: tuple[Hashable, ...]
    high: tuple[Hashable, ...]
    low_fence: Fraction
    high_fence: Fraction


def outliers(prices_pence: Mapping[str, int]) -> Outliers | None:
    """Prices beyond Tukey's fences: 1.5 times the spread of the middle half, beyond that half.

    Quartiles are the medians of the lower and upper half, the middle price in
    both. None for fewer than four prices: too few to say. Something to ask about
    and never by itself a reason to disregard.
    """
    if len(prices_pence) < 4:
        return None
    ordered = sorted(prices_pence.values())
    half = (len(ordered) + 1) // 2
    lower, upper = _median(ordered[:half]), _median(ordered[-half:])
    reach = Fraction(3, 2) * (upper - lower)
    return Outliers(
        tuple(bid for bid, price in prices_pence.items() if price < lower - reach),
        tuple(bid for bid, price in prices_pence.items() if price > upper + reach),
        lower - reach,
        upper + reach,
    )


def _median(ordered: Sequence[int]) -> Fraction:
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)
