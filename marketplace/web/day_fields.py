"""How does a day, a month or a moment that is typed in boxes become a value?"""

import re
from datetime import date, datetime, time
from typing import Any

from wtforms import Field

from procurement.ground.calendar import LONDON, london_moment
from procurement.ground.refusal import Refusal

_DAY = re.compile(r"[0-9]{1,2} [0-9]{1,2} [0-9]{4}")
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
"""A time of London: what names another offset is no time here."""

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
"""Another is a slip of the keyboard; and from the year 9999 no day can be counted on."""


class DayField(Field):
    """A date typed as day, month and year in three boxes (``…-day``, ``…-month``, ``…-year``)."""

    parts: tuple[str, ...] = ("day", "month", "year")
    noun, example = "date", "27 3 2027"

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        self.process_errors: list[str] = []
        self.data = self.object_data = data() if callable(data) else data
        if not isinstance(self.data, date | None):
            self.data = self.object_data = None
        self.typed = self._shown()
        if formdata is not None and f"{self.name}-{self.parts[0]}" in formdata:
            self.typed = {
                part: formdata.get(f"{self.name}-{part}", "").strip() for part in self.parts
            }
            self.raw_data = [text for text in self.typed.values() if text]
            self.data = None
            if self.raw_data:
                self._read()

    def _shown(self) -> dict[str, str]:
        if self.data is None:
            return dict.fromkeys(self.parts, "")
        return {part: str(getattr(self.data, part)) for part in self.parts}

    def _read(self) -> None:
        day, month, year = (self.typed[part] for part in ("day", "month", "year"))
        try:
            if not _DAY.fullmatch(f"{day} {month} {year}"):
                raise ValueError
            read = date(int(year), int(month), int(day))
        except ValueError:
            self.process_errors.append(
                f"This is not a {self.noun}. Use numbers, with all four of the year, such as "
                f"{self.example}."
            )
            return
        if _FIRST_YEAR <= read.year <= _LAST_YEAR:
            self.data = read
        else:
            self.process_errors.append(f"Use a year from {_FIRST_YEAR} to {_LAST_YEAR}.")


class MonthField(DayField):
    """A month in two boxes (``…-month``, ``…-year``); its value is the first day of it."""

    parts = ("month", "year")
    noun, example = "month", "3 2027"

    def _read(self) -> None:
        self.typed["day"] = "1"
        super()._read()


class MomentField(DayField):
    """A London date and time in four boxes (``…-time`` as 12:00); its value is aware UTC."""

    parts = ("day", "month", "year", "time")

    def _shown(self) -> dict[str, str]:
        if self.data is None:
            return {"day": "", "month": "", "year": "", "time": ""}
        local = self.data.astimezone(LONDON) if isinstance(self.data, datetime) else self.data
        return {"day": str(local.day), "month": str(local.month), "year": str(local.year),
                "time": f"{local:%H:%M}"}  # fmt: skip

    def _read(self) -> None:
        super()._read()
        if self.data is None:
            return
        try:
            typed = self.typed["time"] or "12:00"
            if not _CLOCK.fullmatch(typed):
                raise ValueError
            clock = time.fromisoformat(typed.zfill(5))
            self.data = london_moment(self.data, clock)
        except ValueError:
            self.data = None
            self.process_errors.append(
                "This is not a time. Use hours and minutes of London, such as 12:00."
            )
        except Refusal as no:
            self.data = None
            self.process_errors.append(str(no))
