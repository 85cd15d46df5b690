"""What is owed beside the debt when an invoice is paid late?

Late Payment of Commercial Debts (Interest) Act 1998, as amended.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from invoicing.ground.figures import SHIPPED
from procurement.ground.exact import half_up
from procurement.ground.figures import Figure, Figures
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

_BAND = "fixed_sum_from_"


@dataclass(frozen=True, slots=True)
class LatePayment:
    """What is owed beside the debt.

    ``rate_percent`` a year, None where nothing was late; ``days`` late, at the
    last payment.
    """

    days: int
    rate_percent: Decimal | None
    interest: Money
    fixed_sum: Money

    @property
    def total(self) -> Money:
        """Interest and fixed sum, without the debt."""
        return self.interest + self.fixed_sum


def interest_starts(due: date) -> date:
    """The day after the last day that was in time."""
    return due + timedelta(days=1)


def reference_rate(starts: date, figures: Figures = SHIPPED) -> Figure:
    """The Bank Rate that governs a debt whose interest starts on ``starts``, with its source.

    Refuses a half-year whose rate is not known.
    """
    return figures.on("reference_rates", "reference", starts, "The reference rate of interest")


def statutory_rate(starts: date, figures: Figures = SHIPPED) -> Decimal:
    """Per cent a year on a debt whose interest starts on ``starts``; it does not move after.

    8% plus the Bank Rate in force on the 31 December or 30 June before (s6, SI
    2002/1675; s4(2) fixes it). Refuses a half-year whose reference rate is not known.
    """
    margin = figures.on("late_payment_figures", "statutory_margin", starts, "Statutory interest")
    return margin.value + reference_rate(starts, figures).value


def fixed_sum(debt: Money, starts: date, figures: Figures = SHIPPED) -> Money:
    """The fixed sum for one debt: £40, from £1,000 £70, from £10,000 £100 (s5A)."""
    floors = {
        int(row.key.removeprefix(_BAND))
        for row in figures.tables["late_payment_figures"]
        if row.key.startswith(_BAND)
    }
    floor = max(floor for floor in floors if floor <= debt.pence)
    row = figures.on("late_payment_figures", f"{_BAND}{floor}", starts, "The fixed sum")
    return Money(int(row.value))


def late_payment(debt: Money, due: date, paid: date, figures: Figures = SHIPPED) -> LatePayment:
    """Simple interest from the day after ``due`` to the day of payment, and the fixed sum.

    Paid on or before the due date: nothing. Refuses a debt that is not above zero
    and an unknown reference rate.
    """
    return late_payment_in_parts(due, [(debt, paid)], figures)


def late_payment_in_parts(
    due: date, parts: Sequence[tuple[Money, date]], figures: Figures = SHIPPED
) -> LatePayment:
    """The same for one debt paid in parts of (amount, day paid).

    Each part bears interest for its own days, rounded once on the sum; the fixed
    sum is one for the debt, by what was unpaid when interest began.
    """
    if not parts or any(amount <= Money(0) for amount, _ in parts):
        raise Refusal("A debt must be more than £0.00.", field="amount")
    late = [(amount, (paid - due).days) for amount, paid in parts if paid > due]
    if not late:
        return LatePayment(0, None, Money(0), Money(0))
    starts = interest_starts(due)
    rate = statutory_rate(starts, figures)
    exact = sum(amount.pence * days for amount, days in late) * Fraction(rate) / 36500
    unpaid = Money.total(amount for amount, _ in late)
    return LatePayment(
        max(days for _, days in late),
        rate,
        Money(half_up(exact)),
        fixed_sum(unpaid, starts, figures),
    )
