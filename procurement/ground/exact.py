"""How are exact numbers read, how are they rounded, and how are they written?"""

import re
from decimal import Decimal
from fractions import Fraction

from procurement.ground.refusal import Refusal

Exact = int | Fraction
"""A weight, a score or a percentage without rounding; whole numbers stay ``int``."""

_DECIMAL = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")


def exact(number: int | str | Decimal | Fraction, *, field: str | None = None) -> Exact:
    """Read a whole number, a ``Decimal`` or a decimal string without rounding it.

    Refuses what is not a number, and more than 30 digits on either side of the point.
    """
    if isinstance(number, int) and not isinstance(number, bool):
        return number
    if isinstance(number, Fraction):
        return _whole_if_it_is(number)
    text = f"{number:f}" if _is_moderate(number) else str(number)
    if _DECIMAL.fullmatch(text) is None:
        raise Refusal(f"“{number}” is not a decimal number such as 70 or 12.5.", field=field)
    return _whole_if_it_is(Fraction(text))


def _is_moderate(number: object) -> bool:
    """Written out in full it stays short: 1E+999999999 does not."""
    return isinstance(number, Decimal) and number.is_finite() and abs(number.adjusted()) <= 30


def _whole_if_it_is(number: Fraction) -> Exact:
    return number.numerator if number.denominator == 1 else number


def half_up(number: Exact) -> int:
    """The nearest whole number; a half goes away from zero, so a credit mirrors a charge."""
    whole = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return -whole if number < 0 else whole


def two_places(number: Exact) -> str:
    """Two decimal places, half up (away from zero): ``66.67``."""
    return _places(number, 2)


def four_places(number: Exact) -> str:
    """Four decimal places, half up (away from zero): ``12.34565`` → ``12.3457``."""
    return _places(number, 4)


def plain(number: Exact) -> str:
    """As a person writes it: ``60``, ``12.5``; four places where it has no end or a long one."""
    return _without_zeros(_places(number, 4))


def in_full(number: Decimal | int, *, separator: str = "") -> str:
    """A decimal with every digit it has and no needless zeros, thousands apart if wanted."""
    return _without_zeros(f"{Decimal(number):{separator}f}")


def in_pounds(pence: Exact) -> str:
    """Pence as pounds: ``£120.00``; a mean that is not whole pence with four places."""
    whole = isinstance(pence, int) or pence.denominator == 1
    number = _places(Fraction(pence, 100), 2 if whole else 4)
    pounds, point, rest = number.partition(".")
    return f"£{int(pounds):,}{point}{rest}"


def _places(number: Exact, places: int) -> str:
    rounded = half_up(abs(number) * 10**places)
    sign = "-" if number < 0 and rounded else ""
    return f"{sign}{rounded // 10**places}.{rounded % 10**places:0{places}}"


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
