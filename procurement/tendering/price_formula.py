"""How many points does a price earn?

The formulas in use in the United Kingdom. None is neutral, so each says what is
wrong with it: a buyer chooses knowing that, and publishes the choice in the
tender notice (Procurement Act 2023, s23(3)). Prices are money up to here, where they
become exact numbers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from procurement.ground.exact import Exact, four_places, in_pounds, plain
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


class PriceFormula(StrEnum):
    """W is the weight, P the price, Pmin the lowest and M the mean of the bids that count."""

    LOWEST_OVER_THIS = "lowest_over_this"
    MEAN_RELATIVE = "mean_relative"
    STANDARD_DIFFERENTIAL = "standard_differential"
    BENCHMARK = "benchmark"
    FIXED_PRICE = "fixed_price"
    PRICE_PER_QUALITY_POINT = "price_per_quality_point"


FORMULA_IN_WORDS = {
    PriceFormula.LOWEST_OVER_THIS: "weight × lowest price ÷ this price",
    PriceFormula.MEAN_RELATIVE: "weight × (50 + 50 × (mean price − this price) ÷ mean price) ÷ 100",
    PriceFormula.STANDARD_DIFFERENTIAL: (
        "weight × (1 − (this price − lowest price) ÷ lowest price)"
    ),
    PriceFormula.BENCHMARK: "weight × (ceiling − this price) ÷ (ceiling − floor)",
    PriceFormula.FIXED_PRICE: "the full weight for every bid",
    PriceFormula.PRICE_PER_QUALITY_POINT: "price ÷ points; the lowest wins",
}

KNOWN_FAULT = {
    PriceFormula.LOWEST_OVER_THIS: (
        "The lowest bid sets everyone else’s score, so a bid that cannot win may decide who does; "
        "a price of zero leaves every other bid without points."
    ),
    PriceFormula.MEAN_RELATIVE: (
        "Every bid moves the mean, so a bid that cannot win may decide who does."
    ),
    PriceFormula.STANDARD_DIFFERENTIAL: (
        "The lowest bid sets everyone else’s score, and a price of twice the lowest earns nothing."
    ),
    PriceFormula.BENCHMARK: (
        "The floor and the ceiling must be right, and must be published before bids are made."
    ),
    PriceFormula.FIXED_PRICE: "Nothing rewards a lower price: the buyer must know the right one.",
    PriceFormula.PRICE_PER_QUALITY_POINT: (
        "A cheap bid of low quality is over-rewarded unless each question has a minimum."
    ),
}

_BY_LOWEST = {PriceFormula.LOWEST_OVER_THIS, PriceFormula.STANDARD_DIFFERENTIAL}


@dataclass(frozen=True, slots=True)
class PriceMethod:
    """A formula with its published limits; ``benchmark`` needs both, the others neither."""

    formula: PriceFormula
    floor: Money | None = None
    ceiling: Money | None = None

    def __post_init__(self) -> None:
        limits = (self.floor, self.ceiling)
        if self.formula is not PriceFormula.BENCHMARK:
            if limits != (None, None):
                raise Refusal("Only the benchmark formula takes a floor and a ceiling price.")
        elif self.floor is None or self.ceiling is None:
            raise Refusal("The benchmark formula needs a floor price and a ceiling price.")
        elif not Money(0) <= self.floor < self.ceiling:
            raise Refusal("The ceiling price must be higher than the floor price.")

    @property
    def turns_on_the_lowest(self) -> bool:
        """The lowest price moves every other score."""
        return self.formula in _BY_LOWEST

    @property
    def turns_on_the_mean(self) -> bool:
        """Every price moves every other score."""
        return self.formula is PriceFormula.MEAN_RELATIVE


@dataclass(frozen=True, slots=True)
class PriceField:
    """What the prices that count say together: lowest, next lowest, sum, how many."""

    lowest: Money
    next_lowest: Money
    total: Money
    count: int

    @classmethod
    def of(cls, prices: Iterable[Money]) -> "PriceField":
        """The field of at least one price."""
        ordered = sorted(prices)
        second = ordered[min(1, len(ordered) - 1)]
        return cls(ordered[0], second, Money.total(ordered), len(ordered))

    def without(self, price: Money) -> "PriceField":
        """The field with one such price taken out, of two or more (its next lowest is not kept)."""
        lowest = self.next_lowest if price == self.lowest else self.lowest
        return PriceField(lowest, lowest, self.total - price, self.count - 1)

    @property
    def mean_pence(self) -> Fraction:
        return Fraction(self.total.pence, self.count)


def price_points(method: PriceMethod, weight: Exact, price: Money, field: PriceField) -> Exact:
    """The points between 0 and ``weight`` that a price earns among the prices that count.

    Where a formula divides by zero: a zero price takes the weight and the others
    nothing; where every price is zero, each stands at the mean and takes half of
    it under ``mean_relative``. ``price_per_quality_point`` earns no price points.
    """
    share = _share(method, price.pence, field)
    return weight * min(max(share, 0), 1)


def pence_per_point(price: Money, points: Exact) -> Fraction:
    """What each point of quality and social value costs, exactly: the least is first."""
    return Fraction(price.pence) / points


def _share(method: PriceMethod, price: int, field: PriceField) -> Exact:
    match method.formula:
        case PriceFormula.LOWEST_OVER_THIS:
            return Fraction(field.lowest.pence, price) if price else 1
        case PriceFormula.MEAN_RELATIVE:
            # 50 + 50 (M − P) / M hundredths, with M = total / count
            if not field.total:
                return Fraction(1, 2)
            return 1 - Fraction(price * field.count, 2 * field.total.pence)
        case PriceFormula.STANDARD_DIFFERENTIAL:
            if not field.lowest:
                return int(price == 0)
            return 2 - Fraction(price, field.lowest.pence)
        case PriceFormula.BENCHMARK:
            floor, ceiling = _limits(method)
            return Fraction(ceiling.pence - price, (ceiling - floor).pence)
        case PriceFormula.FIXED_PRICE:
            return 1
        case PriceFormula.PRICE_PER_QUALITY_POINT:
            return 0


def _limits(method: PriceMethod) -> tuple[Money, Money]:
    assert method.floor is not None
    assert method.ceiling is not None
    return method.floor, method.ceiling


def price_working(method: PriceMethod, weight: Exact, price: Money, field: PriceField) -> str:
    """The formula with this bid's numbers put in: ``60 × £100.00 ÷ £120.00``."""
    working = _with_numbers(method, plain(weight), price, field)
    unclipped = weight * _share(method, price.pence, field)
    if unclipped > weight:
        return f"{working}: more than the weight, so {plain(weight)}"
    if unclipped < 0:
        return f"{working} = {four_places(unclipped)}: less than nothing, so 0"
    return working


def _with_numbers(method: PriceMethod, weight: str, price: Money, field: PriceField) -> str:
    lowest = field.lowest
    match method.formula:
        case PriceFormula.LOWEST_OVER_THIS:
            if not price:
                return f"a price of zero takes the weight of {weight}"
            return f"{weight} × {lowest} ÷ {price}"
        case PriceFormula.MEAN_RELATIVE:
            if not field.total:
                return f"{weight} × 50 ÷ 100: every price is zero"
            mean = in_pounds(field.mean_pence)
            return f"{weight} × (50 + 50 × ({mean} − {price}) ÷ {mean}) ÷ 100"
        case PriceFormula.STANDARD_DIFFERENTIAL:
            if not lowest:
                taken = f"takes the weight of {weight}" if not price else "earns nothing"
                return f"the lowest price is zero, so {price} {taken}"
            return f"{weight} × (1 − ({price} − {lowest}) ÷ {lowest})"
        case PriceFormula.BENCHMARK:
            floor, ceiling = _limits(method)
            return f"{weight} × ({ceiling} − {price}) ÷ ({ceiling} − {floor})"
        case PriceFormula.FIXED_PRICE:
            return f"{weight} for every bid"
        case PriceFormula.PRICE_PER_QUALITY_POINT:
            return f"{price} ÷ points"
