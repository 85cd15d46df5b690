"""A chance to replace somebody: its notice, its last day, its answer, its end."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.assessment.replacement import (
    before_accepting,
    before_answering,
    before_offering,
    before_refusing,
    last_day,
)
from procurement.ground.holidays import SHIPPED, STANDSTILL
from procurement.ground.refusal import Refusal, Refusals

MONDAY = date(2026, 11, 23)


def fields_of(no):
    return {fault.field for fault in getattr(no.value, "faults", [no.value])}


@pytest.mark.parametrize(
    ("today", "days", "last"),
    [
        (MONDAY, 1, date(2026, 11, 24)),
        (MONDAY, 5, date(2026, 12, 1)),  # 30 November is Saint Andrew's day in Scotland
        (date(2026, 12, 24), 1, date(2026, 12, 29)),
        (date(2026, 11, 28), 1, date(2026, 12, 1)),
    ],
)
def test_the_days_begin_tomorrow_and_bank_holidays_anywhere_in_the_uk_do_not_count(
    today, days, last
):
    assert last_day(today, days) == last


@given(st.integers(0, 300), st.integers(1, 60))
def test_there_are_as_many_working_days_as_were_said(offset, days):
    today = date(2026, 1, 1) + timedelta(days=offset)
    last = last_day(today, days)
    between = [today + timedelta(days=n) for n in range(1, (last - today).days + 1)]
    assert sum(SHIPPED.is_working_day(day, STANDSTILL) for day in between) == days
    assert SHIPPED.is_working_day(last, STANDSTILL)


def test_a_notice_says_something_and_leaves_time():
    before_offering("Name another cook.", 5, is_owed=True)
    with pytest.raises(Refusal, match="No chance to replace"):
        before_offering("Name another cook.", 5, is_owed=False)
    for days in (None, 0, 61):
        with pytest.raises(Refusals) as no:
            before_offering(" ", days, is_owed=True)
        assert fields_of(no) == {"words", "working_days"}


def test_an_answer_names_who_comes_in_or_says_why_nobody_does():
    before_answering(replaces=True, who="Ms June, Dockside Kitchen", answer="She has a letter.")
    before_answering(replaces=False, who="", answer="The letter is on page 4.")
    with pytest.raises(Refusals) as no:
        before_answering(replaces=True, who="", answer="")
    assert fields_of(no) == {"who", "answer"}
    with pytest.raises(Refusal, match="why you do not replace"):
        before_answering(replaces=False, who="", answer=" ")


def test_nobody_is_accepted_where_nobody_comes_in():
    before_accepting("She has cooked for 80.", replaces=True)
    with pytest.raises(Refusal, match="replaces nobody"):
        before_accepting("Convincing.", replaces=False)
    with pytest.raises(Refusal, match="Give the reason"):
        before_accepting("", replaces=True)


@pytest.mark.parametrize(
    ("today", "is_answered", "may_end"),
    [
        (date(2026, 11, 30), False, False),
        (date(2026, 12, 1), False, True),
        (date(2026, 11, 24), True, True),
    ],
)
def test_the_chance_ends_with_an_answer_or_after_its_last_day(today, is_answered, may_end):
    last = date(2026, 11, 30)
    if may_end:
        before_refusing("Nobody came in.", last, today, is_answered=is_answered)
        return
    with pytest.raises(Refusal, match="until the end of 30 November 2026"):
        before_refusing("Nobody came in.", last, today, is_answered=is_answered)
