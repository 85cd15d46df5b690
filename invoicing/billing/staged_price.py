"""What is paid at each stage of building work, and what is held back until later?

The sums of all stages, with the two on which the retention is released, are the price.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from invoicing.billing.retention import retention
from procurement.ground.exact import half_up
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.stages import Stage

_AT_COMPLETION = "Retention released: all of the work is complete"
_AFTER_DEFECTS = "Retention released: defects are put right"


def held_of(payable: Sequence[Money], percent: Decimal, released: Money) -> list[Money]:
    """How much was held back of each stage, told from what is paid of it: ``staged_price`` backwards.

    ``released`` is what all of them come to: where rounding leaves a penny open, the earlier stage
    has it. Sums without VAT.
    """
    held, most = [], []
    for amount in payable:
        works = _worth(amount, percent)
        held.append(works[0] - amount)
        most.append(works[-1] - amount)
    left = released - Money.total(held)
    for number, part in enumerate(held):
        more = max(min(left, most[number] - part), Money(0))
        held[number], left = part + more, left - more
    return held


def _worth(payable: Money, percent: Decimal) -> list[Money]:
    """What the work of a stage may have been worth of which this much is paid, the least first."""
    if not 0 < percent < 100:
        return [payable]
    near = half_up(payable.pence * Fraction(100) / (100 - Fraction(percent)))
    apart = int(Fraction(100) / (100 - Fraction(percent))) + 1
    works = (Money(pence) for pence in range(max(near - apart, 0), near + apart + 1))
    return [work for work in works if retention(work, percent).payable == payable]


def staged_price(
    stages: Sequence[Stage], percent: Decimal, complete_on: date, right_on: date | None
) -> list[Stage]:
    """The stages with the retention taken off each, and the two stages that release it.

    A stage of which nothing is left is none: a penny, half of it held, is paid once it is released.
    ``percent`` of each stage is held back; half of that is released at completion, the rest once
    defects are put right, on ``right_on`` (needed where anything is held). Sums without VAT.
    """
    if not percent:
        return list(stages)
    if right_on is None or right_on < complete_on:
        raise Refusal(
            "Say until when defects are put right: from that day on the last of the retention is "
            "paid. It is not before the work is complete.",
            field="right_on",
        )
    held = [retention(stage.amount, percent) for stage in stages]
    paid = [
        Stage(stage.title, stage.due_on, part.payable)
        for stage, part in zip(stages, held, strict=True)
    ]
    released = [
        Stage(_AT_COMPLETION, complete_on, Money.total(part.at_completion for part in held), True),
        Stage(_AFTER_DEFECTS, right_on, Money.total(part.after_defects for part in held), True),
    ]
    return [stage for stage in [*paid, *released] if stage.amount]
