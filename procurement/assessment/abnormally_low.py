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
from enum import StrEnum
from fractions import Fraction

from procurement.ground.exact import Exact, four_places, in_pounds, plain
from procurement.ground.ids import Id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


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


def flags_below_estimate(
    prices: Mapping[Id, Money], estimate: Money | None, percent: Exact = 40
) -> tuple[LowPriceFlag, ...]:
    """The bids so far below the buyer's own estimate; prices and estimate with VAT, or both without."""
    if not estimate:
        return ()
    below = {bid: _percent_below(price, Fraction(estimate.pence)) for bid, price in prices.items()}
    return tuple(
        LowPriceFlag(bid, _sentence(prices[bid], below[bid], f"the buyer’s estimate, {estimate}"))
        for bid in prices
        if below[bid] >= percent
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


class EnquiryState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"


PRICE_ENQUIRY = Transitions(
    "question about a price",
    {
        "answer": ({EnquiryState.ASKED, EnquiryState.ANSWERED}, EnquiryState.ANSWERED),
        "accept": ({EnquiryState.ASKED, EnquiryState.ANSWERED}, EnquiryState.ACCEPTED),
        "refuse": ({EnquiryState.ASKED, EnquiryState.ANSWERED}, EnquiryState.REFUSED),
    },
)
"""answer: the supplier explains, and may add to it until the buyer decides. accept: the price is
explained, and the bid is never disregarded for it. refuse: it is not, and the bid is disregarded."""


@dataclass(frozen=True, slots=True)
class LowPriceEnquiry:
    """What was done about a low price: told on, reply wanted by, and what the supplier showed."""

    told_on: date | None = None
    reply_by: date | None = None
    replied: bool = False
    shows_it_can_perform: bool = False


def before_asking(
    question: str, reply_by: date, today: date, *, is_asked: bool, is_set_aside: bool
) -> None:
    """Refuses a second question, one without words, or without time to answer it (s19(4)); and
    one about a bid that does not count.
    """
    if is_set_aside:
        raise Refusal(
            "This bid is set aside for this lot, so its price decides nothing. Let the bid count "
            "again before you ask about its price."
        )
    if is_asked:
        raise Refusal("This supplier was asked about its price for this lot already.")
    faults = []
    if not question.strip():
        faults.append(Refusal("Say what the supplier should explain.", field="question"))
    if reply_by <= today:
        faults.append(
            Refusal("Give the supplier time: choose a day after today.", field="reply_by")
        )
    refuse_if_any(faults)


def before_answering(answer: str) -> None:
    """Refuses an empty explanation."""
    if not answer.strip():
        raise Refusal("Explain how you can do the work for this price.", field="answer")


def before_deciding(reason: str) -> None:
    """Refuses a decision on a price without its reason: the supplier reads it."""
    if not reason.strip():
        raise Refusal("Give the reason for the decision: the supplier is told it.", field="reason")


def before_awarding(undecided: int) -> None:
    """Refuses to award a lot while a supplier's explanation may still change who comes first."""
    if undecided:
        raise Refusal(
            "A supplier was asked about its price. Decide on that first, for every lot: the bid "
            "counts, or is disregarded."
        )


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
