"""How are exact numbers read, and how are they written to four places?"""

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


def four_places(number: Exact) -> str:
    """Four decimal places, half up (away from zero): ``12.34565`` → ``12.3457``."""
    return _places(number, 4)


def plain(number: Exact) -> str:
    """As a person writes it: ``60``, ``12.5``; four places where it has no end or a long one."""
    shown = _places(number, 4)
    return shown.rstrip("0").rstrip(".")


def in_pounds(pence: Exact) -> str:
    """Pence as pounds: ``£120.00``; a mean that is not whole pence with four places."""
    whole = isinstance(pence, int) or pence.denominator == 1
    number = _places(Fraction(pence, 100), 2 if whole else 4)
    pounds, point, rest = number.partition(".")
    return f"£{int(pounds):,}{point}{rest}"


def _places(number: Exact, places: int) -> str:
    scaled = abs(number) * 10**places
    rounded = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if number < 0 and rounded else ""
    return f"{sign}{rounded // 10**places}.{rounded % 10**places:0{places}}"
