"""Which notice is owed when? (What stands in each: ``notice_items``.)

UK1 to UK12 and UK17 of the Procurement Act 2023 (UK13 to UK16 are for dynamic
markets, which this marketplace does not run).
"""

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from importlib.resources import files

from procurement.ground.figures import Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


class Owed(StrEnum):
    ALWAYS = "always"
    IF = "if"
    """In the circumstances that ``when`` names."""
    MAY = "may"


NOTICE_TITLES = {
    "UK1": "Pipeline notice",
    "UK2": "Preliminary market engagement notice",
    "UK3": "Planned procurement notice",
    "UK4": "Tender notice",
    "UK5": "Transparency notice",
    "UK6": "Contract award notice",
    "UK7": "Contract details notice",
    "UK8": "Contract payment notice",
    "UK9": "Contract performance notice",
    "UK10": "Contract change notice",
    "UK11": "Contract termination notice",
    "UK12": "Procurement termination notice",
    "UK17": "Payments compliance notice",
}


@dataclass(frozen=True, slots=True)
class NoticeDuty:
    """A notice under one regime; ``since`` is the day the duty began."""

    code: str
    title: str
    owed: Owed
    since: date
    when: str
    source: str
    mark: Mark

    def __str__(self) -> str:
        return f"{self.title} ({self.code}). {self.when}{self.mark.caution()}"


def notices_owed(regime: Regime, on: date) -> tuple[NoticeDuty, ...]:
    """The notices that a regime owes or allows on a day, in order; none for a private buyer."""
    return tuple(duty for kind, duty in _duties() if kind is regime and duty.since <= on)


@cache
def _duties() -> tuple[tuple[Regime, NoticeDuty], ...]:
    text = files("procurement").joinpath("data/notices.csv").read_text("utf-8")
    return tuple(
        (
            Regime(row["regime"]),
            NoticeDuty(
                row["code"],
                NOTICE_TITLES[row["code"]],
                Owed(row["owed"]),
                date.fromisoformat(row["from"]),
                row["when"],
                row["source"],
                Mark(row["mark"]),
            ),
        )
        for row in csv.DictReader(text.splitlines())
    )


LARGE_CONTRACT = Money(500_000_000)
"""Above it: indicators (s52), a published copy (ss53, 77)."""

NOTIFIED_PAYMENT = Money(3_000_000)
"""Above it each payment stands in a contract payment notice (s70)."""

LEAST_INDICATORS = 3


def last_of(days: int, beginning_with: date) -> date:
    """The last day of a period of so many days that begins with a day."""
    return beginning_with + timedelta(days=days - 1)


def pipeline_window(year: int) -> tuple[date, date]:
    """The 56 days beginning with 1 April (s93)."""
    return date(year, 4, 1), last_of(56, date(year, 4, 1))


def contract_details_due(regime: Regime, signed_on: date) -> date | None:
    """The last day for UK7; None where it is owed as soon as practicable, or not at all (s53)."""
    if regime is Regime.PUBLIC:
        return last_of(30, signed_on)
    return last_of(120, signed_on) if regime is Regime.LIGHT else None


def contract_copy_due(regime: Regime, value: Money, signed_on: date) -> date | None:
    """The last day to publish a copy of a contract above £5 million (s53); else None."""
    if value <= LARGE_CONTRACT or regime in (Regime.BELOW, Regime.PRIVATE):
        return None
    return last_of(90 if regime is Regime.PUBLIC else 180, signed_on)


def payment_notice_due(regime: Regime, gross: Money, began_on: date, paid_on: date) -> date | None:
    """The last day for the UK8 of a payment including VAT; None where none is owed (s70).

    Owed under contracts whose procurement began on or after 1 April 2026 (SI
    2025/1316); thirty days beginning with the last day of the calendar quarter.
    """
    owed = any(duty.code == "UK8" for duty in notices_owed(regime, began_on))
    if not owed or gross <= NOTIFIED_PAYMENT:
        return None
    quarter = (paid_on.month - 1) // 3
    return last_of(30, _last_day_of(paid_on.year, quarter * 3 + 3))


def indicators_owed(regime: Regime, value: Money) -> int:
    """How many key performance indicators must be published at least (s52)."""
    return LEAST_INDICATORS if regime is Regime.PUBLIC and value > LARGE_CONTRACT else 0


def performance_due(assessed_on: date) -> date:
    """The day by which indicators are to be assessed again: within every 12 months (s71)."""
    try:
        return assessed_on.replace(year=assessed_on.year + 1)
    except ValueError:
        return date(assessed_on.year + 1, 2, 28)


def termination_notice_due(regime: Regime, ended_on: date) -> date | None:
    """The last day for UK11, also after a normal end (s80); None where none is owed."""
    return last_of(30, ended_on) if regime in (Regime.PUBLIC, Regime.LIGHT) else None


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A half-year of the payments compliance notice, and the last day to publish it."""

    begins: date
    ends: date
    due: date

    @property
    def is_first(self) -> bool:
        """The only one that is shorter than a half-year."""
        return self.begins == first_reporting_day()


def first_reporting_day() -> date:
    """When s69 came into force: the first half-year begins with it."""
    return next(duty.since for _, duty in _duties() if duty.code == "UK17")


def payments_compliance_period(day: date) -> ReportingPeriod:
    """The half-year in which a day falls (s69, reg 38); the first is shorter.

    It runs from the day s69 came into force, 1 January 2026, to the next 31 March
    (s69(3)(a); SI 2025/1316). Refuses a day before.
    """
    first = first_reporting_day()
    if day < first:
        raise Refusal(f"The first payments compliance period began on {first:%-d %B %Y}.")
    if 4 <= day.month <= 9:
        begins, ends = date(day.year, 4, 1), date(day.year, 9, 30)
    else:
        year = day.year if day.month >= 10 else day.year - 1
        begins, ends = date(year, 10, 1), date(year + 1, 3, 31)
    return ReportingPeriod(max(begins, first), ends, last_of(30, ends))


def reporting_periods(today: date) -> list[ReportingPeriod]:
    """The half-years of the payments compliance notice that are over, the newest first."""
    periods: list[ReportingPeriod] = []
    begins = first_reporting_day()
    while (period := payments_compliance_period(begins)).ends < today:
        periods.insert(0, period)
        begins = period.ends + timedelta(days=1)
    return periods


def _last_day_of(year: int, month: int) -> date:
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)
