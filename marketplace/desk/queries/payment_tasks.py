"""What waits about money that is said to have come, or is owed back?

Three queries, however many payments, and one more for each kind of which there are many.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import case, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from invoicing.payments.payment_word import PaymentState, RepaymentState
from marketplace.desk.queries.tasks import Kind, Owned, Task, tasks_of
from marketplace.engine.access import Actor, Role
from marketplace.payments.models.payments import Payment, Repayment
from procurement.ground.money import Money


def payment_tasks(actor: Actor, today: date) -> Iterator[Owned]:
    """What waits for finance in each organisation of the person, with its id."""
    mine = actor.organisations_as(Role.FINANCE)
    yield from _words(mine)
    yield from _repayments(mine, Repayment.payee_id, today)
    yield from _repayments(mine, Repayment.payer_id, today)


def _words(mine: frozenset[UUID]) -> Iterator[Owned]:
    """Transfers to confirm, for who should have got them; that did not come, for who sent them."""
    is_said, is_payment = Payment.state == PaymentState.SAID, Payment.amount > Money(0)
    owner = case((is_said == is_payment, Payment.payee_id), else_=Payment.payer_id)
    wanted = (
        select(owner, Payment)
        .where(
            or_(Payment.payee_id.in_(mine), Payment.payer_id.in_(mine)),  # by the indexes of both
            owner.in_(mine),
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

    def told(row: Payment) -> Task:
        say, verb = words[row.state]
        one = replace(kind, words=say, verb=verb)
        return one.task(row.outside_reference, row.id, amount=Money(abs(row.amount.pence)))

    yield from tasks_of(wanted, mine, kind, told)


def _repayments(
    mine: frozenset[UUID], side: InstrumentedAttribute[UUID], today: date
) -> Iterator[Owned]:
    """To give back, for who owes it; to ask for, set off or follow, for who is owed it."""
    wanted = (
        select(side, Repayment, Payment.outside_reference)
        .join(Payment, Payment.id == Repayment.payment_id)
        .where(side.in_(mine), Repayment.state != RepaymentState.SETTLED)
        .order_by(Repayment.owed_since)
    )
    kind = Kind(Role.FINANCE, "Follow what is owed back", "repayment.ask", "invoices.read")
    if side is Repayment.payee_id:
        kind = replace(kind, words="Give back what you owe", verb="payment.refund")
    words = {
        RepaymentState.OWED: "Ask for what is owed back",
        RepaymentState.ASKED: "Wait for what you asked back",
    }

    def told(row: Repayment, reference: str) -> Task:
        one = kind if side is Repayment.payee_id else replace(kind, words=words[row.state])
        is_late = row.wanted_on is not None and row.wanted_on < today
        return one.task(
            reference, row.payment_id, row.wanted_on, is_late=is_late, amount=row.amount
        )

    yield from tasks_of(wanted, mine, kind, told)
