"""What a working group has agreed has an owner, a day and words."""

from dataclasses import replace
from datetime import date

import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.packages.working_group import AgreedAction, Decision, Meeting, check_meeting

TODAY, MEMBERS = date(2026, 11, 23), frozenset({1, 2})
AGREED = AgreedAction("Show the site to enterprises", 2, TODAY)
MEETING = Meeting(TODAY, "", [], [AGREED])


def test_a_meeting_of_today_with_an_action_due_today_is_taken() -> None:
    check_meeting(MEETING, MEMBERS, TODAY)
    check_meeting(Meeting(TODAY, "", [Decision("Seven days for everybody")]), MEMBERS, TODAY)


def test_a_meeting_to_come_or_of_which_nothing_is_noted_is_refused() -> None:
    with pytest.raises(Refusals) as no:
        check_meeting(Meeting(date(2026, 11, 24), " "), MEMBERS, TODAY)
    assert [fault.field for fault in no.value.faults] == ["held_on", "notes"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (replace(AGREED, what=" "), "Say what is to be done."),
        (replace(AGREED, member=3), "Say who does “Show the site to enterprises”."),
        (replace(AGREED, due_on=date(2026, 11, 22)), "is due before the meeting."),
    ],
)
def test_an_action_without_owner_words_or_time_is_refused(
    wrong: AgreedAction[int], sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        check_meeting(replace(MEETING, actions=[wrong]), MEMBERS, TODAY)
