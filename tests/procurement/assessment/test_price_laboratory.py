"""Trying a formula on sample bids: curves, reversals, outliers, a price of zero."""

from fractions import Fraction

import pytest

from procurement.assessment.assessment_method import AssessedBid, Method, Question
from procurement.assessment.evaluation import Warned, WarningCode
from procurement.assessment.price_laboratory import curve, evenly, outliers, trials, with_price
from procurement.ground.exact import four_places
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import PriceFormula, PriceMethod

LOWEST = PriceMethod(PriceFormula.LOWEST_OVER_THIS)
FIXED = PriceMethod(PriceFormula.FIXED_PRICE)
METHOD = Method(LOWEST, 60, 40, 0, 100, (Question("q1", 100),))
BIDS = [
    AssessedBid("A", Money(10_000), {"q1": 70}, 0),
    AssessedBid("B", Money(12_000), {"q1": 90}, 0),
    AssessedBid("C", Money(6_000), {"q1": 10}, 0),
]


def sums(*pence):
    return tuple(map(Money, pence))


def prices(**pence):
    return {bid: Money(price) for bid, price in pence.items()}


def test_a_curve_shows_the_bid_and_what_it_does_to_the_others():
    points = curve(LOWEST, 60, sums(10_000, 12_000), sums(5_000, 10_000, 20_000))
    assert [point.points for point in points] == [60, 60, 30]
    assert [point.others for point in points] == [(30, 25), (60, 50), (60, 50)]


def test_prices_are_spread_evenly_in_whole_pence():
    assert evenly(Money(0), Money(100), 4) == sums(0, 33, 66, 100)
    with pytest.raises(Refusal, match="two prices or more"):
        evenly(Money(0), Money(100), 1)
    with pytest.raises(Refusal, match="highest above the lowest"):
        evenly(Money(100), Money(100), 3)


def test_each_formula_is_tried_on_the_same_bids():
    lowest, fixed = trials(METHOD, [LOWEST, FIXED], BIDS)
    assert lowest.result.ranking == ("B", "A", "C")
    assert lowest.reversing == (Warned(WarningCode.RANK_REVERSAL, "C", "A"),)
    assert fixed.result.ranking == ("B", "A", "C")
    assert fixed.reversing == ()


def test_a_price_of_zero_leaves_the_others_without_price_points():
    result = with_price(METHOD, BIDS, "C", Money(0))
    assert [four_places(bid.total) for bid in result.bids] == ["28.0000", "36.0000", "64.0000"]
    assert Warned(WarningCode.ZERO_PRICE, "C") in result.warnings


def test_prices_that_stand_apart_are_named():
    found = outliers(prices(A=100, B=104, C=108, D=112, E=20, F=300))
    # halves 20, 100, 104 and 108, 112, 300: fences 100 − 18 and 112 + 18
    assert (found.low, found.high) == (("E",), ("F",))
    assert (found.low_fence, found.high_fence) == (82, 130)
    five = outliers(prices(A=100, B=101, C=102, D=103, E=104))
    assert (five.low, five.high, five.low_fence) == ((), (), 98)
    four = outliers(prices(A=100, B=101, C=102, D=104))
    assert four.high_fence == Fraction(206, 2) + Fraction(3, 2) * Fraction(5, 2)


def test_fewer_than_four_prices_are_too_few_to_say():
    assert outliers(prices(A=1, B=100, C=10_000)) is None
