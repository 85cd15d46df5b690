"""How long must suppliers have at least?

Procurement Act 2023, s54. The period begins the day after suppliers are
invited, ends with the day on which tenders are due, and is the same for every
supplier; so a deadline may be set for any hour of its last day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from procurement.ground.figures import SHIPPED, Mark
from procurement.tendering.regime import Regime


class Procedure(StrEnum):
    """How suppliers compete (PA23 s20; s85 below the threshold)."""

    OPEN = "open"
    COMPETITIVE_FLEXIBLE = "competitive_flexible"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What s54 asks about this procurement; the defaults are how this marketplace works."""

    are_tenders_electronic: bool = True
    are_documents_with_notice: bool = True
    planned_notice_on: date | None = None
    """The day a planned procurement notice (UK3) was published."""
    is_urgent: bool = False
    urgency_reason: str = ""
    is_dynamic_market: bool = False
    is_sub_central_preselected: bool = False
    """A sub-central authority, and only suppliers chosen beforehand may tender."""
    is_sub_central_negotiated: bool = False
    """As above, and the period is agreed with all of those suppliers."""


@dataclass(frozen=True, slots=True)
class MinimumPeriod:
    """The least number of days; None where the law sets none. ``source`` names its section."""

    days: int | None
    sentence: str
    source: str
    mark: Mark = Mark.READ

    def earliest_day(self, invited_on: date) -> date:
        """The first day on which tenders may be due."""
        return invited_on + timedelta(days=self.days or 1)


def minimum_tendering(regime: Regime, how: Circumstances, invited_on: date) -> MinimumPeriod:
    """The least time for tendering when suppliers are invited on a London date (PA23 s54)."""
    unset = _no_minimum(regime, how)
    if unset:
        return unset
    key = "tender_short" if _may_be_short(how, invited_on) else _by_documents(how)
    return _period(key, invited_on)


def _period(key: str, invited_on: date) -> MinimumPeriod:
    row = SHIPPED.on("minimum_periods", key, invited_on, "The least time for suppliers")
    return MinimumPeriod(
        int(row.value),
        f"At least {row.value} days, counted from the day after.",
        row.source,
        row.mark,
    )


def _no_minimum(regime: Regime, how: Circumstances) -> MinimumPeriod | None:
    if regime is Regime.PRIVATE:
        return MinimumPeriod(
            None, "The law sets no least time for a private buyer.", "Contract law"
        )
    if regime is Regime.BELOW:
        return MinimumPeriod(
            None,
            "No least number of days: the time must be reasonable and the same for every supplier.",
            "Procurement Act 2023, s87",
        )
    if regime is Regime.LIGHT or how.is_sub_central_negotiated:
        return MinimumPeriod(None, "The law sets no least time here.", "Procurement Act 2023, s54")
    return None


def _by_documents(how: Circumstances) -> str:
    met = how.are_tenders_electronic + how.are_documents_with_notice
    return ("tender_neither", "tender_one_of_two", "tender_together")[met]


def _may_be_short(how: Circumstances, invited_on: date) -> bool:
    planned = how.planned_notice_on
    return (
        how.is_urgent
        or how.is_dynamic_market
        or how.is_sub_central_preselected
        or (planned is not None and is_qualifying_planned_notice(planned, invited_on))
    )


def is_qualifying_planned_notice(published: date, tender_notice_on: date) -> bool:
    """At least 40 days and at most 12 months before the tender notice (PA23 s15)."""
    try:
        year_before = tender_notice_on.replace(year=tender_notice_on.year - 1)
    except ValueError:
        year_before = date(tender_notice_on.year - 1, 2, 28)
    return year_before <= published <= tender_notice_on - timedelta(days=40)


def minimum_participation(regime: Regime, how: Circumstances, invited_on: date) -> MinimumPeriod:
    """The least time to ask to take part in a competitive flexible procedure (PA23 s54)."""
    if regime is not Regime.PUBLIC:
        return _no_minimum(regime, how) or MinimumPeriod(None, "", "")
    return _period("participation_urgent" if how.is_urgent else "participation", invited_on)
