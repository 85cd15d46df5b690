"""When may what be said of how an organisation has dealt with others?"""

from datetime import date, timedelta

import pytest

from procurement.ground.refusal import Refusal
from procurement.organisations.track_record import (
    Tally,
    check_answer,
    days_shown,
    days_waiting,
    shown_from,
)

TODAY = date(2026, 11, 29)


def test_a_thing_is_read_by_the_judged_one_alone_until_the_fourteenth_day() -> None:
    assert days_shown(TODAY) == (date(2025, 11, 16), date(2026, 11, 15))
    assert days_waiting(TODAY) == (date(2026, 11, 16), date(2026, 11, 28))
    day = date(2026, 11, 16)
    assert days_shown(shown_from(day))[1] == day
    assert days_shown(shown_from(day) - timedelta(days=1))[1] < day


def test_fewer_than_three_things_give_no_figure() -> None:
    assert [Tally(number, 0).is_enough for number in (0, 2, 3)] == [False, False, True]


@pytest.mark.parametrize(
    ("words", "sentence"), [(" \n", "or withdraw it"), ("a" * 2001, "2,001 characters")]
)
def test_an_answer_says_something_and_is_read_to_its_end(words: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        check_answer(words)


def test_an_answer_may_be_as_long_as_is_said() -> None:
    check_answer("a" * 2000)
