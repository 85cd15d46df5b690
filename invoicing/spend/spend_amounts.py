"""What amount does a cell of a file of spending say?

An amount becomes whole pence, half up. Whether a comma or a full stop is the
decimal mark is decided once for a file, from the amounts that can be read only
one way; a cell that does not fit is no amount.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from invoicing.spend.cells import BETWEEN, Cells, Part, unpacked
from procurement.ground.money import in_pence


class DecimalMark(StrEnum):
    """What stands before the pence of a file's amounts."""

    FULL_STOP = "."
    COMMA = ","
    UNTOLD = "?"
    """No amount of the file tells: a comma parts thousands, as in Britain, and 1.234 is not read."""


_LIMIT = Decimal(10) ** 13
_PLAIN_WHOLE = 13
_PLAIN = r"-?(?:[0-9]{1,13}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3})\.[0-9]{2}"
_PLAIN_ONE = re.compile(_PLAIN)
_PLAIN_PART = re.compile(rf"{_PLAIN}(?:{BETWEEN}{_PLAIN})*")
"""Cells of a part that all have the form of nearly all amounts: 1234.50 or 1,234.50."""

# A pound sign, also as other encodings and web pages leave it.
_POUND = r"(?:&pound;|&\#0*163;|&\#x0*a3;|GBP|¬£|Ã‚Â£|Â£|£|￡|ï¿½|\ufffd|[œú](?=\s*[\d.,]))"
_WRITTEN = re.compile(
    rf"""
    (?P<open>\()? \s* (?P<sign>[-+])? \s* {_POUND}? \s* (?P<inner>[-+])? \s*
    (?P<number>[0-9.,'’\ ]*[0-9][.,]?) (?P<power>e[+-]?[0-9]{{1,2}})?
    \s* {_POUND}? \s* (?P<minus>-)? \s* (?P<close>\))? \s* (?:(?P<credit>cr)|dr)? \.?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_DASHES = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
    | dict.fromkeys("\u00a0\u2007\u2009\u202f", " ")
)
# Thousands by one reading and a fraction by the other; British files mean 1.234 as a fraction.
_MAY_BE_EITHER = {
    DecimalMark.UNTOLD: re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9.,])"),
    DecimalMark.COMMA: re.compile(r"(?<![0-9.,])[1-9][0-9]{0,2},[0-9]{3}(?![0-9.,])"),
}


def _number(mark: str, parts: str) -> re.Pattern[str]:
    """Digits, in threes where they are parted at all, and what stands behind the decimal mark."""
    whole = rf"[1-9][0-9]{{0,2}}(?P<part>[{parts}'’ ])[0-9]{{3}}(?:(?P=part)[0-9]{{3}})*|[0-9]+"
    mark = re.escape(mark)
    return re.compile(rf"(?P<whole>{whole})(?:{mark}(?P<rest>[0-9]*))?|{mark}(?P<only>[0-9]+)")


_NUMBERS = {
    DecimalMark.FULL_STOP: _number(".", ","),
    DecimalMark.UNTOLD: _number(".", ","),
    DecimalMark.COMMA: _number(",", "."),
}


def all_pence(cells: Cells, mark: DecimalMark) -> list[int | None]:
    """Whole pence of each cell, as ``pence`` reads it."""
    amounts: list[int | None] = []
    for part in cells.parts():
        if mark is not DecimalMark.COMMA and _is_plain(part):
            digits = part.replace(".", "").replace(",", "")  # type: ignore[union-attr]
            amounts += map(int, unpacked(digits))
        else:
            amounts += [pence(cell, mark) for cell in unpacked(part)]
    return amounts


def _is_plain(part: Part) -> bool:
    return isinstance(part, str) and _PLAIN_PART.fullmatch(part) is not None


def pence(cell: Any, mark: DecimalMark = DecimalMark.FULL_STOP) -> int | None:
    """Whole pence of a cell, negative for a credit; None where it is not an amount."""
    if type(cell) is str:
        # The plain forms, which most of a million rows have, without the slow pattern.
        if mark is not DecimalMark.COMMA:
            if _PLAIN_ONE.fullmatch(cell):
                return int(cell.replace(".", "").replace(",", ""))
            if len(cell) <= _PLAIN_WHOLE and cell.isascii() and cell.isdecimal():
                return int(cell) * 100
        return None if _may_be_either(cell, mark) else _written_pence(cell, mark)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return None
    # repr of a spreadsheet's number is the shortest decimal that means it.
    return _within_limit(Decimal(repr(cell)))


def decimal_mark(amounts: Iterable[Any]) -> DecimalMark:
    """The decimal mark of a file, by the amounts that can be read only one way."""
    cells = amounts if isinstance(amounts, Cells) else Cells(amounts)
    # What has the plain form is told by its full stop, and never by a comma.
    with_comma = sum(
        _tells(text, DecimalMark.COMMA)
        for part in cells.parts()
        if not isinstance(part, str) or ("," in part and not _is_plain(part))
        for text in _texts(part)
        if "," in text and not _PLAIN_ONE.fullmatch(text)
    )
    if with_comma:
        with_full_stop = sum(
            _PLAIN_ONE.fullmatch(text) is not None or _tells(text, DecimalMark.FULL_STOP)
            for part in cells.parts()
            for text in _texts(part)
            if "." in text
        )
        return DecimalMark.COMMA if with_comma > with_full_stop else DecimalMark.FULL_STOP
    told = any(
        _is_plain(part)
        or any("." in text and _tells(text, DecimalMark.FULL_STOP) for text in _texts(part))
        for part in cells.parts()
    )
    return DecimalMark.FULL_STOP if told else DecimalMark.UNTOLD


def _texts(part: Part) -> Iterable[str]:
    return (cell for cell in unpacked(part) if type(cell) is str)


def no_amount(cell: Any, mark: DecimalMark) -> str:
    """Why a cell that says something is not an amount."""
    said = str(cell).strip()[:60]
    if _may_be_either(said, mark):
        return f"“{said}” may be thousands or a fraction: write it with its pence."
    if all(_written_pence(said, each) is None for each in DecimalMark):
        return f"“{said}” is not an amount in pounds."
    name = "comma" if mark is DecimalMark.COMMA else "full stop"
    return f"“{said}” does not fit: the decimal mark of this file is a {name}."


def _may_be_either(text: str, mark: DecimalMark) -> bool:
    pattern = _MAY_BE_EITHER.get(mark)
    return pattern is not None and pattern.search(text) is not None


def _tells(text: str, mark: DecimalMark) -> bool:
    other = DecimalMark.COMMA if mark is DecimalMark.FULL_STOP else DecimalMark.FULL_STOP
    return _written_pence(text, mark) is not None and _written_pence(text, other) is None


def _written_pence(text: str, mark: DecimalMark) -> int | None:
    written = _WRITTEN.fullmatch(text.translate(_DASHES).strip())
    if written is None or bool(written["open"]) != bool(written["close"]):
        return None
    number = _NUMBERS[mark].fullmatch(written["number"].strip())
    if number is None:
        return None
    whole = re.sub(r"[^0-9]", "", number["whole"] or "0")
    fraction = number["rest"] or number["only"] or "0"
    amount = _within_limit(Decimal(f"{whole}.{fraction}{written['power'] or ''}"))
    signs = (written["open"], written["minus"], written["credit"])
    is_credit = any(signs) or "-" in (written["sign"], written["inner"])
    return -amount if is_credit and amount is not None else amount


def _within_limit(pounds: Decimal) -> int | None:
    return in_pence(pounds) if pounds.is_finite() and abs(pounds) < _LIMIT else None
