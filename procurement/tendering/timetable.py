"""Do the dates of this procurement hold together, and what follows from one date for the rest?"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from procurement.ground.calendar import LONDON, london_day, london_moment
from procurement.ground.holidays import SHIPPED, STANDSTILL, Holidays
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.standstill import earliest_signing
from procurement.tendering.minimum_period import Circumstances, minimum_tendering
from procurement.tendering.regime import Regime, has_mandatory_standstill


@dataclass(frozen=True, slots=True)
class Timetable:
    """The dates of a procurement: moments are aware UTC, days are London days."""

    published_on: date
    questions_close_at: datetime
    answers_by: date
    closes_at: datetime
    award_on: date
    """The day the contract award notice is to be published."""
    starts_on: date
    """The day the contract is to begin."""


def timetable_faults(
    plan: Timetable, regime: Regime, how: Circumstances, holidays: Holidays = SHIPPED
) -> list[Refusal]:
    """A Refusal for each date that is out of order, too early, or in an unknown year."""
    faults = _order_faults(plan)
    if how.is_urgent and not how.urgency_reason.strip():
        faults.append(Refusal("Say why the procurement is urgent.", field="urgency_reason"))
    closes_on = london_day(plan.closes_at)
    least = minimum_tendering(regime, how, plan.published_on)
    if closes_on < least.earliest_day(plan.published_on):
        earliest = least.earliest_day(plan.published_on)
        faults.append(
            Refusal(
                f"Tenders may be due on {earliest:%-d %B %Y} at the earliest. "
                f"{least.sentence} ({least.source})",
                field="closes_at",
            )
        )
    faults += _unknown_years(plan, closes_on, holidays)
    if not faults and has_mandatory_standstill(regime):
        signing = earliest_signing(plan.award_on, holidays=holidays)
        if plan.starts_on < signing:
            faults.append(
                Refusal(
                    f"The contract cannot begin before {signing:%-d %B %Y}: standstill is eight "
                    "working days beginning with the day of the award notice.",
                    field="starts_on",
                )
            )
    return faults


def _order_faults(plan: Timetable) -> list[Refusal]:
    closes_on = london_day(plan.closes_at)
    rules = [
        (
            london_day(plan.questions_close_at) >= plan.published_on,
            "Questions cannot close before the tender is published.",
            "questions_close_at",
        ),
        (
            plan.questions_close_at < plan.closes_at,
            "Questions must close before the deadline for bids.",
            "questions_close_at",
        ),
        (
            london_day(plan.questions_close_at) <= plan.answers_by < closes_on,
            "Answers must be published after questions close and before the day of the deadline.",
            "answers_by",
        ),
        (
            plan.award_on > closes_on,
            "The award must come after the day of the deadline.",
            "award_on",
        ),
        (
            plan.starts_on > plan.award_on,
            "The contract must begin after the award.",
            "starts_on",
        ),
    ]
    return [Refusal(sentence, field=field) for holds, sentence, field in rules if not holds]


def _unknown_years(plan: Timetable, closes_on: date, holidays: Holidays) -> list[Refusal]:
    faults = []
    for day, field in ((closes_on, "closes_at"), (plan.award_on, "award_on")):
        try:
            holidays.is_working_day(day, STANDSTILL)
        except Refusal as unknown:
            faults.append(Refusal(str(unknown), field=field))
    return faults


EVALUATION_WORKING_DAYS = 20
QUESTIONS_WORKING_DAYS_BEFORE = 7
"""Usual practice closes questions 5 to 10 working days before the deadline."""
ANSWERS_DAYS_BEFORE = 6
"""Scottish practice for full procedures: answers at least 6 days before the deadline."""
START_DAYS_AFTER_SIGNING = 14
_DAY = timedelta(days=1)


def planned_forward(
    published_on: date,
    regime: Regime,
    how: Circumstances,
    *,
    tendering_days: int = 30,
    evaluation_working_days: int = EVALUATION_WORKING_DAYS,
    holidays: Holidays = SHIPPED,
) -> Timetable:
    """A lawful timetable from the day of publication.

    ``tendering_days`` is lengthened to the legal least, and to two; the deadline is
    noon on a working day. The rest are this marketplace's suggestions, which may be changed.
    """
    least = minimum_tendering(regime, how, published_on).days or 0
    due = holidays.nth_working_day(
        published_on + timedelta(days=max(tendering_days, least, 2)), 1, STANDSTILL
    )
    questions = _working_days_before(due, QUESTIONS_WORKING_DAYS_BEFORE, holidays)
    questions = max(questions, published_on + timedelta(days=1))
    award_on = holidays.nth_working_day(
        due + timedelta(days=1), evaluation_working_days, STANDSTILL
    )
    signing = award_on
    if has_mandatory_standstill(regime):
        signing = earliest_signing(award_on, holidays=holidays)
    plan = Timetable(
        published_on,
        london_moment(questions, time(12)),
        max(due - timedelta(days=ANSWERS_DAYS_BEFORE), questions),
        london_moment(due, time(12)),
        award_on,
        holidays.nth_working_day(signing + timedelta(days=START_DAYS_AFTER_SIGNING), 1, STANDSTILL),
    )
    refuse_if_any(timetable_faults(plan, regime, how, holidays))
    return plan


def planned_back(
    starts_by: date,
    regime: Regime,
    how: Circumstances,
    *,
    tendering_days: int = 30,
    holidays: Holidays = SHIPPED,
) -> Timetable:
    """The latest timetable whose contract begins on or before a day."""
    published_on = starts_by - timedelta(days=tendering_days)
    while True:
        plan = planned_forward(
            published_on, regime, how, tendering_days=tendering_days, holidays=holidays
        )
        if plan.starts_on <= starts_by:
            return plan
        published_on -= timedelta(days=1)


def moved(
    plan: Timetable,
    closes_at: datetime,
    regime: Regime,
    *,
    with_questions: bool,
    holidays: Holidays = SHIPPED,
) -> Timetable:
    """The timetable with a later deadline: award and start move by as many days.

    ``with_questions``: so do the deadline for questions and the day of the answers.
    Moved days fall on working days, and the start stays after the standstill.
    """
    by = london_day(closes_at) - london_day(plan.closes_at)
    award_on = holidays.nth_working_day(plan.award_on + by, 1, STANDSTILL)
    starts_on = holidays.nth_working_day(max(plan.starts_on + by, award_on + _DAY), 1, STANDSTILL)
    if has_mandatory_standstill(regime):
        starts_on = max(starts_on, earliest_signing(award_on, holidays=holidays))
    questions = plan.questions_close_at.astimezone(LONDON)
    return replace(
        plan,
        questions_close_at=(
            london_moment(questions.date() + by, questions.time())
            if with_questions
            else plan.questions_close_at
        ),
        answers_by=plan.answers_by + by if with_questions else plan.answers_by,
        closes_at=closes_at,
        award_on=award_on,
        starts_on=starts_on,
    )


def _working_days_before(day: date, number: int, holidays: Holidays) -> date:
    while number:
        day -= timedelta(days=1)
        number -= holidays.is_working_day(day, STANDSTILL)
    return day
