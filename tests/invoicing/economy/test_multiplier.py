"""LM3 lies between 1 and 3, says what it rests on and invents no answer."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.economy.multiplier import LocalPayee, average_share, lm3, multiplier
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def test_the_published_example() -> None:
    assert lm3(Fraction(100), Fraction(70), Fraction(30)) == 2
    found = multiplier(Money(100), [LocalPayee(Money(70), Fraction(30, 70))])
    assert (found.value, found.lowest, found.highest, found.coverage) == (2, 2, 2, 1)


def test_the_published_averages() -> None:
    shares = [Fraction(str(per_cent)) for per_cent in (42.1, 50.5, 63.1, 37.8, 33.6)]
    assert round(float(average_share(shares)), 1) == 45.4
    assert average_share([Fraction(40, 100)]) * 20_000_000 == 8_000_000
    with pytest.raises(Refusal, match="Nobody has answered"):
        average_share([])


def test_of_few_surveys_the_others_go_by_weight_of_money() -> None:
    asked = [LocalPayee(Money(100), Fraction(1)), LocalPayee(Money(300), Fraction(0))]
    found = multiplier(Money(1000), [*asked, LocalPayee(Money(400))])
    assert found.r3 == 100 + 100
    assert found.coverage == Fraction(1, 2)
    assert (found.lowest, found.highest) == (Fraction(1900, 1000), Fraction(2300, 1000))


def test_of_five_surveys_the_others_go_by_the_plain_average() -> None:
    asked = [LocalPayee(Money(100), Fraction(1)), *[LocalPayee(Money(10), Fraction(0))] * 4]
    assert multiplier(Money(1000), [*asked, LocalPayee(Money(100))]).r3 == 100 + 20


def test_without_any_survey_there_is_a_range_and_no_value() -> None:
    found = multiplier(Money(100), [LocalPayee(Money(60))])
    assert found.value is None
    assert (found.lowest, found.highest, found.coverage) == (
        Fraction(160, 100),
        Fraction(220, 100),
        0,
    )


def test_income_that_leaves_at_once_has_a_multiplier_of_one() -> None:
    assert multiplier(Money(100), []).value == 1


PAYEES = st.lists(
    st.builds(LocalPayee, st.builds(Money, st.integers(0, 1000)), st.none() | st.fractions(0, 1)),
    max_size=9,
)


@given(PAYEES, st.integers(1, 1000))
def test_it_lies_in_its_range_and_the_range_between_one_and_three(
    payees: list[LocalPayee], kept: int
) -> None:
    found = multiplier(Money.total(p.paid for p in payees) + Money(kept), payees)
    assert 1 <= found.lowest <= found.highest <= 3
    assert found.value is None or found.lowest <= found.value <= found.highest
    assert 0 <= found.coverage <= 1


@pytest.mark.parametrize(
    ("income", "payees"),
    [
        (0, []),
        (100, [LocalPayee(Money(101))]),
        (100, [LocalPayee(Money(-1))]),
        (100, [LocalPayee(Money(10), Fraction(3, 2))]),
    ],
)
def test_impossible_sums_are_refused(income: int, payees: list[LocalPayee]) -> None:
    with pytest.raises(Refusal):
        multiplier(Money(income), payees)
