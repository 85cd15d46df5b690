from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.ground.holidays import BANKS, PARTS, SHIPPED, STANDSTILL, days_written
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import standstill_ends

KNOWN = st.dates(date(2026, 1, 1), date(2028, 11, 30))


def test_the_years_from_2019_to_2028_are_known_and_others_refused() -> None:
    assert set(SHIPPED.years) == {(part, year) for part in PARTS for year in range(2019, 2029)}
    assert not SHIPPED.is_working_day(date(2028, 12, 31))
    for unknown in (date(2018, 12, 31), date(2029, 1, 1)):
        with pytest.raises(Refusal, match=f"bank holidays of {unknown.year} are not known"):
            SHIPPED.is_working_day(unknown)


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
    assert SHIPPED.is_working_day(day, BANKS) is banks
    assert SHIPPED.is_working_day(day, STANDSTILL) is standstill


def test_the_holiday_data_warns_from_six_months_before_its_end() -> None:
    last = date(2028, 12, 31)
    assert SHIPPED.warning(last - timedelta(days=184)) is None
    for days in (183, 182, 0, -1):
        warning = SHIPPED.warning(last - timedelta(days=days))
        assert warning is not None
        assert f"known only to 31 December {last.year}" in warning


@given(KNOWN, st.integers(1, 20))
def test_the_nth_working_day_is_one_and_has_as_many_before_it(first: date, number: int) -> None:
    day = SHIPPED.nth_working_day(first, number)
    between = [first + timedelta(days=days) for days in range((day - first).days + 1)]
    assert SHIPPED.is_working_day(day)
    assert sum(SHIPPED.is_working_day(one) for one in between) == number


@given(KNOWN)
def test_the_working_day_on_or_before_skips_no_working_day(day: date) -> None:
    found = SHIPPED.working_day_on_or_before(day)
    assert SHIPPED.is_working_day(found)
    assert not any(
        SHIPPED.is_working_day(found + timedelta(days=days))
        for days in range(1, (day - found).days + 1)
    )


NEXT = """1 January\tMonday\tNew Year’s Day
30 March\tFriday\tGood Friday
2 April 2029
7 May

28 May
27 August
25 December Tuesday Christmas Day
26 december"""
IN_2029 = days_written(NEXT, 2029)


def test_a_list_is_read_as_it_is_published() -> None:
    assert len(IN_2029) == 8
    assert {date(2029, 3, 30), date(2029, 4, 2), date(2029, 12, 26)} <= IN_2029


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("1 January Saturday", "1 January 2029 is a Monday, not a Saturday"),
        ("1 January 2028", "is no day of 2029"),
        ("31 April", "is no day of 2029"),
        ("1 Juny", "is no day of 2029"),
        ("2029-01-01", "is no day of 2029"),
        ("New Year", "is no day of 2029"),
    ],
)
def test_a_line_that_is_no_day_of_the_year_is_refused(line: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        days_written(line, 2029)
    assert refused.value.field == "days"


def test_an_added_year_is_known_for_what_needs_no_other_part_of_the_country() -> None:
    known = SHIPPED.with_added([("england-and-wales", 2029, IN_2029)])
    assert known.nth_working_day(date(2028, 12, 29), 2) == date(2029, 1, 2)
    assert SHIPPED.known_to("england-and-wales") == 2028  # what is shipped stays as it is
    with pytest.raises(Refusal, match="bank holidays of 2029 are not known"):
        known.is_working_day(date(2029, 1, 2), STANDSTILL)
    assert "known only to 31 December 2028" in (known.warning(date(2028, 12, 1)) or "")
    whole = known.with_added((part, 2029, IN_2029) for part in PARTS)
    assert standstill_ends(date(2028, 12, 27), holidays=whole) == date(2029, 1, 8)
    assert whole.warning(date(2028, 12, 1)) is None


def test_a_year_behind_a_gap_does_not_hide_the_gap() -> None:
    known = SHIPPED.with_added((part, 2030, IN_2029) for part in PARTS)
    assert known.known_to("scotland") == 2028
    assert known.warning(date(2028, 12, 1)) is not None


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"part": "wales"}, "part", "Choose the part"),
        ({"year": 2028}, "year", "known to the end of 2028: the next year to add is 2029"),
        ({"year": 2092}, "year", "the next year to add is 2029"),
        ({"source": " "}, "source", "Name where"),
        (
            {"days": IN_2029 - {date(2029, 5, 7)}},
            "days",
            "England and Wales has at least 8 .* not 7",
        ),
        ({"days": IN_2029 | {date(2029, 6, 2)}}, "days", "2 June 2029 is a Saturday"),
        ({"part": "northern-ireland"}, "days", "at least 10 bank holidays"),
    ],
)
def test_what_cannot_be_a_whole_year_is_refused(
    changed: dict[str, object], field: str, sentence: str
) -> None:
    told = {"part": "england-and-wales", "year": 2029, "days": IN_2029, "source": "GOV.UK"}
    SHIPPED.refuse_unfit(**told)
    with pytest.raises(Refusal, match=sentence) as refused:
        SHIPPED.refuse_unfit(**(told | changed))
    assert refused.value.field == field
