"""How did an authority pay under its public contracts in a half-year, and what would its notice say?"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import BigInteger, func, select, type_coerce

from invoicing.payments.payments_compliance import ComplianceCounts, LedgerFigures, counted
from marketplace.engine.db import session
from marketplace.engine.shown import day
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.compliance_notices import ComplianceNotice
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.payers import credited_by, received_on, unpaid_by
from marketplace.tendering.queries.notice_said import Recorded, said, said_of_authority
from procurement.ground.money import Money
from procurement.tendering.notice_items import NoticeLine, notice_lines
from procurement.tendering.notices import ReportingPeriod, reporting_periods
from procurement.tendering.regime import Regime

CODE = "UK17"
SHOWN = 12
"""How many half-years the list goes back at most."""


@dataclass(frozen=True, slots=True)
class Compliance:
    """The notice of one half-year as it stands."""

    period: ReportingPeriod
    here: ComplianceCounts
    """What is recorded here."""
    row: ComplianceNotice | None
    """What the authority says of the rest; None where it has not said yet."""
    lines: tuple[NoticeLine, ...]

    @property
    def is_published(self) -> bool:
        return self.row is not None and self.row.number is not None

    @property
    def whole(self) -> ComplianceCounts | None:
        """All of the authority's; None while it has not said what else there is."""
        return None if self.row is None else self.here + self.row.ledger.counts()


def compliance_rows(
    organisation_id: UUID, today: date
) -> list[tuple[ReportingPeriod, ComplianceNotice | None]]:
    """The half-years that are over, the newest first, each with what is recorded of its notice."""
    rows = session.scalars(
        select(ComplianceNotice)
        .where(ComplianceNotice.organisation_id == organisation_id)
        .order_by(ComplianceNotice.begins_on.desc())
        .limit(SHOWN)
    )
    by_period = {row.begins_on: row for row in rows}
    periods = reporting_periods(today)[:SHOWN]
    return [(period, by_period.get(period.begins)) for period in periods]


def compliance_of(organisation: Organisation, period: ReportingPeriod) -> Compliance:
    """In a fixed number of queries."""
    row = notice_of(organisation.id, period)
    here = recorded_counts(organisation.id, period)
    recorded = said_of_compliance(organisation, period, here, row.ledger if row else None)
    return Compliance(period, here, row, notice_lines(CODE, Regime.PUBLIC, recorded))


def notice_of(organisation_id: UUID, period: ReportingPeriod) -> ComplianceNotice | None:
    return session.scalars(
        select(ComplianceNotice).where(
            ComplianceNotice.organisation_id == organisation_id,
            ComplianceNotice.begins_on == period.begins,
        )
    ).one_or_none()


def recorded_counts(organisation_id: UUID, period: ReportingPeriod) -> ComplianceCounts:
    """Of the invoices recorded here, under contracts of the full Act or the light touch, that no
    credit note took back: two queries."""
    ours = (
        Invoice.buyer_id == organisation_id,
        Invoice.kind == InvoiceKind.INVOICE,
        Invoice.regime.in_([Regime.PUBLIC, Regime.LIGHT]),
    )
    days = func.greatest(Invoice.paid_on - received_on(), 0)
    taken = session.execute(
        select(days, func.count())
        .where(*ours, Invoice.paid_on.between(period.begins, period.ends))
        .group_by(days)
    )
    gross = type_coerce(Invoice.gross, BigInteger)
    payable, not_paid = session.execute(
        select(
            func.coalesce(func.sum(gross - credited_by(period.ends)), 0),
            func.coalesce(func.sum(unpaid_by(period.ends)), 0),
        ).where(*ours, Invoice.due_on.between(period.begins, period.ends))
    ).one()
    return counted(
        {row[0]: row[1] for row in taken}, Money(int(payable)), Money(max(int(not_paid), 0))
    )


def said_of_compliance(
    organisation: Organisation,
    period: ReportingPeriod,
    here: ComplianceCounts,
    ledger: LedgerFigures | None,
    *approval: str,
) -> Recorded:
    """What the notice would say; no figure before the authority has said what else there is."""
    origin = "worked out: invoices and the authority’s own ledger"
    whole = here + ledger.counts() if ledger is not None else None
    figures: Recorded = {}
    if whole is not None and ledger is not None:
        bands = (
            f"Within 30 days: {percent(whole.within_30_percent)}",
            f"In 31 to 60 days: {percent(whole.days_31_to_60_percent)}",
            f"In 61 days or more: {percent(whole.over_60_percent)}",
        )
        source = (
            f"Of {here.paid + ledger.paid} invoices paid: {here.paid} as recorded on this "
            f"marketplace, {ledger.paid} as stated by the authority from its own ledger."
        )
        figures = {
            **said(f"mean_days={origin}", _mean(whole.mean_days), source),
            **said(f"bands={origin}", *bands),
            **said(f"unpaid={origin}", percent(whole.not_paid_percent)),
        }
    return {
        **said_of_authority(organisation),
        **said("period=worked out: the half-year", f"{day(period.begins)} to {day(period.ends)}"),
        **figures,
        **said("approval=compliance_notices.lines", *approval),
    }


def percent(part: Fraction | None) -> str:
    """To two places, half up; what cannot be measured is said."""
    return "Nothing to measure" if part is None else f"{_places(part)}%"


def _mean(mean: Fraction | None) -> str:
    return "Nothing was paid" if mean is None else f"{_places(mean)} days"


def _places(part: Fraction) -> str:
    hundredths = (200 * part.numerator + part.denominator) // (2 * part.denominator)
    return f"{hundredths // 100}.{hundredths % 100:02}"


def figures_of(notice: Compliance) -> dict[str, str | int | None] | None:
    """The notice’s figures under the names of the command line; None before they can be told."""
    whole = notice.whole
    if whole is None:
        return None
    parts = {
        "mean_days": whole.mean_days,
        "within_30_percent": whole.within_30_percent,
        "days_31_to_60_percent": whole.days_31_to_60_percent,
        "over_60_percent": whole.over_60_percent,
        "not_paid_percent": whole.not_paid_percent,
    }
    return {
        "from": notice.period.begins.isoformat(),
        "to": notice.period.ends.isoformat(),
        "invoices_paid": whole.paid,
        "payable_pence": whole.payable.pence,
        "not_paid_pence": whole.not_paid.pence,
        **{name: None if part is None else _places(part) for name, part in parts.items()},
    }
