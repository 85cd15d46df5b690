"""What must an authority's payments compliance notice say, and by when?

Procurement Act 2023 s69; Procurement Regulations 2024 (SI 2024/692) reg 38; notice
UK17. Two periods a year: April to September, October to March.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from invoicing.ground.figures import newest
from invoicing.payments.payer_performance import InvoiceRecord, not_paid_percent, payer_performance
from procurement.ground.refusal import Refusal, refuse_if_any

_PUBLICATION_DAYS = 30


@dataclass(frozen=True, slots=True)
class ReportingPeriod:
    """A half-year; the notice is published in the thirty days beginning with ``ends``."""

    starts: date
    ends: date

    @property
    def publish_by(self) -> date:
        """29 October or 29 April."""
        return self.ends + timedelta(days=_PUBLICATION_DAYS - 1)


def reporting_period(day: date) -> ReportingPeriod:
    """The half-year that holds ``day``. Refuses one before the first, October 2025."""
    if 4 <= day.month <= 9:
        period = ReportingPeriod(date(day.year, 4, 1), date(day.year, 9, 30))
    else:
        year = day.year if day.month >= 10 else day.year - 1
        period = ReportingPeriod(date(year, 10, 1), date(year + 1, 3, 31))
    first = newest("payment_reporting", "compliance_notice").since
    if period.starts < first:
        raise Refusal(
            f"The first payments compliance notice is for the half-year from {first:%B %Y}."
        )
    return period


@dataclass(frozen=True, slots=True)
class PaymentsCompliance:
    """The figures of the notice; percentages of the payments made in the period.

    ``not_paid_percent``: of the sums payable in the period (due by its end and not
    paid before it began), the part not paid in it. None: nothing to measure.
    """

    period: ReportingPeriod
    payments: int
    mean_days: Fraction | None
    within_30_percent: Fraction | None
    days_31_to_60_percent: Fraction | None
    over_60_percent: Fraction | None
    not_paid_percent: Fraction | None


def payments_compliance(
    records: Iterable[InvoiceRecord], period: ReportingPeriod
) -> PaymentsCompliance:
    """Work out the notice from an authority's invoices under public contracts."""
    known = [
        record
        for record in records
        if not (record.paid is not None and record.paid < period.starts)
    ]
    paid = payer_performance([r for r in known if r.paid_by(period.ends)], period.ends)
    payable = [record for record in known if record.agreed_due <= period.ends]
    return PaymentsCompliance(
        period=period,
        payments=paid.paid,
        mean_days=paid.mean_days,
        within_30_percent=paid.within_30_percent,
        days_31_to_60_percent=paid.days_31_to_60_percent,
        over_60_percent=paid.over_60_percent,
        not_paid_percent=not_paid_percent(payable, period.ends),
    )


def refuse_unapproved(approver: str, title: str) -> None:
    """Refuse a notice without the finance director (or the like) who approved it (reg 38)."""
    faults = []
    if not approver.strip():
        faults.append(Refusal("Name the director who approved the figures.", field="approver"))
    if not title.strip():
        faults.append(Refusal("Give the title of who approved the figures.", field="title"))
    refuse_if_any(faults)
