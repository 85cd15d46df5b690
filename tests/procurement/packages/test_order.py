"""An order within what an owner allows, and below what the law wants a notice of."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.order import (
    ORDER,
    Limits,
    OrderFacts,
    OrderState,
    amount_of,
    check_limits,
    check_order,
    notice_owed_from,
)
from procurement.tendering.regime import Authority

DAY = date(2026, 11, 23)
NONE = Money(0)


def of(amount: int, earlier: int = 0) -> OrderFacts:
    """Pounds without VAT; with it, a fifth more."""
    return OrderFacts(
        Money(amount * 100), Money(earlier * 100), Money(amount * 120), Money(earlier * 120)
    )


def test_an_order_up_to_both_limits_is_taken():
    check_order(of(1_000, earlier=4_000), Limits(Money(1_000_00), Money(5_000_00)), None)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (of(1_001), "allows £1,000.00 for one order"),
        (of(1_000, earlier=4_001), "this comes to £5,001.00 without VAT"),
    ],
)
def test_beyond_a_limit_it_is_refused_at_its_field(facts, sentence):
    with pytest.raises(Refusal, match=sentence) as no:
        check_order(facts, Limits(Money(1_000_00), Money(5_000_00)), None)
    assert no.value.field == "quantity"


def test_without_limits_nothing_can_be_ordered():
    with pytest.raises(Refusal, match="An owner of your organisation sets it"):
        check_order(of(1), None, None)


@pytest.mark.parametrize(
    ("authority", "most"),
    [(Authority.CENTRAL, 12_000), (Authority.SUB_CENTRAL, 30_000)],
)
def test_an_authority_orders_below_the_amount_with_vat_and_not_in_parts(authority, most):
    limits, figure = Limits(Money(10**9), Money(10**9)), notice_owed_from(authority, DAY)
    assert figure is not None
    below = OrderFacts(Money(1), NONE, Money(most * 100 - 1), NONE)
    check_order(below, limits, figure)
    at = OrderFacts(Money(1), NONE, Money(most * 100), NONE)
    with pytest.raises(Refusal, match="a notice is owed before you buy"):
        check_order(at, limits, figure)
    in_parts = OrderFacts(Money(1), Money(1), Money(1), Money(most * 100 - 1))
    with pytest.raises(Refusal, match="must not be split to stay below"):
        check_order(in_parts, limits, figure)


def test_who_is_no_authority_owes_no_notice():
    assert notice_owed_from(Authority.NOT_PUBLIC, DAY) is None


def test_before_the_first_day_of_the_figure_it_is_not_guessed():
    with pytest.raises(Refusal, match="is not known here"):
        notice_owed_from(Authority.CENTRAL, date(2025, 2, 23))


@pytest.mark.parametrize(
    ("per_order", "per_supplier", "field"), [(0, 100, "per_order"), (100, 99, "per_supplier")]
)
def test_limits_that_allow_nothing_are_refused(per_order, per_supplier, field):
    check_limits(Limits(Money(100), Money(100)))
    with pytest.raises(Refusal) as no:
        check_limits(Limits(Money(per_order), Money(per_supplier)))
    assert no.value.field == field


def test_the_amount_is_rounded_once():
    assert amount_of(Money(333), Decimal("1.5")) == Money(500)
    for quantity in ("0", "-1", "0.001"):
        with pytest.raises(Refusal) as no:
            amount_of(Money(333), Decimal(quantity))
        assert no.value.field == "quantity"


def test_an_order_is_answered_once():
    assert {ORDER.after(OrderState.PLACED, verb) for verb in ORDER.rows} == {
        OrderState.ACCEPTED, OrderState.DECLINED, OrderState.WITHDRAWN,
    }  # fmt: skip
    for state in (OrderState.ACCEPTED, OrderState.DECLINED, OrderState.WITHDRAWN):
        assert ORDER.verbs(state) == []
