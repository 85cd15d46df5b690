"""Retention is taken off each stage and released later; all sums are still the price."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.billing.staged_price import held_of, staged_price
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.stages import Stage

DONE, RIGHT = date(2027, 6, 30), date(2028, 6, 30)


def staged(*pence: int) -> list[Stage]:
    return [Stage(f"Stage {number}", DONE, Money(part)) for number, part in enumerate(pence)]


def test_without_retention_the_stages_are_what_they_were():
    assert staged_price(staged(100, 200), Decimal(0), DONE, None) == staged(100, 200)


def test_half_is_released_at_completion_and_half_after_defects():
    *paid, complete, right = staged_price(staged(10_000_00, 5_000_00), Decimal(5), DONE, RIGHT)
    assert [stage.amount for stage in paid] == [Money(9_500_00), Money(4_750_00)]
    assert (complete.amount, complete.due_on) == (Money(375_00), DONE)
    assert (right.amount, right.due_on) == (Money(375_00), RIGHT)


@given(
    st.lists(st.integers(1, 10**9), min_size=1, max_size=8),
    st.decimals(0, 50, places=2),
)
def test_all_sums_are_the_price_whatever_is_held(pence: list[int], percent: Decimal):
    stages = staged_price(staged(*pence), percent, DONE, RIGHT)
    assert Money.total(stage.amount for stage in stages) == Money(sum(pence))
    assert all(stage.amount > Money(0) for stage in stages)


def test_what_is_held_needs_the_day_of_its_release():
    for right_on in (None, date(2027, 6, 29)):
        with pytest.raises(Refusal) as no:
            staged_price(staged(100), Decimal(5), DONE, right_on)
        assert no.value.field == "right_on"


def test_a_stage_of_which_nothing_is_left_is_none():
    only = staged_price(staged(1), Decimal(50), DONE, RIGHT)
    assert [(stage.amount, stage.due_on) for stage in only] == [(Money(1), DONE)]


@given(
    st.lists(st.integers(100, 10**9), min_size=1, max_size=8),
    st.decimals(0, 50, places=2),
)
def test_what_was_held_of_each_stage_is_told_from_what_is_paid(pence: list[int], percent: Decimal):
    stages = staged_price(staged(*pence), percent, DONE, RIGHT)
    paid = [stage.amount for stage in stages if not stage.is_retention]
    released = Money.total(stage.amount for stage in stages if stage.is_retention)
    held = held_of(paid, percent, released)
    assert Money.total(held) == released
    for work, payable, part in zip(pence, paid, held, strict=True):
        assert abs((payable + part).pence - work) <= 1


def test_what_is_held_of_round_sums_is_told_to_the_penny():
    paid = [Money(9_500_00), Money(4_750_00)]
    assert held_of(paid, Decimal(5), Money(750_00)) == [Money(500_00), Money(250_00)]
    assert held_of(paid, Decimal(0), Money(0)) == [Money(0), Money(0)]
