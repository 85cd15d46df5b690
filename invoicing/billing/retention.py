"""How much of a stage of building work is held back, and when is it released?

Retention is agreed in the contract. VAT on what is held falls due when it is paid
or invoiced, whichever is first (VAT Regulations 1995 reg 89; general knowledge).
On an invoice it stands as a line with quantity -1 under the work's own VAT treatment.
A ban on retention is before Parliament and not yet law.
"""

from dataclasses import dataclass
from decimal import Decimal

from invoicing.ground.rounding import percent_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Retention:
    """What is held of the work certified, without VAT, and in which two parts it is released.

    The sums add up: ``payable`` + ``at_completion`` + ``after_defects`` is the work certified.
    """

    payable: Money
    at_completion: Money
    after_defects: Money

    @property
    def held(self) -> Money:
        return self.at_completion + self.after_defects


def retention(certified: Money, percent: Decimal) -> Retention:
    """Hold back a percentage: half is released at completion, the rest once defects are put right.

    ``certified`` without VAT; a half-penny goes to the earlier release.
    Refuses a percentage outside 0 to 100.
    """
    if certified < Money(0):
        raise Refusal("The work certified cannot be less than £0.00.", field="certified")
    if not 0 <= percent <= 100:
        raise Refusal("A retention is from 0% to 100%.", field="percent")
    held = percent_of(certified, percent)
    first = percent_of(held, Decimal(50))
    return Retention(certified - held, first, held - first)
