"""How is an exact amount turned into whole pence? Half up, away from zero, once."""

from decimal import Decimal
from fractions import Fraction


def half_up(exact: Fraction) -> int:
    """The nearest whole number; a half goes away from zero, so a credit mirrors a charge."""
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return -whole if exact < 0 else whole


def percent_of(pence: int, percent: Decimal) -> int:
    """``percent`` per cent of a sum in pence, rounded half up to whole pence."""
    return half_up(pence * Fraction(percent) / 100)


def two_places(exact: Fraction) -> str:
    """A figure with two decimal places, half up: ``66.67``."""
    hundredths = half_up(exact * 100)
    sign = "-" if hundredths < 0 else ""
    return f"{sign}{abs(hundredths) // 100}.{abs(hundredths) % 100:02}"
