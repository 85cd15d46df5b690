"""A month's return of hours: of a month that is over, and of hours that can be."""

from datetime import date
from decimal import Decimal

import pytest

from procurement.contracts.labour_return import Hours, check_hours, last_of, months_to_return
from procurement.ground.refusal import Refusal

STARTS, ENDS = date(2026, 11, 16), date(2027, 2, 10)


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 11, 30), []),
        (date(2026, 12, 1), [(2026, 11)]),
        (date(2027, 2, 10), [(2026, 11), (2026, 12), (2027, 1)]),
        (date(2027, 2, 11), [(2026, 11), (2026, 12), (2027, 1), (2027, 2)]),
        (date(2029, 1, 1), [(2026, 11), (2026, 12), (2027, 1), (2027, 2)]),
    ],
)
def test_a_month_is_returned_once_its_days_in_the_contract_are_over(today, months):
    expected = [date(year, month, 1) for year, month in months]
    assert list(months_to_return(STARTS, ENDS, today)) == expected


def test_the_last_day_of_a_month():
    assert last_of(date(2028, 2, 1)) == date(2028, 2, 29)
    assert last_of(date(2026, 12, 1)) == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("month", "hours", "furthest", "evidence", "field"),
    [
        (date(2026, 10, 1), 10, 0, "", "month"),
        (date(2027, 1, 1), 10, 0, "", "month"),
        (date(2026, 11, 2), 10, 0, "", "month"),
        (date(2026, 11, 1), -1, 0, "", "hours"),
        (date(2026, 11, 1), 10, -1, "", "furthest"),
        (date(2026, 11, 1), 10, 11, "Payroll.", "furthest"),
        (date(2026, 11, 1), 10, 1, " ", "evidence"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(month, hours, furthest, evidence, field):
    told = Hours(month, Decimal(hours), Decimal(furthest), evidence)
    with pytest.raises(Refusal) as no:
        check_hours(told, STARTS, ENDS, date(2026, 12, 24))
    assert no.value.field == field


def test_a_month_without_work_needs_no_evidence():
    check_hours(Hours(date(2026, 11, 1), Decimal(0), Decimal(0), ""), STARTS, ENDS, ENDS)
