"""What amount, and what day, does a cell of a file of spending say?

An amount becomes whole pence, half up. Day and month order is decided once for
a file, from the dates that can be read only one way; where none tells, the day
comes first, as in Britain.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from procurement.ground.money import in_pence

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


def pence(cell: Any) -> int | None:
    """Whole pence of a cell, negative for a credit; None where it is not an amount."""
    if type(cell) is str:
        # The plain form, which most of a million rows have, without a pattern.
        whole, _, fraction = cell.partition(".")
        if len(fraction) == 2 and fraction.isdecimal() and "_" not in whole:
            try:
                return int(whole + fraction)
            except ValueError:
                return _written_pence(cell)
        return _written_pence(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    # repr of a spreadsheet's number is the shortest decimal that means it.
    return _decimal_pence(repr(cell))


def _written_pence(text: str) -> int | None:
    bare = re.sub(r"[\s\u00a0,]|¬?Â?£|GBP", "", text.strip().replace("\u2212", "-"))
    minus = False
    if bare.startswith("(") and bare.endswith(")"):
        minus, bare = True, bare[1:-1]
    if bare[-2:].upper() in {"CR", "DR"}:
        minus, bare = minus or bare[-2:].upper() == "CR", bare[:-2]
    if bare.endswith("-"):
        minus, bare = True, bare[:-1]
    if not re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", bare, re.ASCII):
        return None
    pence = _decimal_pence(bare)
    return -pence if minus and pence is not None else pence


def _decimal_pence(text: str) -> int | None:
    try:
        pounds = Decimal(text)
    except InvalidOperation:
        return None
    return in_pence(pounds) if abs(pounds) < 10**13 else None


def day(cell: Any, day_first: bool) -> date | None:
    """The day a cell says, or None where it says none between 1990 and 2099."""
    if isinstance(cell, datetime):
        return _sane(cell.date())
    if isinstance(cell, date):
        return _sane(cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _serial(int(cell))
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
        first, second = match[1], match[2]
        return _date(match[3], second, first) if day_first else _date(match[3], first, second)
    if match := _NAMED.fullmatch(text):
        return _named(match[3], match[2], match[1])
    if match := _NAME_FIRST.fullmatch(text):
        return _named(match[3], match[1], match[2])
    if text.isascii() and text.isdecimal():
        if len(text) == 8:
            return _date(text[:4], text[4:6], text[6:])
        return _serial(int(text)) if len(text) == 5 else None
    return None


def _named(year: str, month: str, number: str) -> date | None:
    at = _MONTHS.get(month.lower())
    return _date(year, str(at), number) if at else None


def _date(year: str, month: str, number: str) -> date | None:
    century = 2000 if len(year) == 2 else 0
    try:
        return _sane(date(century + int(year), int(month), int(number)))
    except ValueError:
        return None


def _serial(number: int) -> date | None:
    return _SERIAL_ZERO + timedelta(days=number) if number in _SERIALS else None


def _sane(day: date) -> date | None:
    return day if day.year in _YEARS else None
