"""Is a price so low that the buyer must ask before it believes it?

The law gives no percentage. The flag here is the buyer's own, and only asks for
a look: a bid may be disregarded for its price only after the supplier was told
and had a reasonable opportunity to show that it can perform, and not if it
shows it (Procurement Act 2023, s19(3)(c), (4) and (5)). Nothing is rejected by
arithmetic.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from procurement.ground.exact import Exact, four_places, in_pounds, plain
from procurement.ground.ids import Id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LowPriceRule:
    """Per cent below the mean of the other bids, or below the next lowest, that raise the flag.

    The usual 40 and 30 are Ukraine's (ProZorro); None leaves a test out.
    """

    below_mean_percent: Exact | None = 40
    below_next_percent: Exact | None = 30

    def __post_init__(self) -> None:
        for percent in (self.below_mean_percent, self.below_next_percent):
            if percent is not None and not 0 < percent <= 100:
                raise Refusal("A percentage must be more than 0 and at most 100.")


@dataclass(frozen=True, slots=True)
class LowPriceFlag:
    """A bid to ask about, and why, in a sentence."""

    bid: Hashable
    reason: str


def low_price_flags(
    prices: Mapping[Id, Money], rule: LowPriceRule = LowPriceRule()
) -> tuple[LowPriceFlag, ...]:
    """The bids to ask about, in the order given; a flag never disregards a bid.

    The mean is that of the other bids; the next lowest is asked of the lowest
    bid only. One bid alone is compared with nothing.
    """
    return tuple(
        LowPriceFlag(bid, reason) for bid in prices for reason in _reasons(prices, bid, rule)
    )


def _reasons(prices: Mapping[Id, Money], bid: Id, rule: LowPriceRule) -> list[str]:
    others = [price for other, price in prices.items() if other != bid]
    if not others:
        return []
    reasons = []
    mean = Fraction(Money.total(others).pence, len(others))
    if rule.below_mean_percent is not None:
        below = _percent_below(prices[bid], mean)
        if below >= rule.below_mean_percent:
            reasons.append(
                _sentence(prices[bid], below, f"the mean of the other bids, {in_pounds(mean)}")
            )
    lowest = min(others)
    if rule.below_next_percent is not None and prices[bid] < lowest:
        below = _percent_below(prices[bid], Fraction(lowest.pence))
        if below >= rule.below_next_percent:
            reasons.append(_sentence(prices[bid], below, f"the next lowest bid, {lowest}"))
    return reasons


def _percent_below(price: Money, measure: Fraction) -> Fraction:
    return 100 * (1 - price.pence / measure) if measure else Fraction(0)


def _sentence(price: Money, below: Fraction, measure: str) -> str:
    shown = plain(below) if below.denominator == 1 else four_places(below)
    return f"The price of {price} is {shown}% below {measure}. Ask the supplier about it."


@dataclass(frozen=True, slots=True)
class LowPriceEnquiry:
    """What was done about a low price: told on, reply wanted by, and what the supplier showed."""

    told_on: date | None = None
    reply_by: date | None = None
    replied: bool = False
    shows_it_can_perform: bool = False


def may_disregard(enquiry: LowPriceEnquiry, today: date) -> None:
    """Refuses to disregard a bid for its price before s19(4) and (5) have been honoured."""
    if enquiry.told_on is None or enquiry.reply_by is None:
        raise Refusal(
            "Tell the supplier that its price seems abnormally low, and give it until a day to "
            "show that it can perform the contract for that price."
        )
    if not enquiry.replied and today <= enquiry.reply_by:
        raise Refusal(f"The supplier has until {enquiry.reply_by:%-d %B %Y} to reply.")
    if enquiry.shows_it_can_perform:
        raise Refusal(
            "The supplier has shown that it can perform the contract for this price, so the bid "
            "may not be disregarded for it (Procurement Act 2023, s19(5))."
        )
