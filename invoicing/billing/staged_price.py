"""What is paid at each stage of building work, and what is held back until later?

The sums of all stages, with the two on which the retention is released, are the price.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from invoicing.billing.retention import retention
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.packages.stages import Stage

_AT_COMPLETION = "Retention released: all of the work is complete"
_AFTER_DEFECTS = "Retention released: defects are put right"


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
