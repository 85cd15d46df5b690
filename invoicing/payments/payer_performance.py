"""How fast does a buyer really pay?

The day after receipt is day 1, as in the payments compliance notice (Procurement
Regulations 2024, SI 2024/692, reg 38): an invoice paid on the day of receipt
took 0 days.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from procurement.ground.money import Money

LIMITS = SEVEN, THIRTY, SIXTY = 7, 30, 60
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
class PayerTally:
    """So many invoices were paid within so many days, or are unpaid past them, at a period's end.

    What a buyer is judged by needs no more. Each limit has how many were paid within it, and
    how many unpaid ones have passed it.
    """

    invoices: int
    paid: int
    days: int
    """All the days that those paid took."""
    within: Mapping[int, int]
    past: Mapping[int, int]
    small_paid: int
    small_within_30: int
    small_past_30: int
    overdue: int
    overdue_sum: Money
    overdue_days: int
    """How long the longest of the overdue ones has been so."""

    @property
    def mean_days(self) -> Fraction | None:
        return Fraction(self.days, self.paid) if self.paid else None

    @property
    def kept_7_percent(self) -> Fraction | None:
        return self._kept_percent(SEVEN)

    @property
    def kept_30_percent(self) -> Fraction | None:
        return self._kept_percent(THIRTY)

    @property
    def judged(self) -> int:
        """How many invoices the tier is worked out from."""
        return self.paid + self.past[SIXTY]

    @property
    def tier(self) -> Tier:
        """The tier of the Fair Payment Code that the invoices would earn.

        Gold: at least 95% paid within 30 days. Silver: at least 95% within 60, and of
        small suppliers' invoices at least 95% within 30. Bronze: at least 95% within
        60. An unpaid invoice counts as late for each limit that it has passed, and not
        at all for a limit it may still meet. Without any invoice to judge: none.
        """
        if not self.judged or not _mostly(self.within[SIXTY], self.judged):
            return Tier.NONE
        if _mostly(self.within[THIRTY], self.paid + self.past[THIRTY]):
            return Tier.GOLD
        if _mostly(self.small_within_30, self.small_paid + self.small_past_30):
            return Tier.SILVER
        return Tier.BRONZE

    def _kept_percent(self, limit: int) -> Fraction | None:
        judged = self.paid + self.past[limit]
        return Fraction(100 * self.within[limit], judged) if judged else None


def _mostly(kept: int, judged: int) -> bool:
    return 100 * kept >= FAIR_PERCENT * judged


def median_days(paid: Mapping[int, int]) -> Fraction | None:
    """The median of days, given how many took so many each; None where nothing was paid."""
    count, passed = sum(paid.values()), 0
    middle: list[int] = []
    for days in sorted(paid):
        passed += paid[days]
        wanted = ((count + 1) // 2, count // 2 + 1)[len(middle) :]
        middle += [days for place in wanted if place <= passed]
    return Fraction(sum(middle), 2) if count else None


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
    tally = tally_of(known, period_end)
    return PayerPerformance(
        invoices=tally.invoices,
        paid=tally.paid,
        mean_days=tally.mean_days,
        within_7_percent=_percent(days, lambda taken: taken <= SEVEN),
        within_30_percent=_percent(days, lambda taken: taken <= THIRTY),
        days_31_to_60_percent=_percent(days, lambda taken: THIRTY < taken <= SIXTY),
        over_60_percent=_percent(days, lambda taken: taken > SIXTY),
        not_paid_in_period_percent=not_paid_percent(
            [record for record in known if record.agreed_due <= period_end], period_end
        ),
        tier=tally.tier,
        kept_7_percent=tally.kept_7_percent,
        kept_30_percent=tally.kept_30_percent,
        judged=tally.judged,
        overdue=tally.overdue,
        overdue_sum=tally.overdue_sum,
        overdue_days=tally.overdue_days,
    )


def tally_of(records: Iterable[InvoiceRecord], period_end: date) -> PayerTally:
    """Count how invoices were paid by ``period_end``; a later payment is not yet made then."""
    known = list(records)
    days = [record.days_taken() for record in known if record.paid_by(period_end)]
    ages = [
        (period_end - record.received).days for record in known if not record.paid_by(period_end)
    ]
    small = [record for record in known if record.is_small]
    small_days = [record.days_taken() for record in small if record.paid_by(period_end)]
    overdue = [record for record in known if record.days_overdue(period_end)]
    return PayerTally(
        invoices=len(known),
        paid=len(days),
        days=sum(days),
        within={limit: sum(taken <= limit for taken in days) for limit in LIMITS},
        past={limit: sum(age > limit for age in ages) for limit in LIMITS},
        small_paid=len(small_days),
        small_within_30=sum(taken <= THIRTY for taken in small_days),
        small_past_30=sum(
            (period_end - record.received).days > THIRTY
            for record in small
            if not record.paid_by(period_end)
        ),
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


def _percent(days: Sequence[int], counts: Callable[[int], bool]) -> Fraction | None:
    return Fraction(100 * sum(counts(taken) for taken in days), len(days)) if days else None
