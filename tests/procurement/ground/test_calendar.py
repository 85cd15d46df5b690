from datetime import UTC, date, datetime, time

import pytest

from procurement.ground.calendar import in_london_words, london_day, london_moment, months_after
from procurement.ground.refusal import Refusal


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


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 1, 15), 12, date(2027, 1, 15)),
    ],
)
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    day: date, months: int, then: date
) -> None:
    assert months_after(day, months) == then
