"""How is a sum shared out to the penny?"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from procurement.ground.exact import exact
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


def split(amount: Money, shares: Sequence[Decimal | Fraction | int]) -> list[Money]:
    """Parts of ``amount`` by percentage shares; the parts add up to it exactly.

    Largest remainder: each part is first cut to whole pence, then the pence left
    over go one each to the largest remainders, ties to the earlier. A negative
    sum (a credit) is split as its mirror image. Refuses a negative share, and
    shares that do not add up to exactly 100.
    """
    percentages = _shares(shares)
    if amount < Money(0):
        return [-part for part in split(-amount, shares)]
    wanted = [amount.pence * share / 100 for share in percentages]
    parts = [int(part) for part in wanted]
    by_remainder = sorted(range(len(parts)), key=lambda i: parts[i] - wanted[i])
    for i in by_remainder[: amount.pence - sum(parts)]:
        parts[i] += 1
    return [Money(part) for part in parts]


def _shares(shares: Sequence[Decimal | Fraction | int]) -> list[Fraction]:
    percentages = [Fraction(exact(share, field="shares")) for share in shares]
    if any(share < 0 for share in percentages):
        raise Refusal("A share cannot be less than 0%.", field="shares")
    if sum(percentages) != 100:
        total = sum(percentages, Fraction())
        said = f"{Decimal(total.numerator) / total.denominator:.15f}".rstrip("0").rstrip(".")
        raise Refusal(f"The shares add up to {said}%, not to exactly 100%.", field="shares")
    return percentages
