"""Which day is it in London, which moment is meant by a London clock, and which day is months later?"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from procurement.ground.refusal import Refusal

LONDON = ZoneInfo("Europe/London")


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


def months_after(day: date, months: int) -> date:
    """The same day so many months later; where that month is shorter, its last day."""
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    following = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, min(day.day, (following - timedelta(days=1)).day))
