"""How much is a percentage of a sum, in whole pence?"""

from decimal import Decimal
from fractions import Fraction

from procurement.ground.exact import half_up


def percent_of(pence: int, percent: Decimal) -> int:
    """``percent`` per cent of a sum in pence, rounded half up to whole pence."""
    return half_up(pence * Fraction(percent) / 100)
