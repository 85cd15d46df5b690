"""Which day is it in London, and is it a working day for this purpose?

Holidays are the project's own data (``data/bank_holidays.csv``, reduced from
GOV.UK's bank-holidays file of 24 November 2025, Open Government Licence v3.0).
A year that is not in it is refused: a deadline is never guessed.
"""

import csv
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from procurement.ground.refusal import Refusal

LONDON = ZoneInfo("Europe/London")

BANKS = frozenset({"england-and-wales"})
"""Days on which England's banks are shut: for payment."""

STANDSTILL = frozenset({"england-and-wales", "scotland", "northern-ireland"})
"""A bank holiday in any part of the UK: for standstill (Procurement Act 2023, s51)."""

_WARNING = timedelta(days=183)


@cache
def _holidays() -> dict[date, frozenset[str]]:
    text = files("procurement").joinpath("data/bank_holidays.csv").read_text("utf-8")
    divisions: dict[date, frozenset[str]] = {}
    for row in csv.DictReader(text.splitlines()):
        day = date.fromisoformat(row["date"])
        divisions[day] = divisions.get(day, frozenset()) | {row["division"]}
    return divisions


@cache
def known_years() -> frozenset[int]:
    """The years whose bank holidays are known."""
    return frozenset(day.year for day in _holidays())


def holiday_warning(today: date) -> str | None:
    """A sentence from six months before the holiday data runs out; else None."""
    last = date(max(known_years()), 12, 31)
    if last - today > _WARNING:
        return None
    return f"Bank holidays are known only to {last:%-d %B %Y}. Add the next year's before then."


def is_working_day(day: date, divisions: frozenset[str] = BANKS) -> bool:
    """Neither a weekend nor a bank holiday in any of ``divisions``. Refuses unknown years."""
    if day.year not in known_years():
        raise Refusal(f"The bank holidays of {day.year} are not known, so no deadline can be set.")
    return day.weekday() < 5 and not _holidays().get(day, frozenset()) & divisions


def nth_working_day(first: date, number: int, divisions: frozenset[str] = BANKS) -> date:
    """The ``number``-th working day, counting ``first`` as day 1 where it is one itself."""
    day = first
    while True:
        if is_working_day(day, divisions):
            number -= 1
            if number == 0:
                return day
        day += timedelta(days=1)


def working_day_on_or_before(day: date, divisions: frozenset[str] = BANKS) -> date:
    """``day`` itself, or the last working day before it."""
    while not is_working_day(day, divisions):
        day -= timedelta(days=1)
    return day


def london_day(at: datetime) -> date:
    """The date on a London wall calendar at an aware moment."""
    return at.astimezone(LONDON).date()


def london_moment(day: date, clock: time) -> datetime:
    """A London wall-clock time as aware UTC.

    An hour that the spring change leaves out is refused; of an hour that the
    autumn change repeats, the first is taken.
    """
    local = datetime.combine(day, clock, LONDON)
    at = local.astimezone(UTC)
    if at.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise Refusal(f"There is no {clock:%H:%M} on {day:%-d %B %Y}: the clocks go forward.")
    return at


def in_london_words(at: datetime) -> str:
    """An aware moment as people say it: ``12:00 on Friday 20 November 2026, London time``."""
    return f"{at.astimezone(LONDON):%H:%M on %A %-d %B %Y}, London time"
