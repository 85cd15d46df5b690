from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicing.payments.payer_performance import (
    InvoiceRecord,
    Tier,
    payer_performance,
    tally_of,
)
from procurement.ground.money import Money

RECEIVED = date(2026, 10, 1)
END = date(2027, 3, 31)


def paid_after(days: int | None, *, small: bool = False, pence: int = 100) -> InvoiceRecord:
    paid = None if days is None else RECEIVED + timedelta(days=days)
    return InvoiceRecord(RECEIVED, RECEIVED + timedelta(days=7), paid, Money(pence), small)


def test_the_day_after_receipt_is_day_one():
    invoice = InvoiceRecord(
        date(2026, 11, 20), date(2026, 12, 19), date(2026, 12, 20), Money(1), False
    )
    found = payer_performance([invoice], END)
    assert invoice.paid > invoice.agreed_due  # late by law by one day
    assert found.mean_days == 30
    assert found.within_30_percent == 100


def test_the_bands():
    found = payer_performance([paid_after(days) for days in (0, 7, 8, 30, 31, 60, 61, 90)], END)
    assert found.within_7_percent == Fraction(25)
    assert found.within_30_percent == Fraction(50)
    assert found.days_31_to_60_percent == Fraction(25)
    assert found.over_60_percent == Fraction(25)
    assert found.mean_days == Fraction(287, 8)


def test_what_was_not_paid_is_measured_by_sum_of_what_fell_due():
    not_yet_due = InvoiceRecord(END, END + timedelta(days=1), None, Money(10**6), False)
    found = payer_performance(
        [paid_after(5, pence=300), paid_after(None, pence=100), not_yet_due], END
    )
    assert found.not_paid_in_period_percent == 25
    assert (found.invoices, found.paid) == (3, 1)


def test_a_payment_after_the_period_is_not_yet_made():
    last = RECEIVED + timedelta(days=10)
    found = payer_performance([paid_after(10), paid_after(11)], last)
    assert found.paid == 1
    assert found.not_paid_in_period_percent == 50


def test_nothing_to_measure_gives_no_figures():
    found = payer_performance([], END)
    assert found.mean_days is None
    assert found.within_7_percent is None
    assert found.not_paid_in_period_percent is None
    assert found.tier is Tier.NONE


def test_an_invoice_paid_before_it_came_took_no_days():
    assert paid_after(-3).days_taken() == 0


def many(*counts_and_days: tuple[int, int | None]) -> list[InvoiceRecord]:
    return [paid_after(days) for count, days in counts_and_days for _ in range(count)]


def small(*counts_and_days: tuple[int, int | None]) -> list[InvoiceRecord]:
    return [paid_after(days, small=True) for count, days in counts_and_days for _ in range(count)]


@pytest.mark.parametrize(
    ("records", "tier"),
    [
        (many((95, 30), (5, 61)), Tier.GOLD),
        (many((94, 30), (6, 31)), Tier.SILVER),
        (many((94, 30), (6, 61)), Tier.NONE),
        (many((95, 60), (5, 61)), Tier.SILVER),
        (many((94, 60), (6, 61)), Tier.NONE),
        (many((95, 60)) + small((19, 30), (1, 60)), Tier.SILVER),
        (many((95, 60)) + small((18, 30), (2, 60)), Tier.BRONZE),
        (many((95, 1), (5, None)), Tier.GOLD),
        (many((94, 1), (6, None)), Tier.NONE),
        (many((1, 1)), Tier.GOLD),
        (many((1, None)), Tier.NONE),
    ],
)
def test_the_tier_of_the_fair_payment_code(records, tier):
    assert tally_of(records, END).tier is tier


def test_small_suppliers_whose_invoices_cannot_be_judged_yet_cost_no_tier():
    young = InvoiceRecord(END, END + timedelta(days=7), None, Money(100), True)
    assert tally_of([*many((9, 60)), young], END).tier is Tier.SILVER


def test_without_an_invoice_to_judge_there_is_no_tier():
    young = InvoiceRecord(END, END + timedelta(days=7), None, Money(100), True)
    assert tally_of([young], END).tier is Tier.NONE


def test_the_worst_payer_shows_figures_and_not_dashes():
    found = payer_performance(many((3, None)), RECEIVED + timedelta(days=81))
    assert (found.kept_7_percent, found.kept_30_percent) == (0, 0)
    assert (found.overdue, found.overdue_sum, found.overdue_days) == (3, Money(300), 74)
    assert (found.tier, found.judged) == (Tier.NONE, 3)


def test_an_unpaid_invoice_is_late_for_a_limit_only_once_it_has_passed_it():
    found = payer_performance(many((1, 5), (1, None)), RECEIVED + timedelta(days=8))
    assert (found.kept_7_percent, found.kept_30_percent) == (50, 100)
    assert (found.overdue_days, found.judged) == (1, 1)


def test_of_an_invoice_paid_in_part_the_rest_is_overdue():
    part = InvoiceRecord(RECEIVED, RECEIVED, None, Money(100), False, unpaid=Money(40))
    assert payer_performance([part], END).overdue_sum == Money(40)


def test_an_unpaid_invoice_counts_once_it_has_passed_a_limit():
    records = many((90, 10), (10, None))
    for days, tier in ((30, Tier.GOLD), (31, Tier.SILVER), (60, Tier.SILVER), (61, Tier.NONE)):
        assert tally_of(records, RECEIVED + timedelta(days=days)).tier is tier


@given(st.lists(st.none() | st.integers(0, 200), min_size=1, max_size=40))
def test_the_bands_always_add_up_to_a_hundred(days):
    found = payer_performance([paid_after(each) for each in days], END)
    if found.paid:
        bands = (found.within_30_percent, found.days_31_to_60_percent, found.over_60_percent)
        assert sum(bands) == 100
        assert found.within_7_percent <= found.within_30_percent


@given(st.lists(st.integers(0, 90), min_size=1, max_size=40), st.data())
def test_paying_one_invoice_sooner_never_costs_a_tier(days, data):
    order = [Tier.NONE, Tier.BRONZE, Tier.SILVER, Tier.GOLD]
    index = data.draw(st.integers(0, len(days) - 1))
    sooner = [*days[:index], data.draw(st.integers(0, days[index])), *days[index + 1 :]]
    before = tally_of([paid_after(each, small=True) for each in days], END).tier
    after = tally_of([paid_after(each, small=True) for each in sooner], END).tier
    assert order.index(after) >= order.index(before)
