"""How much is a percentage of a sum?"""

from decimal import Decimal
from fractions import Fraction

from procurement.ground.exact import half_up
from procurement.ground.money import Money


def percent_of(amount: Money, percent: Decimal) -> Money:
    """``percent`` per cent of a sum, rounded half up to whole pence."""
    return Money(half_up(amount.pence * Fraction(percent) / 100))
