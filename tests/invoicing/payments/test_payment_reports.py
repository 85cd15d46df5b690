from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from invoicing.billing.retention import retention
from invoicing.payments.payer_performance import InvoiceRecord
from invoicing.payments.payment_chain import Link, down_the_chain
from invoicing.payments.payment_practices import must_report, payment_practices
from invoicing.payments.payments_compliance import (
    NOTHING_ELSE,
    LedgerFigures,
    check_ledger,
    counted,
    refuse_unapproved,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


def record(received, due, paid, pence=100, *, disputed=False):
    days = [date.fromisoformat(day) if day else None for day in (received, due, paid)]
    return InvoiceRecord(days[0], days[1], days[2], Money(pence), False, disputed)


def test_the_figures_are_counted_from_days_taken_and_from_sums():
    found = counted({0: 1, 30: 1, 31: 1, 60: 1, 61: 1}, Money(30_000), Money(10_000))
    assert found.mean_days == Fraction(182, 5)
    assert (found.within_30_percent, found.days_31_to_60_percent) == (40, 40)
    assert found.over_60_percent == 20
    assert found.not_paid_percent == Fraction(100, 3)


def test_where_nothing_was_paid_or_payable_there_is_nothing_to_measure():
    found = counted({}, Money(0), Money(0))
    assert found.paid == 0
    assert {found.mean_days, found.within_30_percent, found.not_paid_percent} == {None}


def test_what_the_authority_says_of_its_own_ledger_is_added_exactly():
    here = counted({10: 2}, Money(10_000), Money(0))
    ledger = LedgerFigures(1, Decimal("40.5"), 0, 1, 0, Money(10_000), Money(5_000))
    check_ledger(ledger)
    whole = here + ledger.counts()
    assert whole.mean_days == Fraction("60.5") / 3
    assert whole.days_31_to_60_percent == Fraction(100, 3)
    assert whole.not_paid_percent == 25
    assert here + NOTHING_ELSE.counts() == here


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"paid": 2}, "paid"),
        ({"not_paid": Money(10_001)}, "not_paid"),
        ({"mean_days": Decimal(-1)}, "mean_days"),
        ({"paid": 0, "days_31_to_60": 0}, "mean_days"),
    ],
)
def test_figures_that_contradict_each_other_are_refused_at_their_field(change, field):
    said = replace(LedgerFigures(1, Decimal(40), 0, 1, 0, Money(10_000), Money(5_000)), **change)
    with pytest.raises(Refusal) as no:
        check_ledger(said)
    assert no.value.field == field


@pytest.mark.parametrize(
    ("split", "right", "wrong"),
    [
        ((1, 0, 0), ["0", "30"], ["30.01"]),
        ((0, 1, 0), ["31", "60"], ["30.99", "60.01"]),
        ((2, 1, 0), ["10.33", "40"], ["10.32", "40.01"]),
        ((2, 0, 1), ["20.33", "3650"], ["20.32", "3650.01"]),
        ((0, 0, 0), ["0"], ["0.01"]),
    ],
)
def test_a_mean_is_one_that_invoices_paid_so_late_can_have(split, right, wrong):
    said = LedgerFigures(sum(split), Decimal(0), *split, Money(0), Money(0))
    for mean in right:
        check_ledger(replace(said, mean_days=Decimal(mean)))
    for mean in wrong:
        with pytest.raises(Refusal) as no:
            check_ledger(replace(said, mean_days=Decimal(mean)))
        assert no.value.field == "mean_days"


def test_the_notice_needs_the_director_who_approved_it():
    refuse_unapproved("The director", "Director of Finance")
    with pytest.raises(Refusal, match="Name the director"):
        refuse_unapproved(" ", "Director of Finance")
    with pytest.raises(Refusal, match="Give the title"):
        refuse_unapproved("The director", "")


MILLION = 10**8


@pytest.mark.parametrize(
    ("turnover", "balance_sheet", "staff", "year_began", "owed"),
    [
        (54 * MILLION + 1, 27 * MILLION + 1, 0, date(2025, 4, 6), True),
        (54 * MILLION, 27 * MILLION + 1, 250, date(2025, 4, 6), False),
        (54 * MILLION + 1, 0, 251, date(2025, 4, 7), True),
        (40 * MILLION, 20 * MILLION, 0, date(2025, 4, 5), True),
        (40 * MILLION, 20 * MILLION, 0, date(2025, 4, 6), False),
    ],
)
def test_who_must_report_how_it_pays(turnover, balance_sheet, staff, year_began, owed):
    assert must_report(Money(turnover), Money(balance_sheet), staff, year_began) is owed


RECORDS = [
    record("2026-01-05", "2026-02-04", "2026-02-04", 1000),
    record("2026-01-05", "2026-02-04", "2026-02-14", 2000, disputed=True),
    record("2026-01-05", "2026-02-04", "2026-03-31", 3000),
    record("2026-03-01", "2026-03-31", None, 4000),
    record("2026-06-25", "2026-07-25", None, 9000),
]


def test_the_figures_of_a_payment_practices_report():
    found = payment_practices(RECORDS, date(2026, 1, 1), date(2026, 6, 30), date(2026, 1, 1))
    assert found.publish_by == date(2026, 7, 30)
    third = Fraction(100, 3)
    assert (found.within_30_percent, found.days_31_to_60_percent) == (third, third)
    assert (found.over_60_percent, found.mean_days) == (third, Fraction(155, 3))
    assert found.not_in_terms_percent == 75
    assert (found.paid, found.paid_late) == (Money(6000), Money(5000))
    assert found.late_through_dispute_percent == 50


@pytest.mark.parametrize(
    ("year_began", "paid"),
    [(date(2024, 12, 31), None), (date(2025, 1, 1), Money(6000)), (date(2025, 1, 2), Money(6000))],
)
def test_sums_are_reported_for_years_from_january_2025(year_began, paid):
    found = payment_practices(RECORDS, date(2026, 1, 1), date(2026, 6, 30), year_began)
    assert found.paid == paid


def test_a_report_on_nothing_has_no_figures():
    found = payment_practices([], date(2026, 1, 1), date(2026, 6, 30), date(2026, 1, 1))
    assert found.not_in_terms_percent is None
    assert found.late_through_dispute_percent is None


CHAIN = [
    Link("main contractor", date(2026, 11, 20), 30),
    Link("sub-contractor", date(2026, 11, 24), 7),
    Link("sub-sub-contractor", date(2026, 11, 25), 45),
]


def test_each_link_of_a_public_contract_is_paid_within_thirty_days_of_its_own_receipt():
    found = down_the_chain(CHAIN, Regime.PUBLIC)
    assert [each.due.legal_latest for each in found] == [
        date(2026, 12, 19),
        date(2026, 12, 23),
        date(2026, 12, 24),
    ]
    assert found[2].due.agreed_due == date(2026, 12, 24)
    assert [each.is_slower for each in found] == [False, False, True]


def test_a_private_chain_has_sixty_days_a_link():
    found = down_the_chain(CHAIN[2:], Regime.PRIVATE)
    assert found[0].due.agreed_due == date(2027, 1, 8)


@pytest.mark.parametrize(
    ("certified", "percent", "parts"),
    [
        (100000, "5", (95000, 2500, 2500)),
        (101, "5", (96, 3, 2)),
        (0, "5", (0, 0, 0)),
        (100000, "0", (100000, 0, 0)),
    ],
)
def test_retention_is_released_in_two_halves_that_add_up(certified, percent, parts):
    found = retention(Money(certified), Decimal(percent))
    assert (found.payable, found.at_completion, found.after_defects) == tuple(map(Money, parts))
    assert found.payable + found.held == Money(certified)


def test_a_retention_that_makes_no_sense_is_refused():
    with pytest.raises(Refusal, match="from 0% to 100%"):
        retention(Money(100), Decimal(101))
    with pytest.raises(Refusal, match="cannot be less"):
        retention(Money(-1), Decimal(5))
