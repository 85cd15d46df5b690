"""What can be ordered, for which price, and what was sold at a market."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.product import (
    MOST_MEMBERS,
    check_market_sale,
    check_product,
    own_share,
    refuse_price_outside,
)

TODAY = date(2026, 11, 23)
FIVE, SIX = Money(5_00), Money(6_00)


def test_a_product_with_one_price_or_a_range_brought_today_or_before():
    check_product("Hot meal", "meal", FIVE, None, TODAY, TODAY)
    check_product("Hot meal", "meal", FIVE, FIVE, TODAY, TODAY, miles=500)
    check_product("Hot meal", "meal", FIVE, SIX, TODAY, TODAY, shares=[Decimal("99.99")])
    check_product("Hot meal", "meal", FIVE, SIX, TODAY, TODAY, shares=[Decimal(1)] * MOST_MEMBERS)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"unit": ""}, "unit"),
        ({"lowest": Money(0)}, "lowest"),
        ({"highest": Money(4_99)}, "highest"),
        ({"brought_on": date(2026, 11, 24)}, "brought_on"),
        ({"miles": 0}, "miles"),
        ({"miles": 501}, "miles"),
        ({"shares": [Decimal(0)]}, "members"),
        ({"shares": [Decimal(1)] * (MOST_MEMBERS + 1)}, "members"),
        ({"shares": [Decimal(60), Decimal(40)]}, "members"),
    ],
)
def test_what_cannot_be_ordered_is_refused_at_its_field(changed, field):
    whole = {"name": "Hot meal", "unit": "meal", "lowest": FIVE, "highest": SIX,
             "brought_on": TODAY, "today": TODAY}  # fmt: skip
    with pytest.raises(Refusal) as no:
        check_product(**(whole | changed))
    assert no.value.field == field


def test_what_the_others_leave_is_ones_own():
    assert own_share([Decimal("33.3"), Decimal("33.3")]) == Decimal("33.4")
    assert own_share([]) == 100


@pytest.mark.parametrize(("price", "highest"), [(FIVE, None), (FIVE, SIX), (SIX, SIX)])
def test_a_price_inside_the_range_is_taken(price, highest):
    refuse_price_outside(price, FIVE, highest)


@pytest.mark.parametrize(
    ("price", "highest", "sentence"),
    [
        (Money(4_99), None, "Its price is £5.00 without VAT"),
        (Money(5_01), None, "Its price is £5.00 without VAT"),
        (Money(6_01), SIX, "Its price is from £5.00 to £6.00"),
    ],
)
def test_a_price_outside_is_refused_at_its_field(price, highest, sentence):
    with pytest.raises(Refusal, match=sentence) as no:
        refuse_price_outside(price, FIVE, highest)
    assert no.value.field == "price"


@pytest.mark.parametrize(
    ("market", "amount", "sold_on", "field"),
    [
        ("", FIVE, TODAY, "market"),
        ("Canal market", Money(0), TODAY, "amount"),
        ("Canal market", FIVE, date(2026, 10, 31), "sold_on"),
        ("Canal market", FIVE, date(2026, 11, 24), "sold_on"),
    ],
)
def test_a_sale_at_a_market_has_its_name_its_sum_and_its_day(market, amount, sold_on, field):
    check_market_sale("Canal market", FIVE, TODAY, TODAY, TODAY)
    with pytest.raises(Refusal) as no:
        check_market_sale(market, amount, sold_on, date(2026, 11, 1), TODAY)
    assert no.value.field == field
