"""How much? Whole pence of pounds sterling, and the one place where they are rounded."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from procurement.ground.exact import half_up
from procurement.ground.refusal import Refusal

_TYPED = re.compile(r"(-?)£?([0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,4})(?:\.([0-9]{1,2}))?")


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """A sum of money in whole pence (GBP); negative for a credit."""

    pence: int

    @classmethod
    def parse(cls, text: str) -> "Money":
        """Read what a person types: ``1234``, ``1,234.50``, ``£1,234.5``. Refuses the rest."""
        match = _TYPED.fullmatch(text.strip().replace(" ", ""))
        if match is None:
            raise Refusal(f"“{text.strip()}” is not an amount in pounds, such as 1,250.00.")
        sign, pounds, pence = match.groups()
        whole = int(pounds.replace(",", "")) * 100 + int((pence or "0").ljust(2, "0"))
        return cls(-whole if sign else whole)

    @classmethod
    def total(cls, amounts: Iterable["Money"]) -> "Money":
        return cls(sum(amount.pence for amount in amounts))

    def __add__(self, other: "Money") -> "Money":
        return Money(self.pence + other.pence)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.pence - other.pence)

    def __neg__(self) -> "Money":
        return Money(-self.pence)

    def __abs__(self) -> "Money":
        return Money(abs(self.pence))

    def __bool__(self) -> bool:
        return self.pence != 0

    @property
    def pounds(self) -> Decimal:
        return Decimal(self.pence) / 100

    def __str__(self) -> str:
        sign = "-" if self.pence < 0 else ""
        return f"{sign}£{abs(self.pence) // 100:,}.{abs(self.pence) % 100:02}"


def in_pence(pounds: Decimal) -> int:
    """Round an exact amount of pounds half up (away from zero) to whole pence."""
    if pounds.adjusted() < _LEAST:
        return 0
    return half_up(Fraction(pounds) * 100)


_LEAST = -3
"""A number that begins behind the third decimal place is no penny, and may be too long to write."""


def priced(rate: Decimal, quantity: Decimal) -> Money:
    """A rate in pounds times a quantity: rounded here, once per line, and nowhere else."""
    return Money(half_up(Fraction(rate) * Fraction(quantity) * 100))
