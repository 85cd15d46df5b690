"""When can a bidder be offered a call about its result, and how is a time agreed?

The Procurement Act 2023 asks for none: an assessment summary says all that is owed (s50). A call is
offered out of courtesy, to whoever was told its result; nobody has to offer, and nobody has to take it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


class CallState(StrEnum):
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    CALLED_OFF = "called_off"


FEEDBACK_CALL: Transitions[CallState] = Transitions(
    "feedback call",
    {
        "offer": (set(CallState), CallState.OFFERED),
        "take": ({CallState.OFFERED, CallState.TAKEN}, CallState.TAKEN),
        "decline": ({CallState.OFFERED, CallState.TAKEN}, CallState.DECLINED),
        "call_off": ({CallState.OFFERED, CallState.TAKEN}, CallState.CALLED_OFF),
    },
)
"""offer: the buyer, also other times for a call that was agreed. take: the bidder, also another of
the times. decline: the bidder wants none, or no longer. call_off: the buyer."""

MOST_TIMES = 4
LONGEST_WAIT = timedelta(days=60)
SHORTEST, LONGEST = 10, 120
"""Minutes."""


Agreed = Collection[tuple[datetime, int]]
"""The other calls of the same buyer that are agreed: when each begins, and its minutes."""


def before_offering(
    times: Sequence[datetime],
    minutes: int,
    how: str,
    others: Agreed,
    now: datetime,
    *,
    is_told: bool,
    is_ended: bool,
) -> None:
    """Refuses a call with somebody who has no result, and times that are no choice.

    ``is_ended``: the procurement ended without a contract.
    """
    if is_ended:
        raise Refusal("This procurement has ended, so there is no result to speak about.")
    if not is_told:
        raise Refusal("A call is about the result: send the assessment summaries first.")
    faults = []
    if not times:
        faults.append(Refusal("Offer a time at least.", field="times"))
    elif len(set(times)) < len(times):
        faults.append(Refusal("Two of these times are the same.", field="times"))
    elif min(times) <= now:
        faults.append(Refusal("Offer times that are still to come.", field="times"))
    elif max(times) > now + LONGEST_WAIT:
        faults.append(Refusal(f"Offer times within {LONGEST_WAIT.days} days.", field="times"))
    elif any(_is_busy(one, minutes, others) for one in times):
        sentence = "You have agreed to speak to somebody else at one of these times."
        faults.append(Refusal(sentence, field="times"))
    if not SHORTEST <= minutes <= LONGEST:
        faults.append(Refusal(f"A call lasts {SHORTEST} to {LONGEST} minutes.", field="minutes"))
    if not how.strip():
        faults.append(
            Refusal("Say how you speak: by telephone, by a link, or where you meet.", field="how")
        )
    refuse_if_any(faults)


def free_times(
    offered: Collection[datetime], minutes: int, others: Agreed, now: datetime
) -> list[datetime]:
    """The times that can still be taken: to come, and not the time of another call."""
    return [one for one in offered if one > now and not _is_busy(one, minutes, others)]


def before_taking(
    begins_at: datetime,
    offered: Collection[datetime],
    minutes: int,
    others: Agreed,
    now: datetime,
) -> None:
    """Refuses a time that was not offered, has come, or is the time of another call."""
    if begins_at not in offered:
        raise Refusal("Choose one of the times that are offered.", field="begins_at")
    if begins_at <= now:
        raise Refusal("This time has come. Choose a later one.", field="begins_at")
    if _is_busy(begins_at, minutes, others):
        raise Refusal(
            "The buyer speaks to somebody else at this time. Choose another one.",
            field="begins_at",
        )


def before_changing(last_moment: datetime, now: datetime) -> None:
    """Refuses to move or call off what has come: a call, or the last time offered for one."""
    if last_moment <= now:
        raise Refusal("The time of this call has come, so it can no longer be changed.")


def _is_busy(begins_at: datetime, minutes: int, others: Agreed) -> bool:
    ends_at = begins_at + timedelta(minutes=minutes)
    return any(
        begins_at < other + timedelta(minutes=length) and other < ends_at
        for other, length in others
    )
