"""What must an authority's payments compliance notice say, and by when?

Procurement Act 2023 s69; Procurement Regulations 2024 (SI 2024/692) reg 38; notice
UK17. Its periods, of half a year but the first: ``payments_compliance_period``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from invoicing.payments.payer_performance import InvoiceRecord, not_paid_percent, payer_performance
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.notices import ReportingPeriod


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
        if not (record.paid is not None and record.paid < period.begins)
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
