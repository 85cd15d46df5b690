"""Coming work is told in time, in order, and with a code that is one."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.packages.pipeline import ComingWork, check_coming

TODAY, ENDS = date(2026, 11, 23), date(2029, 6, 29)
BRICKWORK = ComingWork(
    "Brickwork", date(2026, 11, 1), "", "45262500", Money(80_000_00), Money(120_000_00)
)


def refused(work: ComingWork) -> list[tuple[str | None, str]]:
    with pytest.raises((Refusal, Refusals)) as no:
        check_coming(work, ENDS, TODAY)
    faults = no.value.faults if isinstance(no.value, Refusals) else [no.value]
    return [(fault.field, str(fault)) for fault in faults]


def test_work_of_this_month_and_of_the_last_one_is_told() -> None:
    check_coming(BRICKWORK, ENDS, TODAY)
    check_coming(replace(BRICKWORK, month=date(2029, 6, 1)), ENDS, TODAY)
    check_coming(ComingWork("Planting", date(2027, 3, 1)), ENDS, TODAY)
    check_coming(replace(BRICKWORK, value_to=BRICKWORK.value_from), ENDS, TODAY)


def test_what_is_over_or_comes_after_the_end_is_refused() -> None:
    assert refused(replace(BRICKWORK, month=date(2026, 10, 1))) == [
        ("month", "This month is over.")
    ]
    late = refused(replace(BRICKWORK, month=date(2029, 7, 1)))
    assert late == [("month", "The development is finished before this month.")]


def test_each_fault_stands_at_its_field() -> None:
    wrong = replace(BRICKWORK, title=" ", cpv="4526", value_to=Money(79_999_99))
    assert [field for field, _ in refused(wrong)] == ["title", "cpv", "value_to"]
    below = replace(BRICKWORK, value_from=Money(-1), value_to=None)
    assert refused(below) == [("value_from", "A value cannot be below £0.")]
