from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.ground.money import Money, in_pence, priced
from procurement.ground.refusal import Refusal

PENCE = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ("1234", 123_400),
        ("1,234.50", 123_450),
        (" £1,234.5 ", 123_450),
        ("-£10", -1_000),
        ("0.05", 5),
        ("1 000", 100_000),
        ("9999999999999", 999_999_999_999_900),
    ],
)
def test_what_a_person_types_is_read(typed: str, pence: int) -> None:
    assert Money.parse(typed) == Money(pence)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ten",
        "1.234",
        "12,34",
        "1.",
        ".5",
        "£",
        "1e3",
        "--1",
        "$5",
        "99999999999999",
        "٣",
        "9" * 5000,
    ],
)
def test_the_rest_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(Refusal, match=r"is not an amount in pounds, such as 1,250\.00"):
        Money.parse(typed)


@given(PENCE)
def test_what_is_written_is_read_back(pence: int) -> None:
    assert Money.parse(str(Money(pence))) == Money(pence)


@given(PENCE, PENCE, PENCE)
def test_sums_are_exact_in_any_order(one: int, two: int, three: int) -> None:
    a, b, c = Money(one), Money(two), Money(three)
    assert Money.total([a, b, c]) == (c + a) + b
    assert a - b == -(b - a)


def test_money_reads_and_compares_as_people_expect() -> None:
    assert str(Money(123_456_789)) == "£1,234,567.89"
    assert str(Money(-5)) == "-£0.05"
    assert Money(1) < Money(2)
    assert not Money(0)
    assert Money(-1)
    assert abs(Money(-5)) == abs(Money(5)) == Money(5)
    assert Money(1234).pounds == Decimal("12.34")
    assert Money.total([]) == Money(0)


@pytest.mark.parametrize(
    ("pounds", "pence"),
    [("0.005", 1), ("0.0049", 0), ("-0.005", -1), ("1.015", 102), ("2.675", 268)],
)
def test_rounding_is_half_up_away_from_zero(pounds: str, pence: int) -> None:
    assert in_pence(Decimal(pounds)) == pence


def test_a_rate_times_a_quantity_is_rounded_once() -> None:
    assert priced(Decimal("19.99"), Decimal(3)) == Money(5997)
    assert priced(Decimal("0.333"), Decimal("1.5")) == Money(50)
    assert priced(Decimal("0.00001"), Decimal("1000000")) == Money(1000)


def test_less_than_any_penny_is_nothing_however_long_it_would_be() -> None:
    assert in_pence(Decimal("-1E-999999999")) == 0
    assert in_pence(Decimal("0.00999")) == 1
