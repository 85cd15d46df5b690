from decimal import Decimal
from fractions import Fraction

import pytest

from invoicing.ground.rounding import percent_of
from procurement.ground.exact import half_up, two_places
from procurement.ground.money import Money


@pytest.mark.parametrize(
    ("exact", "whole"), [("1/2", 1), ("-1/2", -1), ("49/100", 0), ("3/2", 2), ("-149/100", -1)]
)
def test_a_half_goes_away_from_zero(exact, whole):
    assert half_up(Fraction(exact)) == whole


def test_a_percentage_of_a_sum_is_rounded_once():
    assert percent_of(Money(5997), Decimal(20)) == Money(1199)
    assert percent_of(Money(-5997), Decimal(20)) == Money(-1199)


@pytest.mark.parametrize(
    ("exact", "shown"), [("200/3", "66.67"), ("0", "0.00"), ("-1/200", "-0.01"), ("100", "100.00")]
)
def test_two_places_are_shown(exact, shown):
    assert two_places(Fraction(exact)) == shown
