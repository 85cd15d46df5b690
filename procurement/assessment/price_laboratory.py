"""What would a price formula do? Try it on sample bids before it is published.

No formula is neutral. The laboratory shows a buyer how scores move over a range
of prices, which losing bid would reverse the ranking, which prices stand apart,
and what a price of zero does.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from procurement.assessment.assessment_method import AssessedBid, Method
from procurement.assessment.evaluation import Result, Warned, WarningCode, score
from procurement.ground.exact import Exact
from procurement.ground.ids import Id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import PriceField, PriceMethod, price_points


@dataclass(frozen=True, slots=True)
class Point:
    """At this price of one bid: its own points, and those of the others in the order given."""

    price: Money
    points: Exact
    others: tuple[Exact, ...]


def curve(
    method: PriceMethod, weight: Exact, others: Sequence[Money], prices: Sequence[Money]
) -> tuple[Point, ...]:
    """The points of one bid over a range of its prices while the others' prices stay."""
    return tuple(_point(method, weight, others, price) for price in prices)


def _point(method: PriceMethod, weight: Exact, others: Sequence[Money], price: Money) -> Point:
    field = PriceField.of([price, *others])
    own, *rest = (price_points(method, weight, asked, field) for asked in (price, *others))
    return Point(price, own, tuple(rest))


def evenly(lowest: Money, highest: Money, count: int) -> tuple[Money, ...]:
    """``count`` prices from lowest to highest in equal steps, in whole pence; at least two."""
    if count < 2 or not Money(0) <= lowest < highest:
        raise Refusal("Choose two prices or more, the highest above the lowest.")
    span = (highest - lowest).pence
    return tuple(lowest + Money(span * step // (count - 1)) for step in range(count))


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
    method: Method, formulas: Sequence[PriceMethod], bids: Sequence[AssessedBid]
) -> tuple[Trial, ...]:
    """The same bids under each formula, all else as in ``method``.

    Not for ``price_per_quality_point``, whose weights are others: Refusal.
    """
    return tuple(Trial(price, score(replace(method, price=price), bids)) for price in formulas)


def with_price(
    method: Method, bids: Sequence[AssessedBid], bid_id: Hashable, price: Money
) -> Result:
    """The result if one bid had asked another price: zero, for instance."""
    changed = [replace(bid, price=price) if bid.id == bid_id else bid for bid in bids]
    return score(method, changed)


@dataclass(frozen=True, slots=True)
class Outliers:
    """Prices that stand apart, by bid, and the fences in pence beyond which they do."""

    low: tuple[Hashable, ...]
    high: tuple[Hashable, ...]
    low_fence: Fraction
    high_fence: Fraction


def outliers(prices: Mapping[Id, Money]) -> Outliers | None:
    """Prices beyond Tukey's fences: 1.5 times the spread of the middle half, beyond that half.

    Quartiles are the medians of the lower and upper half, the middle price in
    both. None for fewer than four prices: too few to say. Something to ask about
    and never by itself a reason to disregard.
    """
    if len(prices) < 4:
        return None
    ordered = sorted(price.pence for price in prices.values())
    half = (len(ordered) + 1) // 2
    lower, upper = _median(ordered[:half]), _median(ordered[-half:])
    reach = Fraction(3, 2) * (upper - lower)
    return Outliers(
        tuple(bid for bid, price in prices.items() if price.pence < lower - reach),
        tuple(bid for bid, price in prices.items() if price.pence > upper + reach),
        lower - reach,
        upper + reach,
    )


def _median(ordered: Sequence[int]) -> Fraction:
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[middle])
    return Fraction(ordered[middle - 1] + ordered[middle], 2)
