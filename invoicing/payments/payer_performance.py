"""How fast does a buyer really pay?

The day after receipt is day 1, as in the payments compliance notice (Procurement
Regulations 2024, SI 2024/692, reg 38): an invoice paid on the day of receipt
took 0 days.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from procurement.ground.money import Money

SEVEN, THIRTY, SIXTY = 7, 30, 60
FAIR_PERCENT = 95
"""The share that every tier of the Fair Payment Code asks for."""


@dataclass(frozen=True, slots=True)
class InvoiceRecord:
    """One invoice as its buyer dealt with it; ``is_small``: the supplier is a small business.

    ``was_disputed`` matters only to the payment-practices figures. ``unpaid``: what of an
    unpaid invoice is still owed, where a part was paid.
    """

    received: date
    agreed_due: date
    paid: date | None
    amount: Money
    is_small: bool
    was_disputed: bool = False
    unpaid: Money | None = None

    def paid_by(self, day: date) -> bool:
        return self.paid is not None and self.paid <= day

    def days_taken(self) -> int:
        """Days from receipt to payment; 0 where it was paid before the invoice came."""
        assert self.paid is not None, "only a paid invoice took days"
        return max((self.paid - self.received).days, 0)

    def days_overdue(self, day: date) -> int:
        """Days past the agreed day without the money; 0 where it was paid or is not late."""
        return 0 if self.paid_by(day) else max((day - self.agreed_due).days, 0)


class Tier(StrEnum):
    """The Fair Payment Code's awards (Small Business Commissioner)."""

    GOLD = "gold"
    SILVER = "silver"
    BRONZE = "bronze"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class PayerPerformance:
    """How a list of invoices was paid, as known at the end of a period.

    ``within_…`` and ``days_…`` are percentages of the invoices paid;
    ``kept_…_percent`` of those paid or unpaid past the limit, which count as late;
    ``not_paid_in_period_percent`` of the sums that fell due by the end. None where
    there is nothing to measure. ``judged``: how many invoices the tier is worked
    out from.
    """

    invoices: int
    paid: int
    mean_days: Fraction | None
    within_7_percent: Fraction | None
    within_30_percent: Fraction | None
    days_31_to_60_percent: Fraction | None
    over_60_percent: Fraction | None
    not_paid_in_period_percent: Fraction | None
    tier: Tier
    kept_7_percent: Fraction | None
    kept_30_percent: Fraction | None
    judged: int
    overdue: int
    overdue_sum: Money
    overdue_days: int
    """How long the longest of the overdue ones has been so."""


def payer_performance(records: Iterable[InvoiceRecord], period_end: date) -> PayerPerformance:
    """Judge how invoices were paid by ``period_end``; a later payment is not yet made then."""
    known = list(records)
    days = [record.days_taken() for record in known if record.paid_by(period_end)]
    overdue = [record for record in known if record.days_overdue(period_end)]
    return PayerPerformance(
        invoices=len(known),
        paid=len(days),
        mean_days=Fraction(sum(days), len(days)) if days else None,
        within_7_percent=_percent(days, lambda taken: taken <= SEVEN),
        within_30_percent=_percent(days, lambda taken: taken <= THIRTY),
        days_31_to_60_percent=_percent(days, lambda taken: THIRTY < taken <= SIXTY),
        over_60_percent=_percent(days, lambda taken: taken > SIXTY),
        not_paid_in_period_percent=not_paid_percent(
            [record for record in known if record.agreed_due <= period_end], period_end
        ),
        tier=fair_payment_tier(known, period_end),
        kept_7_percent=_kept_percent(SEVEN, known, period_end),
        kept_30_percent=_kept_percent(THIRTY, known, period_end),
        judged=len(_judged(SIXTY, known, period_end)),
        overdue=len(overdue),
        overdue_sum=Money.total(
            record.amount if record.unpaid is None else record.unpaid for record in overdue
        ),
        overdue_days=max((record.days_overdue(period_end) for record in overdue), default=0),
    )


def not_paid_percent(payable: Sequence[InvoiceRecord], period_end: date) -> Fraction | None:
    """The percentage, by sum, of what was payable that was not paid by the end (reg 38)."""
    total = Money.total(record.amount for record in payable)
    unpaid = Money.total(record.amount for record in payable if not record.paid_by(period_end))
    return Fraction(100 * unpaid.pence, total.pence) if total else None


def fair_payment_tier(records: Sequence[InvoiceRecord], period_end: date) -> Tier:
    """The tier of the Fair Payment Code that the invoices would earn.

    Gold: at least 95% paid within 30 days. Silver: at least 95% within 60, and of
    small suppliers' invoices at least 95% within 30. Bronze: at least 95% within
    60. An unpaid invoice counts as late for each limit that it has passed, and not
    at all for a limit it may still meet. Without any invoice to judge: none.
    """
    small = [record for record in records if record.is_small]
    if not (_judged(SIXTY, records, period_end) and _mostly_within(SIXTY, records, period_end)):
        return Tier.NONE
    if _mostly_within(THIRTY, records, period_end):
        return Tier.GOLD
    if _mostly_within(THIRTY, small, period_end):
        return Tier.SILVER
    return Tier.BRONZE


def _kept_percent(
    limit: int, records: Sequence[InvoiceRecord], period_end: date
) -> Fraction | None:
    judged = _judged(limit, records, period_end)
    return Fraction(100 * sum(judged), len(judged)) if judged else None


def _mostly_within(limit: int, records: Sequence[InvoiceRecord], period_end: date) -> bool:
    """Were at least 95% of those that can be judged by the limit paid within it?"""
    judged = _judged(limit, records, period_end)
    return 100 * sum(judged) >= FAIR_PERCENT * len(judged)


def _judged(limit: int, records: Sequence[InvoiceRecord], period_end: date) -> list[bool]:
    kept = [_kept(limit, record, period_end) for record in records]
    return [answer for answer in kept if answer is not None]


def _kept(limit: int, record: InvoiceRecord, period_end: date) -> bool | None:
    """Was the limit kept? None while an unpaid invoice may still keep it."""
    if record.paid_by(period_end):
        return record.days_taken() <= limit
    return None if (period_end - record.received).days <= limit else False


def _percent(days: Sequence[int], counts: Callable[[int], bool]) -> Fraction | None:
    return Fraction(100 * sum(counts(taken) for taken in days), len(days)) if days else None
