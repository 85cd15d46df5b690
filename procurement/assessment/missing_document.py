"""May a document that is missing from a bid still be handed in, and what becomes of the bid?

The Procurement Act 2023 has no rule on it. Its s12 asks that suppliers be treated the same and its
s19(3)(d) that a tender which breaches a procedural requirement may be disregarded: it may, and need
not. So a buyer asks only for what leaves the offer as it is, gives a day, and says why throughout.
"""

from datetime import date, timedelta
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions

LONGEST_WAIT = timedelta(days=30)


class MissingState(StrEnum):
    """Where a document stands that the buyer asked for after the opening, or went on without."""

    ASKED = "asked"
    HANDED_IN = "handed_in"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WAIVED = "waived"


MISSING_DOCUMENT: Transitions[MissingState] = Transitions(
    "document",
    {
        "hand_in": ({MissingState.ASKED, MissingState.HANDED_IN}, MissingState.HANDED_IN),
        "accept": ({MissingState.HANDED_IN}, MissingState.ACCEPTED),
        "refuse": ({MissingState.ASKED, MissingState.HANDED_IN}, MissingState.REFUSED),
        "waive": ({MissingState.ASKED, MissingState.REFUSED}, MissingState.WAIVED),
    },
)


def before_asking(
    reason: str, unchanged: str, reply_by: date, today: date, *, is_asked: bool
) -> None:
    """Refuses a second question about the same document, a day that is no time, and silence on why."""
    if is_asked:
        raise Refusal("This document was asked for, or decided on, before.")
    faults = []
    if not reason.strip():
        faults.append(Refusal("Say why you ask for it: the bidder reads it.", field="reason"))
    if not unchanged.strip():
        faults.append(
            Refusal(
                "Say why the document does not change what was offered. If it would, it cannot be "
                "asked for: every bidder must have had the same time for its offer.",
                field="unchanged",
            )
        )
    if reply_by <= today:
        faults.append(Refusal("Give a day after today.", field="reply_by"))
    elif reply_by > today + LONGEST_WAIT:
        faults.append(
            Refusal(
                f"Give a day within {LONGEST_WAIT.days} days: the other bidders are waiting.",
                field="reply_by",
            )
        )
    refuse_if_any(faults)


def before_waiving(reason: str, *, is_there: bool) -> None:
    """Refuses to go without what was attached and nobody asked for again, and without a reason."""
    if is_there:
        raise Refusal("This document was attached, so there is nothing to go without.")
    check_reason(reason)


def before_refusing(reason: str, reply_by: date, today: date, *, is_there: bool) -> None:
    """Refuses to decide against a bidder while it still has time, and without a reason."""
    if not is_there and today <= reply_by:
        raise Refusal(
            f"The bidder can hand it in until the end of {reply_by:%-d %B %Y}. Wait until then."
        )
    check_reason(reason)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Give the reason: the bidder reads it.", field="reason")


def before_awarding(undecided: int) -> None:
    """Refuses an award while a document is asked for and nothing is decided about it."""
    if undecided:
        documents = "A document is" if undecided == 1 else f"{undecided} documents are"
        raise Refusal(
            f"{documents} asked for and not decided on yet. Accept what was handed in, refuse it, "
            "or go on without it."
        )
