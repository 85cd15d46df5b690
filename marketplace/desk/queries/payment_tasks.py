"""What waits about money that is said to have come, or is owed back?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import Date, Integer, case, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from invoicing.payments.payment_word import PaymentState, RepaymentState
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.models.compliance_notices import ComplianceNotice
from marketplace.payments.models.payments import Payment, Repayment
from procurement.ground.money import Money
from procurement.organisations.organisation import Kind as OrganisationKind
from procurement.tendering.notices import first_reporting_day
from procurement.tendering.regime import Regime

_AFTER_THE_HALF_YEAR = 28
"""Days from the first day after a half-year to the thirtieth beginning with its last."""

_MINE = READER.organisations_as(Role.FINANCE)


def payment_tasks() -> Iterator[Asked]:
    """What waits for finance in an organisation of the person."""
    yield _words()
    yield _repayments(Repayment.payee_id)
    yield _repayments(Repayment.payer_id)
    yield _compliance_notices()


def _words() -> Asked:
    """Transfers to confirm, for who should have got them; that did not come, for who sent them."""
    is_said, is_payment = Payment.state == PaymentState.SAID, Payment.amount > Money(0)
    owner = case((is_said == is_payment, Payment.payee_id), else_=Payment.payer_id)
    wanted = (
        select(owner, Payment.state, Payment.outside_reference, Payment.id, Payment.amount)
        .where(
            or_(Payment.payee_id.in_(_MINE), Payment.payer_id.in_(_MINE)),  # by both indexes
            owner.in_(_MINE),
            Payment.state.in_([PaymentState.SAID, PaymentState.DENIED]),
        )
        .order_by(Payment.recorded_at)
    )
    kind = Kind(
        Role.FINANCE, "Look at transfers that came, or did not", "payment.confirm", "invoices.read"
    )
    words = {
        PaymentState.SAID: ("Say whether a transfer came", "payment.confirm"),
        PaymentState.DENIED: ("Look for a transfer that did not come", "payment.take_back"),
    }

    def told(state: PaymentState, reference: str, payment_id: UUID, amount: Money) -> Task:
        say, verb = words[state]
        one = replace(kind, words=say, verb=verb)
        return one.task(reference, payment_id, amount=Money(abs(amount.pence)))

    return Asked(wanted, kind, told)


def _repayments(side: InstrumentedAttribute[UUID]) -> Asked:
    """To give back, for who owes it; to ask for, set off or follow, for who is owed it."""
    until = Repayment.wanted_on
    wanted = (
        select(
            side, Repayment.state, Payment.outside_reference,
            Payment.id, until, until < TODAY, Repayment.amount,
        )
        .join(Payment, Payment.id == Repayment.payment_id)
        .where(side.in_(_MINE), Repayment.state != RepaymentState.SETTLED)
        .order_by(Repayment.owed_since)
    )  # fmt: skip
    kind = Kind(Role.FINANCE, "Follow what is owed back", "repayment.ask", "invoices.read")
    if side is Repayment.payee_id:
        kind = replace(kind, words="Give back what you owe", verb="payment.refund")
    words = {
        RepaymentState.OWED: "Ask for what is owed back",
        RepaymentState.ASKED: "Wait for what you asked back",
    }

    def told(
        state: RepaymentState, reference: str, payment_id: UUID,
        until: date | None, is_late: bool | None, amount: Money,
    ) -> Task:  # fmt: skip
        one = kind if side is Repayment.payee_id else replace(kind, words=words[state])
        return one.task(reference, payment_id, until, is_late=bool(is_late), amount=amount)

    return Asked(wanted, kind, told)


def _compliance_notices() -> Asked:
    """The notice of the half-year that ended last, of an authority with public contracts here: due
    within 30 days beginning with 31 March and 30 September (s69)."""
    months_in = (func.extract("month", TODAY) + 8) % 6
    begun = cast(
        func.date_trunc("month", TODAY) - func.make_interval(0, cast(months_in, Integer)), Date
    )
    before = cast(begun - func.make_interval(0, 6), Date)
    due = begun + _AFTER_THE_HALF_YEAR
    is_recorded = exists().where(
        ComplianceNotice.organisation_id == Organisation.id,
        ComplianceNotice.begins_on >= before,
        ComplianceNotice.number.is_not(None),
    )
    has_contracts = exists().where(
        Contract.buyer_id == Organisation.id, Contract.regime.in_([Regime.PUBLIC, Regime.LIGHT])
    )
    wanted = (
        select(Organisation.id, Organisation.name, Organisation.id, due, due < TODAY)
        .where(
            Organisation.id.in_(_MINE),
            Organisation.kind.in_(
                [kind for kind in OrganisationKind if kind.is_contracting_authority]
            ),
            begun > first_reporting_day(),
            has_contracts,
            ~is_recorded,
        )
        .order_by(Organisation.name)
    )
    words = "Publish how fast you paid in the last reporting period"
    kind = Kind(Role.FINANCE, words, "compliance_notice.record", "compliance_notice.record")

    def told(name: str, organisation_id: UUID, until: date, is_late: bool) -> Task:
        return kind.task(name, organisation_id, until, is_late=is_late)

    return Asked(wanted, kind, told)
