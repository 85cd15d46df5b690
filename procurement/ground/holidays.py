"""Which days are bank holidays, and is a day a working day for this purpose?

Shipped are ``data/bank_holidays.csv`` (reduced from GOV.UK's bank-holidays file of
24 November 2025, Open Government Licence v3.0); an operator adds later years, each
whole. A year that is not known is refused: a deadline is never guessed.
"""

import csv
import re
from calendar import day_name, month_name
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files

from procurement.ground.refusal import Refusal

BANKS = frozenset({"england-and-wales"})
"""Days on which England's banks are shut: for payment."""

STANDSTILL = frozenset({"england-and-wales", "scotland", "northern-ireland"})
"""A bank holiday in any part of the UK: for standstill (Procurement Act 2023, s51)."""

PARTS = {
    "england-and-wales": "England and Wales",
    "scotland": "Scotland",
    "northern-ireland": "Northern Ireland",
}
"""The parts of the UK that have bank holidays of their own."""

_WARNING = timedelta(days=183)
_WRITTEN = re.compile(r"(\d{1,2})\s+([A-Za-z]+)(?:\s+(\d{4}))?\b(.*)")
_MONTHS = {name: number for number, name in enumerate(month_name) if name}


@dataclass(frozen=True, slots=True)
class Holidays:
    """The bank holidays of each part and year that is known; a year is known whole or not at all."""

    years: Mapping[tuple[str, int], frozenset[date]]

    def is_working_day(self, day: date, parts: frozenset[str] = BANKS) -> bool:
        """Neither a weekend nor a bank holiday in any of ``parts``. Refuses unknown years."""
        if not all((part, day.year) in self.years for part in parts):
            raise Refusal(
                f"The bank holidays of {day.year} are not known, so no deadline can be set."
            )
        return day.weekday() < 5 and not any(day in self.years[part, day.year] for part in parts)

    def nth_working_day(self, first: date, number: int, parts: frozenset[str] = BANKS) -> date:
        """The ``number``-th working day, counting ``first`` as day 1 where it is one itself."""
        day = first
        while True:
            if self.is_working_day(day, parts):
                number -= 1
                if number == 0:
                    return day
            day += timedelta(days=1)

    def working_day_on_or_before(self, day: date, parts: frozenset[str] = BANKS) -> date:
        """``day`` itself, or the last working day before it."""
        while not self.is_working_day(day, parts):
            day -= timedelta(days=1)
        return day

    def known_to(self, part: str) -> int:
        """The last year of a part before the first that is not known."""
        year = min(year for known, year in self.years if known == part)
        while (part, year + 1) in self.years:
            year += 1
        return year

    def warning(self, today: date) -> str | None:
        """A sentence from six months before the first part runs out; else None."""
        last = date(min(self.known_to(part) for part in PARTS), 12, 31)
        if last - today > _WARNING:
            return None
        return f"Bank holidays are known only to {last:%-d %B %Y}. Add the next year's before then."

    def with_added(self, added: Iterable[tuple[str, int, Iterable[date]]]) -> "Holidays":
        """These and others: part, year, and every bank holiday of it."""
        more = {(part, year): frozenset(days) for part, year, days in added}
        return Holidays({**self.years, **more})

    def refuse_unfit(self, part: str, year: int, days: frozenset[date], source: str) -> None:
        """Refuse a year that does not come next, has no source, or cannot be whole."""
        if part not in PARTS:
            raise Refusal("Choose the part of the UK.", field="part")
        last = self.known_to(part)
        if year != last + 1:
            raise Refusal(
                f"The bank holidays of {PARTS[part]} are known to the end of {last}: the next year "
                f"to add is {last + 1}.",
                field="year",
            )
        if not source.strip():
            raise Refusal("Name where they were published.", field="source")
        for day in sorted(days):
            if day.weekday() >= 5:
                raise Refusal(
                    f"{day:%-d %B %Y} is a {day:%A}. Give the substitute day, on which banks are "
                    "shut instead.",
                    field="days",
                )
        least = min(len(known) for (of, _), known in self.years.items() if of == part)
        if len(days) < least:
            raise Refusal(
                f"{PARTS[part]} has at least {least} bank holidays a year: give all of them, not "
                f"{len(days)}.",
                field="days",
            )


def days_written(text: str, year: int) -> frozenset[date]:
    """The days of a list, one a line, as GOV.UK writes them: “1 January”, or with what follows.

    Refuses a line that is no day of the year, or that names another day of the week.
    """
    return frozenset(_day(line.strip(), year) for line in text.splitlines() if line.strip())


def _day(line: str, year: int) -> date:
    told = _WRITTEN.fullmatch(line)
    try:
        if told is None or int(told[3] or year) != year:
            raise ValueError
        day = date(year, _MONTHS.get(told[2].capitalize(), 0), int(told[1]))
    except ValueError:
        raise Refusal(
            f"“{line}” is no day of {year}. Write one day a line, such as 1 January.", field="days"
        ) from None
    named = [name for name in day_name if name in told[4]]
    if named and f"{day:%A}" not in named:
        raise Refusal(
            f"{day:%-d %B %Y} is a {day:%A}, not a {named[0]}: is this the list of another year?",
            field="days",
        )
    return day


def _shipped() -> Holidays:
    text = files("procurement").joinpath("data/bank_holidays.csv").read_text("utf-8")
    years: dict[tuple[str, int], set[date]] = {}
    for row in csv.DictReader(text.splitlines()):
        day = date.fromisoformat(row["date"])
        years.setdefault((row["division"], day.year), set()).add(day)
    return Holidays({key: frozenset(days) for key, days in years.items()})


SHIPPED = _shipped()
