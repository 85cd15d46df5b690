"""Where does one bid stand among the others: what ranks it, and ahead of whom?"""

from dataclasses import dataclass
from fractions import Fraction

from procurement.assessment.assessment_method import AssessedBid, Component, Method
from procurement.ground.exact import Exact
from procurement.tendering.price_formula import PriceField, pence_per_point, price_points


@dataclass(frozen=True, slots=True)
class BidStanding:
    """A bid that counts, with what its place depends on beside price."""

    bid: AssessedBid
    quality: Exact  # out of 100, before the weight
    social_value: Exact
    points: Exact  # weighted quality and social value


def standing_of(method: Method, bid: AssessedBid) -> BidStanding:
    """What a bid's place depends on beside price: quality out of 100, social value, points."""
    earned = sum(bid.scores[question.id] * question.weight for question in method.questions)
    quality = Fraction(earned) / method.scale
    points = quality * method.quality_weight + bid.social_value * method.social_value_weight
    return BidStanding(bid, quality, bid.social_value, points / 100)


Place = tuple[Exact, ...]


def place(method: Method, standing: BidStanding, field: PriceField) -> Place:
    """What ranks: less comes first; equal places are equal ranks."""
    price = standing.bid.price
    if method.is_price_per_point:
        first: Exact = pence_per_point(price, standing.points)
    else:
        first = -(price_points(method.price, method.price_weight, price, field) + standing.points)
    parts = {
        Component.PRICE: price.pence,
        Component.QUALITY: -standing.quality,
        Component.SOCIAL_VALUE: -standing.social_value,
    }
    return (
        first,
        *(parts[component] for component in method.tie_break),
        standing.bid.drawn,
    )
