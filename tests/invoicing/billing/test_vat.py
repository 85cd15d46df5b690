from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.billing.vat import Vat, totals, vat_in_words, vat_rate
from invoicing.ground.figures import SHIPPED
from procurement.ground.figures import Figure, Mark
from procurement.ground.money import Money, priced
from procurement.ground.refusal import Refusal


def test_vat_is_worked_out_once_on_the_sum_and_not_per_line():
    found = totals([(Money(1), Vat.STANDARD, Decimal(20))] * 3)
    assert found.vat == Money(1)
    assert (found.net, found.gross) == (Money(3), Money(4))


def test_a_line_rounds_half_up_to_the_penny():
    assert priced(Decimal("0.5"), Decimal("0.01")) == Money(1)
    assert priced(Decimal("-0.5"), Decimal("0.01")) == Money(-1)
    assert priced(Decimal("3"), Decimal("19.99")) == Money(5997)


def test_many_digits_are_not_rounded_twice():
    just_below_half_a_penny = Decimal("0." + "4" + "9" * 40)
    assert priced(just_below_half_a_penny, Decimal("0.01")) == Money(0)


def test_each_treatment_is_summed_by_itself_in_the_order_it_stands():
    lines = [(100, Vat.ZERO), (200, Vat.REDUCED), (300, Vat.ZERO), (400, Vat.EXEMPT)]
    found = totals((Money(pence), vat, vat_rate(vat)) for pence, vat in lines)
    assert [(rate.vat, rate.net, rate.charged) for rate in found.rates] == [
        (Vat.ZERO, Money(400), Money(0)),
        (Vat.REDUCED, Money(200), Money(10)),
        (Vat.EXEMPT, Money(400), Money(0)),
    ]


@pytest.mark.parametrize(
    "vat", [Vat.ZERO, Vat.EXEMPT, Vat.OUTSIDE, Vat.REVERSE_CHARGE, Vat.NOT_REGISTERED]
)
def test_no_vat_is_charged_on(vat):
    assert vat_rate(vat) == 0


def test_the_standard_rate_is_known_since_it_was_20_per_cent():
    assert vat_rate(Vat.STANDARD, date(2011, 1, 4)) == 20
    assert vat_rate(Vat.STANDARD, date(2011, 1, 5)) == 20
    with pytest.raises(Refusal, match="The standard rate of VAT for 3 January 2011"):
        vat_rate(Vat.STANDARD, date(2011, 1, 3))


def test_words_name_the_rate_of_the_day():
    last = Figure("reduced", date(2027, 4, 1), None, Decimal("7.50"), Mark.READ, "An Act")
    figures = SHIPPED.with_added([("vat_rates", last)])
    assert vat_in_words(Vat.REDUCED, date(2027, 3, 31), figures) == "Reduced rate (5%)"
    assert vat_in_words(Vat.REDUCED, date(2027, 4, 1), figures) == "Reduced rate (7.5%)"
    assert vat_in_words(Vat.EXEMPT, date(2027, 4, 1), figures) == "Exempt from VAT"


AMOUNTS = st.builds(Money, st.integers(-(10**9), 10**9))


RATES = st.sampled_from([Decimal(rate) for rate in ("0", "5", "17.5", "20")])


@given(st.lists(st.tuples(AMOUNTS, st.sampled_from(Vat), RATES), max_size=20))
def test_the_sums_add_up(lines):
    found = totals(lines)
    assert found.net == Money.total(net for net, _, _ in lines)
    assert found.gross - found.net == Money.total(rate.charged for rate in found.rates)
