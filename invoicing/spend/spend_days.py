"""What day does a cell of a file of spending say?

Day and month order is decided once for a file, from the dates that can be read
only one way; where none tells, the day comes first, as in Britain.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any

_YEARS = range(1990, 2100)
_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:[ T].*)?", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T].*)?", re.ASCII)
_NAMED = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[-/ .]*([A-Za-z]{3,9})[-/ .,]*(\d{4}|\d{2})", re.ASCII
)
_NAME_FIRST = re.compile(r"([A-Za-z]{3,9})[ .]+(\d{1,2})(?:st|nd|rd|th)?[ ,]+(\d{4})", re.ASCII)
_MONTHS = {
    name: at
    for at, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        1,
    )
    for name in names.split()
}
# Day 0 of a spreadsheet's calendar, which believes that 1900 was a leap year.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(32_874, 73_051)
_WRITTEN_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)


def day(cell: Any, day_first: bool) -> date | None:
    """The day a cell says, or None where it says none between 1990 and 2099."""
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(int(cell)) if isfinite(cell) else None
    return _written_day(str(cell).strip(), day_first)


def is_day_first(texts: Iterable[Any]) -> bool:
    """Whether 05/06/2020 is 5 June in this file, by the dates that fit only one order."""
    first = second = 0
    for text in texts:
        match = _SLASHED.fullmatch(text.strip()) if isinstance(text, str) else None
        if match:
            first += int(match[1]) > 12
            second += int(match[2]) > 12
    return first >= second


def _written_day(text: str, day_first: bool) -> date | None:
    if match := _ISO.fullmatch(text):
        return _date(match[1], match[2], match[3])
    if match := _SLASHED.fullmatch(text):
        number, month = (match[1], match[2]) if day_first else (match[2], match[1])
        return _date(match[3], month, number)
    if match := _NAMED.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _NAME_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if match := _WRITTEN_SERIAL.fullmatch(text):
        return _serial(int(match[1]))
    if len(text) == 8 and text.isascii() and text.isdecimal():
        return _date(text[:4], text[4:6], text[6:])
    return None


def _named(year: str, month: str, number: str) -> date | None:
    at = _MONTHS.get(month.lower())
    return _date(year, str(at), number) if at else None


def _date(year: str, month: str, number: str) -> date | None:
    full = int(year)
    if len(year) == 2:
        full += 2000 if full + 1900 < _YEARS.start else 1900
    try:
        return _sane(date(full, int(month), int(number)))
    except ValueError:
        return None


def _serial(number: int) -> date | None:
    return _SERIAL_ZERO + timedelta(days=number) if number in _SERIALS else None


def _sane(said: date) -> date | None:
    return said if said.year in _YEARS else None
