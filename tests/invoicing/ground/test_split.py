from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.ground.split import split
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def parts_of(pence, shares):
    return [part.pence for part in split(Money(pence), shares)]


def test_the_example_of_three_members():
    assert parts_of(10000, [Decimal(50), Decimal(30), Decimal(20)]) == [5000, 3000, 2000]


def test_a_penny_left_over_goes_to_the_largest_remainder():
    assert parts_of(100, [Decimal("33.3"), Decimal("33.3"), Decimal("33.4")]) == [33, 33, 34]


def test_ties_go_to_the_earlier():
    assert parts_of(1, [Decimal(50), Decimal(50)]) == [1, 0]
    assert parts_of(5, [Decimal(25)] * 4) == [2, 1, 1, 1]


def test_a_share_of_nothing_gets_nothing():
    assert parts_of(7, [Decimal(0), Decimal(100)]) == [0, 7]


@pytest.mark.parametrize(
    ("shares", "sentence"),
    [
        (["33.3", "33.3", "33.3"], "add up to 99.9%, not to exactly 100%"),
        (["33.33333", "66.66666"], "add up to 99.99999%"),
        ([], "add up to 0%"),
        (["-10", "110"], "cannot be less than 0%"),
        (["NaN", "100"], "not a decimal number"),
        (["Infinity"], "not a decimal number"),
    ],
)
def test_shares_that_are_not_exactly_a_hundred_are_refused(shares, sentence):
    with pytest.raises(Refusal, match=sentence):
        split(Money(100), [Decimal(share) for share in shares])


WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=200).filter(any)


@given(st.integers(-(10**12), 10**12), WEIGHTS)
def test_parts_add_up_for_any_number_of_members(amount, weights):
    shares = [Fraction(100 * weight, sum(weights)) for weight in weights]
    parts = parts_of(amount, shares)
    assert sum(parts) == amount
    assert all(
        abs(part - amount * share / 100) < 1 for part, share in zip(parts, shares, strict=True)
    )
    assert parts_of(-amount, shares) == [-part for part in parts]
