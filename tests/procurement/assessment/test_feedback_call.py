"""When a call about the result can be offered, and at which time it is."""

from datetime import UTC, datetime, timedelta

import pytest

from procurement.assessment.feedback_call import (
    FEEDBACK_CALL,
    LONGEST_WAIT,
    CallState,
    before_offering,
    before_taking,
)
from procurement.ground.refusal import Refusal, Refusals

NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)


def test_a_bidder_that_was_told_its_result_is_offered_times() -> None:
    before_offering([LATER, NOW + LONGEST_WAIT], 30, "0121 000", NOW, is_told=True)


def test_nobody_speaks_about_a_result_that_is_not_told() -> None:
    with pytest.raises(Refusal, match="send the assessment summaries first"):
        before_offering([LATER], 30, "0121 000", NOW, is_told=False)


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
        before_offering(times, minutes, how, NOW, is_told=True)


def test_a_time_that_is_offered_is_taken() -> None:
    half = timedelta(minutes=30)
    before_taking(LATER, [LATER], 30, [(LATER + half, 30), (LATER - half, 30)], NOW)


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


def test_after_a_call_is_off_it_can_be_offered_again() -> None:
    for state in CallState:
        assert FEEDBACK_CALL.after(state, "offer") is CallState.OFFERED
    assert FEEDBACK_CALL.verbs(CallState.DECLINED) == FEEDBACK_CALL.verbs(CallState.CALLED_OFF)
    assert "take" not in FEEDBACK_CALL.verbs(CallState.DECLINED)
