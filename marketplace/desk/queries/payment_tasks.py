"""What waits about money that is said to have come, or is owed back?

Two queries, however many payments.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select

from invoicing.payments.payment_word import PaymentState, RepaymentState
from marketplace.desk.queries.tasks import Task
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.payments.models.payments import Payment, Repayment
from procurement.ground.money import Money


def payment_tasks(actor: Actor, today: date) -> Iterator[tuple[UUID, Task]]:
    """What waits for finance in each organisation of the person, with its id."""
    mine = actor.organisations_as(Role.FINANCE)
    yield from _words(mine)
    yield from _repayments(mine, today)


def _words(mine: frozenset[UUID]) -> Iterator[tuple[UUID, Task]]:
    """Transfers to confirm, for who should have got them; that did not come, for who sent them."""
    rows = db.session.scalars(
        select(Payment)
        .where(
            or_(Payment.payee_id.in_(mine), Payment.payer_id.in_(mine)),
            Payment.state.in_([PaymentState.SAID, PaymentState.DENIED]),
        )
        .order_by(Payment.recorded_at)
    )
    for row in rows:
        amount, reference = Money(abs(row.amount.pence)), row.outside_reference
        if row.state is PaymentState.SAID and row.receiver_id in mine:
            words, verb = "Say whether a transfer came", "payment.confirm"
            yield row.receiver_id, _task(words, reference, verb, row.id, amount)
        elif row.state is PaymentState.DENIED and row.sender_id in mine:
            words, verb = "Look for a transfer that did not come", "payment.take_back"
            yield row.sender_id, _task(words, reference, verb, row.id, amount)


def _repayments(mine: frozenset[UUID], today: date) -> Iterator[tuple[UUID, Task]]:
    """To give back, for who owes it; to ask for, set off or follow, for who is owed it."""
    rows = db.session.execute(
        select(Repayment, Payment.outside_reference)
        .join(Payment, Payment.id == Repayment.payment_id)
        .where(
            or_(Repayment.payee_id.in_(mine), Repayment.payer_id.in_(mine)),
            Repayment.state != RepaymentState.SETTLED,
        )
        .order_by(Repayment.owed_since)
    )
    for row, reference in rows:
        until, what = row.wanted_on, (row.payment_id, row.amount)
        is_late = until is not None and until < today
        if row.payee_id in mine:
            words = "Give back what you owe"
            yield row.payee_id, _task(words, reference, "payment.refund", *what, until, is_late)
        if row.payer_id in mine:
            is_asked = row.state is RepaymentState.ASKED
            words = "Wait for what you asked back" if is_asked else "Ask for what is owed back"
            yield row.payer_id, _task(words, reference, "repayment.ask", *what, until, is_late)


def _task(
    words: str,
    reference: str,
    verb: str,
    payment_id: UUID,
    amount: Money,
    until: date | None = None,
    is_late: bool = False,
) -> Task:
    return Task(Role.FINANCE, words, reference, verb, payment_id, until, is_late, amount)
