"""How do values look on a page, in an e-mail and in a document?"""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from babel.dates import format_date
from markupsafe import Markup, escape

from marketplace.engine.paging import MOST_COUNTED
from procurement.ground.calendar import LONDON
from procurement.ground.exact import half_up, in_full, two_places
from procurement.ground.money import Money

NAME = "Sevenday"
"""What the marketplace calls itself."""

BEGINS, ENDS = "\ue000", "\ue001"
"""Stand around a marked word: letters of no alphabet."""

_ACRONYMS = {"cic": "CIC", "imd": "IMD", "vat": "VAT"}


def money(amount: Money | int | None) -> str:
    """£1,234.50; a dash where there is none."""
    if amount is None:
        return "–"
    return str(amount if isinstance(amount, Money) else Money(amount))


def pounds(amount: Money | int | None) -> str:
    """£1,234: for overviews, where pence only clutter."""
    if amount is None:
        return "–"
    pence = amount.pence if isinstance(amount, Money) else amount
    sign = "-" if pence < 0 else ""
    return f"{sign}£{half_up(Fraction(abs(pence), 100)):,}"


def day(value: date | str | None) -> str:
    """20 November 2026; a dash where there is none."""
    if not value:
        return "–"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return _day(value.astimezone(LONDON).date() if isinstance(value, datetime) else value)


def month(value: date | str) -> str:
    """November 2026."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return str(format_date(value, "MMMM y", locale="en_GB"))


@lru_cache(4096)
def _day(value: date) -> str:
    return str(format_date(value, "d MMMM y", locale="en_GB"))


def moment(value: datetime | str | None) -> str:
    """20 November 2026, 12:00 (London time)."""
    return _at(value, "%H:%M")


def to_the_second(value: datetime | str | None) -> str:
    """20 November 2026, 11:59:58 (London time): for the arrival of bids, where seconds decide."""
    return _at(value, "%H:%M:%S")


def _at(value: datetime | str | None, shape: str) -> str:
    if not value:
        return "–"
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    local = value.astimezone(LONDON)
    return f"{day(local)}, {local:{shape}}"


def words(value: Any) -> str:
    """An enum or key in words: ``social_enterprise`` → “Social enterprise”."""
    text = str(value.value if isinstance(value, Enum) else value).replace("_", " ")
    return _ACRONYMS.get(text, text[:1].upper() + text[1:])


def number(value: Decimal | Fraction | str | int | None) -> str:
    """A number without needless zeros, thousands apart; of a fraction, two places at most."""
    if value is None:
        return "–"
    if isinstance(value, Fraction):
        value = two_places(value)
    return in_full(Decimal(value), separator=",")


def file_size(size: int) -> str:
    """“340 KB”, “1.2 MB”."""
    kilobytes = -(-size // 1024)
    return f"{kilobytes} KB" if kilobytes < 1000 else f"{size / 1024 / 1024:.1f} MB"


def plural(count: int, one: str, many: str | None = None) -> str:
    """“1 bid”, “2 bids”."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def counted(count: int, one: str = "", many: str | None = None) -> str:
    """The same for rows that ``paging.counted`` has counted: “more than 1,000 bids”."""
    number = plural(min(count, MOST_COUNTED), one, many) if one else f"{min(count, MOST_COUNTED):,}"
    return f"more than {number}" if count > MOST_COUNTED else number


def marked(text: str) -> Markup:
    """A text in which ``BEGINS`` and ``ENDS`` stand around what is to be seen at once."""
    return escape(text).replace(BEGINS, Markup("<mark>")).replace(ENDS, Markup("</mark>"))


FILTERS = {
    "money": money,
    "pounds": pounds,
    "day": day,
    "month": month,
    "moment": moment,
    "to_the_second": to_the_second,
    "words": words,
    "number": number,
    "plural": plural,
    "file_size": file_size,
    "counted": counted,
    "marked": marked,
}
