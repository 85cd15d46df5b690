"""Must a large company report how it pays, and what are the figures?

Reporting on Payment Practices and Performance Regulations 2017 (SI 2017/395), as
amended. Two reports a year, each within thirty days of its half-year's end.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from invoicing.ground.figures import SHIPPED
from invoicing.payments.payer_performance import InvoiceRecord, payer_performance
from procurement.ground.money import Money

_REPORT_DAYS = 30


def must_report(turnover: Money, balance_sheet: Money, staff: int, year_began: date) -> bool:
    """Did the company pass two of three limits, those of the day its financial year began?

    Above £54 million turnover, £27 million balance sheet, 250 staff from 6 April
    2025; £36 million and £18 million before (general knowledge).
    """
    passed = [
        figure > SHIPPED.on("payment_reporting", key, year_began, "The reporting limit").value
        for key, figure in (
            ("turnover_pence", turnover.pence),
            ("balance_sheet_pence", balance_sheet.pence),
            ("staff", staff),
        )
    ]
    return sum(passed) >= 2


@dataclass(frozen=True, slots=True)
class PaymentPractices:
    """The figures of one report; percentages of the payments made in the period.

    The last three are asked for in financial years from 1 January 2025 on, and are
    None before. ``late_through_dispute_percent`` is of the late payments.
    """

    publish_by: date
    mean_days: Fraction | None
    within_30_percent: Fraction | None
    days_31_to_60_percent: Fraction | None
    over_60_percent: Fraction | None
    not_in_terms_percent: Fraction | None
    paid: Money | None
    paid_late: Money | None
    late_through_dispute_percent: Fraction | None


def payment_practices(
    records: Sequence[InvoiceRecord], starts: date, ends: date, year_began: date
) -> PaymentPractices:
    """Work out a report on the payments made from ``starts`` to ``ends``.

    Not in terms: paid in the period after the agreed day, or due in it and unpaid
    at its end; as a percentage of both kinds and of those paid in time.
    """
    paid = [r for r in records if r.paid is not None and starts <= r.paid <= ends]
    late = [r for r in paid if r.paid is not None and r.paid > r.agreed_due]
    unpaid = [r for r in records if starts <= r.agreed_due <= ends and not r.paid_by(ends)]
    figures = payer_performance(paid, ends)
    has_sums = year_began >= SHIPPED.newest("payment_reporting", "late_sums").since
    disputed = [r for r in late if r.was_disputed]
    return PaymentPractices(
        publish_by=ends + timedelta(days=_REPORT_DAYS),
        mean_days=figures.mean_days,
        within_30_percent=figures.within_30_percent,
        days_31_to_60_percent=figures.days_31_to_60_percent,
        over_60_percent=figures.over_60_percent,
        not_in_terms_percent=_percent(len(late) + len(unpaid), len(paid) + len(unpaid)),
        paid=Money.total(r.amount for r in paid) if has_sums else None,
        paid_late=Money.total(r.amount for r in late) if has_sums else None,
        late_through_dispute_percent=_percent(len(disputed), len(late)) if has_sums else None,
    )


def _percent(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None
