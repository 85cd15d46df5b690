"""How far does a pound go round before it leaves the place? (LM3)

Local Multiplier 3 of the New Economics Foundation (Sacks, The Money Trail,
2002): (R1 + R2 + R3) ÷ R1, where R1 is the income, R2 what of it is spent on
local staff and suppliers, and R3 what those spend locally again. It lies
between 1 and 3. What was not surveyed is never filled with a usual value: the
answer comes with its coverage, and with the range it would lie in whatever the
missing answers were.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

FEW = 5
"""From as many surveys on, their plain average stands for those who were not asked."""


@dataclass(frozen=True, slots=True)
class LocalPayee:
    """A local person or supplier paid out of the income.

    ``respent`` is the share it spends locally again, from 0 to 1, or None where
    it was not surveyed.
    """

    paid: Money
    respent: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Multiplier:
    """LM3 with what it rests on.

    ``value`` is None where nothing of R2 was surveyed. ``lowest`` and
    ``highest`` take every missing answer as nothing and as all. ``coverage`` is
    the surveyed part of R2, from 0 to 1. Sums are in exact pence.
    """

    r1: Fraction
    r2: Fraction
    r3: Fraction | None
    value: Fraction | None
    lowest: Fraction
    highest: Fraction
    coverage: Fraction


def lm3(r1: Fraction, r2: Fraction, r3: Fraction) -> Fraction:
    """(R1 + R2 + R3) ÷ R1. Refuses sums that do not get smaller from round to round."""
    if r1 <= 0:
        raise Refusal("There is no income to begin with.", field="income")
    if not 0 <= r3 <= r2 <= r1:
        raise Refusal("More cannot be spent locally than was received.", field="local")
    return (r1 + r2 + r3) / r1


def multiplier(income: Money, payees: Sequence[LocalPayee]) -> Multiplier:
    """LM3 of an income from the local people and suppliers it was spent on.

    A payee that was surveyed counts for itself. For the others stands the plain
    average share of five or more surveys, or of fewer the average by weight of
    money. So the value always lies within the range. Refuses a share beyond 0 to 1, and more spent
    than came in.
    """
    if any(p.paid < Money(0) for p in payees):
        raise Refusal("A payee cannot be paid less than nothing.", field="local")
    asked = [(p.paid.pence, p.respent) for p in payees if p.respent is not None]
    if any(not 0 <= share <= 1 for _, share in asked):
        raise Refusal("A share spent locally lies between 0 and 100 per cent.", field="respent")
    r1, r2 = Fraction(income.pence), Fraction(Money.total(p.paid for p in payees).pence)
    surveyed = Fraction(sum(pence for pence, _ in asked))
    known = sum((pence * share for pence, share in asked), Fraction(0))
    share = _share(asked, surveyed, known)
    r3 = known + share * (r2 - surveyed) if share is not None else None if r2 else Fraction(0)
    return Multiplier(
        r1=r1,
        r2=r2,
        r3=r3,
        value=None if r3 is None else lm3(r1, r2, r3),
        lowest=lm3(r1, r2, known),
        highest=lm3(r1, r2, known + r2 - surveyed),
        coverage=surveyed / r2 if r2 else Fraction(1),
    )


def average_share(shares: Sequence[Fraction]) -> Fraction:
    """The plain average of surveyed shares. Refuses none at all."""
    if not shares:
        raise Refusal("Nobody has answered the survey yet.", field="respent")
    return sum(shares, Fraction(0)) / len(shares)


def _share(
    asked: Sequence[tuple[int, Fraction]], surveyed: Fraction, known: Fraction
) -> Fraction | None:
    """The share of R2 taken to be spent locally again; None where nobody answered."""
    if len(asked) >= FEW:
        return average_share([share for _, share in asked])
    return known / surveyed if surveyed else None
