from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.figures import Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.notices import (
    Owed,
    contract_copy_due,
    contract_details_due,
    indicators_owed,
    notices_owed,
    payment_notice_due,
    payments_compliance_period,
    performance_due,
    pipeline_window,
    reporting_periods,
    termination_notice_due,
)
from procurement.tendering.regime import Regime

ON = date(2026, 11, 20)
FIVE_MILLION = Money(500_000_000)
A_PENNY_MORE = Money(500_000_001)


def codes(regime: Regime, on: date = ON) -> list[str]:
    return [duty.code for duty in notices_owed(regime, on)]


def test_each_regime_owes_its_own_notices() -> None:
    assert codes(Regime.PUBLIC) == [f"UK{number}" for number in range(1, 13)] + ["UK17"]
    assert codes(Regime.LIGHT) == ["UK2", "UK4", "UK5", "UK6", "UK7", "UK11", "UK12", "UK17"]
    assert codes(Regime.BELOW) == ["UK4", "UK7"]
    assert codes(Regime.PRIVATE) == []


@pytest.mark.parametrize(
    ("code", "before", "day", "after"),
    [
        ("UK4", date(2025, 2, 23), date(2025, 2, 24), date(2025, 2, 25)),
        ("UK17", date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)),
        ("UK9", date(2025, 12, 31), date(2026, 1, 1), date(2026, 1, 2)),
        ("UK8", date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2)),
    ],
)
def test_a_notice_is_owed_from_the_day_its_duty_began(
    code: str, before: date, day: date, after: date
) -> None:
    owed = [code in codes(Regime.PUBLIC, on) for on in (before, day, after)]
    assert owed == [False, True, True]


def test_what_was_not_read_in_a_source_is_marked_so() -> None:
    marks = {duty.code: duty.mark for duty in notices_owed(Regime.PUBLIC, ON)}
    assert set(marks.values()) == {Mark.READ}


def test_a_duty_reads_as_a_sentence_with_its_caution() -> None:
    (details,) = [duty for duty in notices_owed(Regime.LIGHT, ON) if duty.code == "UK7"]
    assert str(details).startswith("Contract details notice (UK7). Within 120 days")
    assert details.owed is Owed.ALWAYS
    assert "General knowledge" in str(replace(details, mark=Mark.GENERAL))


def test_the_pipeline_notice_has_the_56_days_from_the_first_of_april() -> None:
    assert pipeline_window(2026) == (date(2026, 4, 1), date(2026, 5, 26))


def test_contract_details_are_owed_within_thirty_days_beginning_with_signature() -> None:
    signed = date(2026, 12, 5)
    assert contract_details_due(Regime.PUBLIC, signed) == date(2027, 1, 3)
    assert contract_details_due(Regime.LIGHT, signed) == date(2027, 4, 3)
    assert contract_details_due(Regime.BELOW, signed) is None


def test_a_copy_is_owed_only_above_five_million_pounds() -> None:
    signed = date(2026, 12, 5)
    assert contract_copy_due(Regime.PUBLIC, FIVE_MILLION, signed) is None
    assert contract_copy_due(Regime.PUBLIC, A_PENNY_MORE, signed) == date(2027, 3, 4)
    assert contract_copy_due(Regime.LIGHT, A_PENNY_MORE, signed) == date(2027, 6, 2)
    assert contract_copy_due(Regime.BELOW, A_PENNY_MORE, signed) is None


@pytest.mark.parametrize(
    ("paid", "due"),
    [
        (date(2026, 4, 1), date(2026, 7, 29)),
        (date(2026, 6, 30), date(2026, 7, 29)),
        (date(2026, 7, 1), date(2026, 10, 29)),
        (date(2026, 12, 31), date(2027, 1, 29)),
    ],
)
def test_payments_above_30000_pounds_are_notified_by_quarter(paid: date, due: date) -> None:
    began = date(2026, 4, 1)
    assert payment_notice_due(Regime.PUBLIC, Money(3_000_001), began, paid) == due
    assert payment_notice_due(Regime.PUBLIC, Money(3_000_000), began, paid) is None
    assert payment_notice_due(Regime.BELOW, Money(3_000_001), began, paid) is None
    before = date(2026, 3, 31)
    assert payment_notice_due(Regime.PUBLIC, Money(3_000_001), before, paid) is None


def test_indicators_are_owed_only_for_large_public_contracts() -> None:
    assert indicators_owed(Regime.PUBLIC, A_PENNY_MORE) == 3
    assert indicators_owed(Regime.PUBLIC, FIVE_MILLION) == 0
    assert indicators_owed(Regime.LIGHT, A_PENNY_MORE) == 0
    assert performance_due(date(2026, 12, 5)) == date(2027, 12, 5)
    assert performance_due(date(2028, 2, 29)) == date(2029, 2, 28)


def test_the_end_of_a_contract_is_notified_within_thirty_days() -> None:
    assert termination_notice_due(Regime.PUBLIC, date(2026, 11, 1)) == date(2026, 11, 30)
    assert termination_notice_due(Regime.PRIVATE, date(2026, 11, 1)) is None


@pytest.mark.parametrize(
    ("day", "begins", "ends", "due"),
    [
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 29)),
        (date(2026, 3, 31), date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 29)),
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 29)),
        (date(2026, 9, 30), date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 29)),
        (date(2026, 10, 1), date(2026, 10, 1), date(2027, 3, 31), date(2027, 4, 29)),
    ],
)
def test_payments_compliance_is_reported_for_each_half_year(
    day: date, begins: date, ends: date, due: date
) -> None:
    period = payments_compliance_period(day)
    assert (period.begins, period.ends, period.due) == (begins, ends, due)


def test_before_the_first_period_no_payments_compliance_is_reported() -> None:
    with pytest.raises(Refusal, match="began on 1 January 2026"):
        payments_compliance_period(date(2025, 12, 31))


def test_the_half_years_that_are_over_begin_with_the_act_s_first() -> None:
    assert reporting_periods(date(2026, 3, 31)) == []
    over = reporting_periods(date(2026, 11, 23))
    assert [(one.begins, one.ends, one.due) for one in over] == [
        (date(2026, 4, 1), date(2026, 9, 30), date(2026, 10, 29)),
        (date(2026, 1, 1), date(2026, 3, 31), date(2026, 4, 29)),
    ]
