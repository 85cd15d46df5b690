from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.ground.calendar import (
    BANKS,
    STANDSTILL,
    holiday_warning,
    in_london_words,
    is_working_day,
    known_years,
    london_day,
    london_moment,
    nth_working_day,
    working_day_on_or_before,
)
from procurement.ground.refusal import Refusal

KNOWN = st.dates(date(2026, 1, 1), date(2028, 11, 30))


def test_the_years_from_2019_to_2028_are_known_and_others_refused() -> None:
    assert set(range(2019, 2029)) <= known_years()
    assert not is_working_day(date(2028, 12, 31))
    for unknown in (date(2018, 12, 31), date(max(known_years()) + 1, 1, 1)):
        with pytest.raises(Refusal, match=f"bank holidays of {unknown.year} are not known"):
            is_working_day(unknown)


@pytest.mark.parametrize(
    ("day", "banks", "standstill"),
    [
        (date(2026, 11, 30), True, False),  # St Andrew's Day: Scotland
        (date(2026, 3, 17), True, False),  # St Patrick's Day: Northern Ireland
        (date(2026, 6, 15), True, False),  # Scotland only, once
        (date(2026, 12, 25), False, False),
        (date(2026, 12, 28), False, False),  # the substitute for Boxing Day
        (date(2026, 11, 21), False, False),  # a Saturday
        (date(2026, 11, 20), True, True),
    ],
)
def test_what_is_a_working_day_depends_on_the_purpose(
    day: date, banks: bool, standstill: bool
) -> None:
    assert is_working_day(day, BANKS) is banks
    assert is_working_day(day, STANDSTILL) is standstill


def test_the_holiday_data_warns_from_six_months_before_its_end() -> None:
    last = date(max(known_years()), 12, 31)
    assert holiday_warning(last - timedelta(days=184)) is None
    for days in (183, 182, 0, -1):
        warning = holiday_warning(last - timedelta(days=days))
        assert warning is not None
        assert f"known only to 31 December {last.year}" in warning


@given(KNOWN, st.integers(1, 20))
def test_the_nth_working_day_is_one_and_has_as_many_before_it(first: date, number: int) -> None:
    day = nth_working_day(first, number)
    between = [first + timedelta(days=days) for days in range((day - first).days + 1)]
    assert is_working_day(day)
    assert sum(is_working_day(one) for one in between) == number


@given(KNOWN)
def test_the_working_day_on_or_before_skips_no_working_day(day: date) -> None:
    found = working_day_on_or_before(day)
    assert is_working_day(found)
    assert not any(
        is_working_day(found + timedelta(days=days)) for days in range(1, (day - found).days + 1)
    )


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), date(2026, 7, 1)),  # summer time
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_the_day_is_londons(at: datetime, day: date) -> None:
    assert london_day(at) == day


def test_a_london_time_is_one_moment_over_the_changes_of_the_clock() -> None:
    assert london_moment(date(2026, 7, 1), time(12)) == datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert london_moment(date(2026, 12, 1), time(12)) == datetime(2026, 12, 1, 12, tzinfo=UTC)
    # 01:30 comes twice on 25 October 2026: the first, in summer time, is taken
    assert london_moment(date(2026, 10, 25), time(1, 30)) == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
    with pytest.raises(Refusal, match="no 01:30 on 29 March 2026: the clocks go forward"):
        london_moment(date(2026, 3, 29), time(1, 30))


def test_a_moment_is_said_in_london_time() -> None:
    at = datetime(2026, 7, 1, 11, tzinfo=UTC)
    assert in_london_words(at) == "12:00 on Wednesday 1 July 2026, London time"
