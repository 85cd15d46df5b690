"""Of which earlier tender was a draft made, what was it then, and what is to be looked at anew?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from marketplace.engine.db import session
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.organisations.queries.law import known_holidays
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.regimes import regime_facts
from marketplace.tendering.queries.tender_facts import CIRCUMSTANCES, lot_facts, standard_vat
from marketplace.tendering.queries.tender_view import REGIME_IN_WORDS
from marketplace.tendering.queries.tenders import TenderParts, parts_of
from procurement.ground.calendar import london_day
from procurement.ground.holidays import STANDSTILL, Holidays
from procurement.ground.refusal import Refusal
from procurement.tendering.condition import may_have_conditions
from procurement.tendering.consequences import changed_by
from procurement.tendering.estimate import lot_estimates, whole_of
from procurement.tendering.regime import Consequence, RegimeFacts, regime_of
from procurement.tendering.timetable import (
    EVALUATION_WORKING_DAYS,
    Timetable,
    planned_forward,
)

_TENDERING_DAYS = 30
"""Where the earlier tender had no deadline: as the planner begins."""


@dataclass(frozen=True, slots=True)
class LastTime:
    """The earlier tender beside the draft that was made of it."""

    tender: Tender
    parts: TenderParts
    began_on: date
    """The day whose law it has."""
    changes: Sequence[Consequence]
    """What the same tender would have to heed today, and had not then."""
    other_law: tuple[str, str] | None
    """Which law applied then and which applies to the draft, where it is another."""
    plan: Timetable | None
    """As long as last time, from today; None where a date of it cannot be known."""
    ends_on: date | None


def last_time_of(draft: Tender, now: datetime) -> LastTime | None:
    """None for a draft that was not copied; four queries."""
    if draft.copied_from_id is None:
        return None
    tender, today = session.get_one(Tender, draft.copied_from_id), london_day(now)
    buyer, holidays = organisation_named_by(draft.buyer_id).kind, known_holidays()
    then = regime_facts(tender, buyer, london_day(tender.created_at))
    plan = _planned(tender, then, today, holidays)
    term = tender.ends_on - tender.starts_on if tender.starts_on and tender.ends_on else None
    return LastTime(
        tender,
        parts_of(tender.id),
        then.began_on,
        _changes(then, today),
        _other_law(then, regime_facts(draft, buyer, today)),
        plan,
        plan.starts_on + term if plan is not None and term is not None else None,
    )


def may_keep_conditions(
    draft: Tender, lots: Sequence[Lot], figures: Sequence[Mapping[str, Any]], today: date
) -> bool:
    """Can a copy have conditions of participation (s85), were its lots estimated at these figures?
    Also while one of them has none."""
    named = ("estimate", "options_estimate", "extension_estimate", "vat_percent")
    facts = [
        replace(lot_facts(lot, draft), **{name: given[name] for name in named})
        for lot, given in zip(lots, figures, strict=False)
    ]
    made = lot_estimates(facts, standard_vat(draft, today))
    law = regime_facts(draft, organisation_named_by(draft.buyer_id).kind, today)
    return not made or may_have_conditions(replace(law, estimate=whole_of(made)))


def _changes(then: RegimeFacts, today: date) -> tuple[Consequence, ...]:
    try:
        return changed_by(then, today, CIRCUMSTANCES)
    except Refusal:  # a figure that is not known is said where the draft is judged
        return ()


def _other_law(then: RegimeFacts, now: RegimeFacts) -> tuple[str, str] | None:
    """Nothing is said while one of the estimates is missing."""
    if not then.estimate or not now.estimate:
        return None
    try:
        laws = regime_of(then), regime_of(now)
    except Refusal:
        return None
    return None if laws[0] is laws[1] else (REGIME_IN_WORDS[laws[0]], REGIME_IN_WORDS[laws[1]])


def _planned(
    tender: Tender, then: RegimeFacts, today: date, holidays: Holidays
) -> Timetable | None:
    try:
        return planned_forward(
            today,
            regime_of(replace(then, began_on=today)),
            CIRCUMSTANCES,
            tendering_days=_tendering_days(tender),
            evaluation_working_days=_evaluation_days(tender, holidays),
            holidays=holidays,
        )
    except Refusal:
        return None


def _tendering_days(tender: Tender) -> int:
    """From publication to the deadline, as it was in the end."""
    if tender.closes_at is None:
        return _TENDERING_DAYS
    began_at = tender.published_at or tender.created_at
    return (london_day(tender.closes_at) - london_day(began_at)).days


def _evaluation_days(tender: Tender, holidays: Holidays) -> int:
    """Working days from the deadline to the award that was planned."""
    if tender.closes_at is None or tender.award_on is None:
        return EVALUATION_WORKING_DAYS
    closed_on = london_day(tender.closes_at)
    days = (
        closed_on + timedelta(days=day) for day in range(1, (tender.award_on - closed_on).days + 1)
    )
    return max(1, sum(holidays.is_working_day(day, STANDSTILL) for day in days))
