from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.payments.late_payment import (
    LatePayment,
    fixed_sum,
    late_payment,
    late_payment_in_parts,
    statutory_rate,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

NEVER_LATE = LatePayment(0, None, Money(0), Money(0))


def test_six_thousand_pounds_paid_45_days_late():
    found = late_payment(Money(600000), date(2026, 12, 19), date(2027, 2, 2))
    assert found == LatePayment(45, Decimal("11.75"), Money(8692), Money(7000))
    assert found.total == Money(15692)


@pytest.mark.parametrize(
    ("debt", "owed"),
    [(99999, 4000), (100000, 7000), (999999, 7000), (1000000, 10000), (1, 4000)],
)
def test_the_fixed_sum_by_the_size_of_the_debt(debt, owed):
    assert fixed_sum(Money(debt), date(2026, 12, 20)) == Money(owed)


@pytest.mark.parametrize(
    ("starts", "percent"),
    [
        ("2022-01-01", "8.25"),
        ("2022-06-30", "8.25"),
        ("2022-07-01", "9.25"),
        ("2022-07-02", "9.25"),
        ("2023-01-01", "11.5"),
        ("2023-07-01", "13"),
        ("2024-01-01", "13.25"),
        ("2024-07-01", "13.25"),
        ("2024-12-31", "13.25"),
        ("2025-01-01", "12.75"),
        ("2025-06-30", "12.75"),
        ("2025-07-01", "12.25"),
        ("2025-12-31", "12.25"),
        ("2026-01-01", "11.75"),
        ("2026-12-31", "11.75"),
    ],
)
def test_the_rate_by_the_day_interest_starts(starts, percent):
    assert statutory_rate(date.fromisoformat(starts)) == Decimal(percent)


@pytest.mark.parametrize("starts", [date(2021, 12, 31), date(2027, 1, 1)])
def test_a_half_year_whose_rate_is_not_known_is_refused(starts):
    with pytest.raises(Refusal, match="not known here, so it is not guessed"):
        statutory_rate(starts)


def test_interest_that_starts_on_the_last_known_day_runs_on_into_unknown_years():
    assert late_payment(Money(100), date(2026, 12, 30), date(2030, 1, 1)).rate_percent == Decimal(
        "11.75"
    )
    with pytest.raises(Refusal):
        late_payment(Money(100), date(2026, 12, 31), date(2027, 1, 1))


@pytest.mark.parametrize("paid", [date(2030, 6, 1), date(2030, 6, 2)])
def test_paid_in_time_owes_nothing_and_needs_no_rate(paid):
    assert late_payment(Money(600000), date(2030, 6, 2), paid) == NEVER_LATE


def test_one_day_late():
    assert late_payment(Money(600000), date(2026, 12, 19), date(2026, 12, 20)).interest == Money(
        193
    )


def test_parts_bear_interest_for_their_own_days_and_one_fixed_sum():
    due = date(2026, 6, 1)
    found = late_payment_in_parts(
        due,
        [
            (Money(400000), due),
            (Money(100000), date(2026, 6, 11)),
            (Money(500000), date(2026, 7, 1)),
        ],
    )
    assert found.days == 30
    assert found.interest == Money(round((100000 * 10 + 500000 * 30) * 0.1175 / 365))
    assert found.fixed_sum == Money(7000)  # £6,000 was unpaid when interest began


@pytest.mark.parametrize(
    "parts", [[], [(Money(0), date(2026, 1, 1))], [(Money(-5), date(2026, 1, 1))]]
)
def test_no_debt_is_refused(parts):
    with pytest.raises(Refusal, match=r"more than £0\.00"):
        late_payment_in_parts(date(2026, 1, 1), parts)


DEBTS = st.builds(Money, st.integers(1, 10**12))
DUE = st.dates(date(2022, 1, 1), date(2026, 12, 30))


@given(DEBTS, DUE, st.integers(-400, 4000), st.integers(0, 400))
def test_interest_is_never_negative_and_never_falls_as_days_go_by(debt, due, days, more):
    now = late_payment(debt, due, due + timedelta(days=days))
    later = late_payment(debt, due, due + timedelta(days=days + more))
    assert Money(0) <= now.interest <= later.interest
    assert now.fixed_sum <= later.fixed_sum


@given(DEBTS, DEBTS, DUE, st.integers(1, 400))
def test_a_larger_debt_never_owes_less(debt, more, due, days):
    paid = due + timedelta(days=days)
    assert late_payment(debt, due, paid).total <= late_payment(debt + more, due, paid).total


@given(st.lists(DEBTS, min_size=1, max_size=8), DUE, st.integers(1, 400))
def test_parts_paid_on_one_day_are_one_debt(parts, due, days):
    paid = due + timedelta(days=days)
    assert late_payment_in_parts(due, [(part, paid) for part in parts]) == late_payment(
        Money.total(parts), due, paid
    )
