"""May a published tender still be changed, and what must be done then?

Procurement Act 2023, s31 (modification), s54 (time) and s55 (termination).
"""

from dataclasses import dataclass
from datetime import date, datetime

from procurement.ground.calendar import in_london_words, london_day
from procurement.ground.holidays import SHIPPED, STANDSTILL, Holidays
from procurement.ground.refusal import Refusal
from procurement.tendering.minimum_period import Circumstances, Procedure, minimum_tendering
from procurement.tendering.regime import Regime

REWORDABLE_PARTS = {
    "lots": frozenset({"title", "description"}),
    "questions": frozenset({"text", "guidance", "word_limit"}),
    "clauses": frozenset({"text"}),
    "conditions": frozenset(),
}
"""What of its parts may be put into other words after publication, beside the tender's title,
description and delivery. What decides who wins may not: suppliers
have begun to work with it, so the buyer cancels and publishes a new tender."""


@dataclass(frozen=True, slots=True)
class ChangeEffect:
    """What a change of a published tender obliges the buyer to (PA23 ss31, 54)."""

    must_republish: bool
    must_reconsider_deadline: bool
    earliest_deadline: date | None
    sentences: tuple[str, ...]
    source: str = "Procurement Act 2023, ss31 and 54"


def change_after_publication(
    procedure: Procedure,
    regime: Regime,
    how: Circumstances,
    *,
    closes_at: datetime,
    is_substantial: bool,
    now: datetime,
) -> ChangeEffect:
    """May the tender notice or documents still be changed, and what must be done then?

    Until ``closes_at`` (open: the deadline for tenders; competitive flexible: the
    deadline for requests to take part or, where there is none, the first for
    tenders). Later only in a competitive flexible procedure and only if not
    substantial. A substantial change is given the legal least time anew: the Act
    says only that deadlines must be reconsidered, so that is this marketplace's rule.
    """
    if now >= closes_at and (procedure is Procedure.OPEN or is_substantial):
        raise Refusal(
            f"The deadline passed at {in_london_words(closes_at)}. After it, "
            + (
                "an open competition cannot be changed"
                if procedure is Procedure.OPEN
                else "only a change that is not substantial can be made"
            )
            + ": cancel and publish a new tender instead (Procurement Act 2023, s31)."
        )
    sentences = (
        "Publish the changed notice, and tell everyone who has begun a bid.",
        "Consider whether suppliers need more time; the deadline stays the same for all of them.",
    )
    if not is_substantial:
        return ChangeEffect(True, True, None, sentences)
    today = london_day(now)
    earliest = minimum_tendering(regime, how, today).earliest_day(today)
    more = f"As the change is substantial, move the deadline to {earliest:%-d %B %Y} or later."
    return ChangeEffect(True, True, max(earliest, london_day(closes_at)), (*sentences, more))


def check_time_left(effect: ChangeEffect, closes_at: datetime, *, field: str) -> None:
    """Refuses, beside ``field``, a deadline that leaves less than the legal least time (s54)."""
    if effect.earliest_deadline and london_day(closes_at) < effect.earliest_deadline:
        raise Refusal(effect.sentences[-1], field=field)


def reason_given(why: str) -> str:
    """Why a published tender is changed, extended or ended: it is published, so it is owed."""
    if not why.strip():
        raise Refusal("Give the reason: it is published.", field="why")
    return why.strip()


def extended(
    closes_at: datetime, to: datetime, now: datetime, holidays: Holidays = SHIPPED
) -> datetime:
    """The new deadline. Refuses an earlier one, and any once the deadline has passed."""
    if now >= closes_at:
        raise Refusal(
            f"The deadline passed at {in_london_words(closes_at)}; it cannot be moved now.",
            field="closes_at",
        )
    if to <= closes_at:
        raise Refusal(
            f"The new deadline must be later than {in_london_words(closes_at)}: suppliers have "
            "planned with it.",
            field="closes_at",
        )
    holidays.is_working_day(london_day(to), STANDSTILL)
    return to
