"""Each formula by hand, its edges, and what is wrong with it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import (
    FORMULA_IN_WORDS,
    KNOWN_FAULT,
    PriceField,
    PriceFormula,
    PriceMethod,
    price_points,
    price_working,
)

LOWEST = PriceMethod(PriceFormula.LOWEST_OVER_THIS)
MEAN = PriceMethod(PriceFormula.MEAN_RELATIVE)
DIFFERENTIAL = PriceMethod(PriceFormula.STANDARD_DIFFERENTIAL)
BENCHMARK = PriceMethod(PriceFormula.BENCHMARK, floor=Money(5_000), ceiling=Money(15_000))
FIXED = PriceMethod(PriceFormula.FIXED_PRICE)
PER_POINT = PriceMethod(PriceFormula.PRICE_PER_QUALITY_POINT)

every_method = st.sampled_from([LOWEST, MEAN, DIFFERENTIAL, BENCHMARK, FIXED])
money = st.integers(0, 100_000).map(Money)
prices = st.lists(money, min_size=1, max_size=8)


def field_of(*pence):
    return PriceField.of(map(Money, pence))


@pytest.mark.parametrize(
    ("method", "price", "points"),
    [
        (LOWEST, 10_000, 60),
        (LOWEST, 12_000, 50),
        (LOWEST, 20_000, 30),
        (MEAN, 10_000, Fraction(60 * 9, 14)),  # mean 14,000: 1 − 10/28 of the weight
        (MEAN, 20_000, Fraction(60 * 4, 14)),
        (DIFFERENTIAL, 10_000, 60),
        (DIFFERENTIAL, 12_000, 48),
        (DIFFERENTIAL, 20_000, 0),
        (BENCHMARK, 10_000, 30),
        (BENCHMARK, 12_000, 18),
        (BENCHMARK, 20_000, 0),
        (FIXED, 20_000, 60),
        (PER_POINT, 20_000, 0),
    ],
)
def test_points_by_hand(method, price, points):
    field = field_of(10_000, 12_000, 20_000)
    assert price_points(method, 60, Money(price), field) == points


def test_a_price_under_the_floor_earns_the_weight_and_no_more():
    assert price_points(BENCHMARK, 60, Money(4_000), field_of(4_000)) == 60
    working = price_working(BENCHMARK, 60, Money(4_000), field_of(4_000))
    assert working == "60 × (£150.00 − £40.00) ÷ (£150.00 − £50.00): more than the weight, so 60"


def test_a_price_far_above_the_mean_earns_nothing_and_not_less():
    field = field_of(100, 100, 100, 100, 9_600)
    assert price_points(MEAN, 60, Money(9_600), field) == 0
    assert price_working(MEAN, 60, Money(9_600), field).endswith("less than nothing, so 0")


@pytest.mark.parametrize("method", [LOWEST, DIFFERENTIAL])
def test_a_zero_price_takes_the_weight_and_the_others_nothing(method):
    field = field_of(0, 1, 1_000)
    assert [price_points(method, 60, Money(price), field) for price in (0, 1, 1_000)] == [60, 0, 0]


def test_where_every_price_is_zero_each_takes_the_weight_or_stands_at_the_mean():
    field = field_of(0, 0)
    assert price_points(LOWEST, 60, Money(0), field) == 60
    assert price_points(DIFFERENTIAL, 60, Money(0), field) == 60
    assert price_points(MEAN, 60, Money(0), field) == 30


@pytest.mark.parametrize(
    ("method", "price", "field", "words"),
    [
        (LOWEST, 12_000, [10_000, 12_000], "60 × £100.00 ÷ £120.00"),
        (LOWEST, 0, [0], "a price of zero takes the weight of 60"),
        (
            MEAN,
            10_000,
            [10_000, 10_001],
            "60 × (50 + 50 × (£100.0050 − £100.00) ÷ £100.0050) ÷ 100",
        ),
        (MEAN, 0, [0], "60 × 50 ÷ 100: every price is zero"),
        (DIFFERENTIAL, 12_000, [10_000, 12_000], "60 × (1 − (£120.00 − £100.00) ÷ £100.00)"),
        (DIFFERENTIAL, 0, [0], "the lowest price is zero, so £0.00 takes the weight of 60"),
        (DIFFERENTIAL, 100, [0, 100], "the lowest price is zero, so £1.00 earns nothing"),
        (BENCHMARK, 10_000, [10_000], "60 × (£150.00 − £100.00) ÷ (£150.00 − £50.00)"),
        (FIXED, 10_000, [10_000], "60 for every bid"),
        (PER_POINT, 123_456_789, [1], "£1,234,567.89 ÷ points"),
    ],
)
def test_the_working_shows_the_numbers_put_in(method, price, field, words):
    assert price_working(method, 60, Money(price), field_of(*field)) == words


@pytest.mark.parametrize(
    ("formula", "floor", "ceiling", "sentence"),
    [
        (PriceFormula.BENCHMARK, None, Money(100), "needs a floor price and a ceiling price"),
        (PriceFormula.BENCHMARK, Money(100), None, "needs a floor price and a ceiling price"),
        (PriceFormula.BENCHMARK, Money(100), Money(100), "ceiling price must be higher"),
        (PriceFormula.BENCHMARK, Money(-1), Money(100), "ceiling price must be higher"),
        (PriceFormula.LOWEST_OVER_THIS, Money(1), Money(100), "Only the benchmark formula"),
    ],
)
def test_limits_that_do_not_fit_the_formula_are_refused(formula, floor, ceiling, sentence):
    with pytest.raises(Refusal, match=sentence):
        PriceMethod(formula, floor, ceiling)


def test_every_formula_is_put_in_words_and_has_its_known_fault():
    assert FORMULA_IN_WORDS.keys() == KNOWN_FAULT.keys() == set(PriceFormula)


@given(every_method, prices, st.integers(0, 100))
def test_points_lie_between_nothing_and_the_weight(method, field, weight):
    for price in field:
        assert 0 <= price_points(method, weight, price, PriceField.of(field)) <= weight


@given(every_method, prices.filter(lambda field: len(field) > 1))
def test_a_higher_price_never_earns_more(method, field):
    ordered = sorted(field)
    points = [price_points(method, 60, price, PriceField.of(field)) for price in ordered]
    assert points == sorted(points, reverse=True)


@given(st.lists(money, min_size=2, max_size=8))
def test_the_field_without_a_price_is_the_field_of_the_rest(field):
    left = PriceField.of(field).without(field[0])
    rest = PriceField.of(field[1:])
    assert (left.lowest, left.total, left.count) == (rest.lowest, rest.total, rest.count)
    assert left.mean_pence == rest.mean_pence
