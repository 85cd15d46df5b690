"""An authority says how it paid in a half-year, and that its notice of it was published."""

from datetime import date, time, timedelta

from invoicing.payments.payments_compliance import (
    LedgerFigures,
    check_ledger,
    refuse_unapproved,
)
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.compliance_notices import ComplianceNotice
from marketplace.payments.queries.compliance_notices import (
    CODE,
    notice_of,
    recorded_counts,
    said_of_compliance,
)
from marketplace.tendering.actions.official_notices import Published, kept_lines
from procurement.ground.calendar import london_moment
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.notices import ReportingPeriod, reporting_periods
from procurement.tendering.official_notice import publication_faults
from procurement.tendering.regime import Regime


@action("compliance_notice.prepare")
def prepare_compliance_notice(
    act: Act, organisation: Organisation, *, begins_on: date, ledger: LedgerFigures
) -> None:
    """Say what the authority’s own ledger has of invoices that are not recorded here, or that there
    are none; it can be said anew until the notice is published."""
    period = _period(act, organisation, begins_on)
    check_ledger(ledger)
    figures = {
        "paid": ledger.paid, "mean_days": ledger.mean_days, "within_30": ledger.within_30,
        "days_31_to_60": ledger.days_31_to_60, "over_60": ledger.over_60,
        "payable": ledger.payable, "not_paid": ledger.not_paid,
        "said_at": act.now, "said_by": act.person_id,
    }  # fmt: skip
    row = _unpublished(organisation, period)
    act.note(begins_on=begins_on)
    if row is None:
        act.add(
            ComplianceNotice(organisation_id=organisation.id, begins_on=period.begins, **figures)
        )
        return
    for name, value in figures.items():
        setattr(row, name, value)


@action("compliance_notice.record")
def record_compliance_notice(
    act: Act,
    organisation: Organisation,
    *,
    begins_on: date,
    approver: str,
    title: str,
    published: Published,
) -> None:
    """Keep the notice as it stands, with who approved it and where and when it was published."""
    period = _period(act, organisation, begins_on)
    row = _unpublished(organisation, period)
    if row is None:
        raise Refusal(
            "First say what your own ledger has of invoices that are not recorded here, or that "
            "there are none."
        )
    refuse_unapproved(approver, title)
    refuse_if_any(
        publication_faults(
            published.number,
            published.at,
            act.now,
            not_before=london_moment(period.ends + timedelta(days=1), time()),
            after_what="the end of the period",
        )
    )
    recorded = said_of_compliance(
        organisation,
        period,
        recorded_counts(organisation.id, period),
        row.ledger,
        f"{approver.strip()}, {title.strip()}, is satisfied that these figures are right.",
    )
    row.number, row.published_at = published.number, published.at
    row.lines = kept_lines(CODE, Regime.PUBLIC, recorded)
    row.recorded_at, row.recorded_by = act.now, act.person_id
    act.note(notice=CODE, number=published.number)


def _period(act: Act, organisation: Organisation, begins_on: date) -> ReportingPeriod:
    """A half-year that is over, of an authority that owes its notice."""
    if not organisation.kind.is_contracting_authority:
        raise Refusal("Only a contracting authority owes a payments compliance notice (s69).")
    for period in reporting_periods(act.today):
        if period.begins == begins_on:
            return period
    raise Refusal("The period is not over yet, or s69 was not in force in it.")


def _unpublished(organisation: Organisation, period: ReportingPeriod) -> ComplianceNotice | None:
    row = notice_of(organisation.id, period)
    if row is not None and row.number is not None:
        raise Refusal("The notice of this period is published, so its figures stay.")
    return row
