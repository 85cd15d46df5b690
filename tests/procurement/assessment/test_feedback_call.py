"""When a call about the result can be offered, and at which time it is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from procurement.assessment.feedback_call import (
    FEEDBACK_CALL,
    LONGEST_WAIT,
    CallState,
    before_changing,
    before_offering,
    before_taking,
    free_times,
)
from procurement.ground.refusal import Refusal, Refusals

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


HALF = timedelta(minutes=30)


def test_a_bidder_that_was_told_its_result_is_offered_times() -> None:
    offered(times=[LATER, NOW + LONGEST_WAIT], others=[(LATER + HALF, 30), (LATER - HALF, 30)])


def test_nobody_speaks_about_a_result_that_is_not_told() -> None:
    with pytest.raises(Refusal, match="send the assessment summaries first"):
        offered(is_told=False)


def test_nobody_speaks_about_a_procurement_that_has_ended() -> None:
    with pytest.raises(Refusal, match="has ended"):
        offered(is_ended=True)


def test_a_time_of_another_call_is_not_offered() -> None:
    with pytest.raises((Refusal, Refusals), match="somebody else at one of these times"):
        offered(times=[LATER, NOW + HALF], others=[(LATER + timedelta(minutes=29), 30)])


@pytest.mark.parametrize(
    ("times", "minutes", "how", "sentence"),
    [
        ([], 30, "0121", "Offer a time at least"),
        ([LATER, LATER], 30, "0121", "Two of these times are the same"),
        ([NOW], 30, "0121", "still to come"),
        ([NOW + LONGEST_WAIT + timedelta(minutes=1)], 30, "0121", "within 60 days"),
        ([LATER], 9, "0121", "10 to 120 minutes"),
        ([LATER], 121, "0121", "10 to 120 minutes"),
        ([LATER], 30, "  ", "how you speak"),
    ],
)
def test_what_is_no_offer(times: list[datetime], minutes: int, how: str, sentence: str) -> None:
    with pytest.raises((Refusal, Refusals), match=sentence):
        offered(times=times, minutes=minutes, how=how)


def test_a_time_that_is_offered_is_taken() -> None:
    before_taking(LATER, [LATER], 30, [(LATER + HALF, 30), (LATER - HALF, 30)], NOW)


def test_the_times_that_are_left_are_to_come_and_of_no_other_call() -> None:
    times = [NOW, LATER, LATER + HALF]
    assert free_times(times, 30, [(LATER, 30)], NOW) == [LATER + HALF]
    assert free_times(times, 31, [(LATER + HALF, 30)], NOW) == []


def test_what_has_come_is_not_changed() -> None:
    before_changing(NOW + timedelta(seconds=1), NOW)
    with pytest.raises(Refusal, match="no longer be changed"):
        before_changing(NOW, NOW)


@pytest.mark.parametrize("apart", [-29, 0, 29])
def test_at_one_time_a_buyer_speaks_to_one_bidder(apart: int) -> None:
    other = (LATER + timedelta(minutes=apart), 30)
    with pytest.raises(Refusal, match="somebody else at this time"):
        before_taking(LATER, [LATER], 30, [other], NOW)


def test_a_time_that_has_come_or_was_not_offered_is_none() -> None:
    with pytest.raises(Refusal, match="one of the times"):
        before_taking(LATER, [NOW], 30, [], NOW)
    with pytest.raises(Refusal, match="has come"):
        before_taking(NOW, [NOW], 30, [], NOW)


def offered(**otherwise: Any) -> None:
    asked = {"times": [LATER], "minutes": 30, "how": "0121 000", "others": [], "now": NOW}
    before_offering(**{**asked, "is_told": True, "is_ended": False, **otherwise})


def test_after_a_call_is_off_it_can_be_offered_again() -> None:
    for state in CallState:
        assert FEEDBACK_CALL.after(state, "offer") is CallState.OFFERED
    assert FEEDBACK_CALL.verbs(CallState.DECLINED) == FEEDBACK_CALL.verbs(CallState.CALLED_OFF)
    assert "take" not in FEEDBACK_CALL.verbs(CallState.DECLINED)
