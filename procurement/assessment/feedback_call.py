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


def before_offering(
    times: Sequence[datetime], minutes: int, how: str, now: datetime, *, is_told: bool
) -> None:
    """Refuses a call with somebody who does not know its result, and times that are no choice."""
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
    if not SHORTEST <= minutes <= LONGEST:
        faults.append(Refusal(f"A call lasts {SHORTEST} to {LONGEST} minutes.", field="minutes"))
    if not how.strip():
        faults.append(
            Refusal("Say how you speak: by telephone, by a link, or where you meet.", field="how")
        )
    refuse_if_any(faults)


def before_taking(
    begins_at: datetime,
    offered: Collection[datetime],
    minutes: int,
    others: Collection[tuple[datetime, int]],
    now: datetime,
) -> None:
    """Refuses a time that was not offered, has come, or is taken by then by another call of the
    same buyer (``others``: when each begins, and its minutes)."""
    if begins_at not in offered:
        raise Refusal("Choose one of the times that are offered.", field="begins_at")
    if begins_at <= now:
        raise Refusal("This time has come. Choose a later one.", field="begins_at")
    ends_at = begins_at + timedelta(minutes=minutes)
    for other, length in others:
        if begins_at < other + timedelta(minutes=length) and other < ends_at:
            raise Refusal(
                "The buyer speaks to somebody else at this time. Choose another one.",
                field="begins_at",
            )
