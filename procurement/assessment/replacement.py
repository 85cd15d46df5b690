"""May a bidder replace somebody before its bid is left out for them, and until when?

Procurement Act 2023: before a bid is disregarded, or its supplier excluded, because of an
associated person or a sub-contractor, the supplier is told and has a reasonable opportunity to
replace them (ss26(3), 27(4), 28(5)). The law names no number of days.
"""

from datetime import date, timedelta
from enum import StrEnum

from procurement.ground.holidays import SHIPPED, STANDSTILL, Holidays
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions

MOST_WORKING_DAYS = 60


class ReplacementState(StrEnum):
    ASKED = "asked"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


NO_CHANCE_OWED = (ReplacementState.ASKED, ReplacementState.ANSWERED, ReplacementState.REFUSED)
"""With a last chance in one of these none is to be given."""

_OPEN = {ReplacementState.ASKED, ReplacementState.ANSWERED}

REPLACEMENT = Transitions(
    "chance to replace",
    {
        "answer": (_OPEN, ReplacementState.ANSWERED),
        "accept": ({ReplacementState.ANSWERED}, ReplacementState.ACCEPTED),
        "refuse": (_OPEN, ReplacementState.REFUSED),
        "withdraw": (_OPEN, ReplacementState.WITHDRAWN),
    },
)
"""answer: the bidder replaces, or says why not, and may change that until the buyer decides. accept:
the one who comes in fits, and the bid counts. refuse: the chance is over, and the bid is left out.
withdraw: the buyer decided otherwise meanwhile."""


def last_day(today: date, working_days: int, holidays: Holidays = SHIPPED) -> date:
    """The last day of an answer: that many working days after today, anywhere in the UK."""
    return holidays.nth_working_day(today + timedelta(days=1), working_days, STANDSTILL)


def before_offering(words: str, working_days: int | None, *, is_owed: bool) -> None:
    """Refuses a notice that is not owed, says nothing, or leaves no time."""
    if not is_owed:
        raise Refusal("No chance to replace is to be given here now.")
    faults = []
    if not words.strip():
        faults.append(
            Refusal("Say who is to be replaced and what the other must bring.", field="words")
        )
    if working_days is None or not 1 <= working_days <= MOST_WORKING_DAYS:
        faults.append(
            Refusal(
                f"Enter a number of working days from 1 to {MOST_WORKING_DAYS}.",
                field="working_days",
            )
        )
    refuse_if_any(faults)


def before_answering(*, replaces: bool, who: str, answer: str) -> None:
    """Refuses an answer that names nobody, or does not say why."""
    faults = []
    if replaces and not who.strip():
        faults.append(Refusal("Name the person or the enterprise that comes in.", field="who"))
    if not answer.strip():
        faults.append(
            Refusal(
                "Say how what was asked is met now."
                if replaces
                else "Say why you do not replace them.",
                field="answer",
            )
        )
    refuse_if_any(faults)


def before_accepting(reason: str, *, replaces: bool) -> None:
    """Refuses to accept where nobody comes in, or without a reason."""
    if not replaces:
        raise Refusal(
            "The bidder replaces nobody. If its answer convinces you, change the decision itself.",
            field="decision",
        )
    _before_judging(reason)


def before_refusing(reason: str, reply_by: date, today: date, *, is_answered: bool) -> None:
    """Refuses to end the chance before its last day is over, unless the bidder has answered."""
    if not is_answered and today <= reply_by:
        raise Refusal(
            f"The bidder can answer until the end of {reply_by:%-d %B %Y}.", field="decision"
        )
    _before_judging(reason)


def _before_judging(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Give the reason for the decision: the bidder is told it.", field="reason")
