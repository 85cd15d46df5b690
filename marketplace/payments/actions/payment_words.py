"""Whose word is a bank transfer? Confirmed or denied by who should have got it, or taken back."""

from invoicing.payments.payment_word import PAYMENT, PaymentState
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.actions.allocations import (
    follow_repayment,
    locked_invoices,
    set_against,
    take_off,
)
from marketplace.payments.actions.payments import Part, parts_back, parts_of
from marketplace.payments.models.payments import Payment, PaymentMethod
from marketplace.payments.queries.payments import returnable, set_against_by
from procurement.ground.refusal import Refusal


@action("payment.confirm")
def confirm_payment(act: Act, payment: Payment) -> None:
    """Say that the money came. What was denied before is set against its invoices again, as far
    as they are still owed; the rest is owed back."""
    was_denied = payment.state is PaymentState.DENIED
    parts = _parts_of_late(payment) if was_denied else []
    payment.state, payment.answered_at = PAYMENT.after(payment.state, "confirm"), act.now
    left = payment.amount
    for row, part in parts:
        if part:
            set_against(act, payment, row, part, act.today, left)
            left -= part
    follow_repayment(act, payment)


def _parts_of_late(payment: Payment) -> list[Part]:
    """What is set against each invoice of money that came after it had been denied; locks them.

    Of a refund it is taken back from the invoices that the payment settles by now.
    """
    if payment.refunds_id is None:
        return parts_of(payment.amount, set_against_by(payment.id))
    db.session.get_one(Payment, payment.refunds_id, with_for_update=True)
    left = returnable(payment.refunds_id)
    if -payment.amount > left.total:
        raise Refusal(
            "More would have come back than was paid. If this refund came too, send back what is "
            "too much, and leave this one as it is."
        )
    return parts_back(left, -payment.amount)


@action("payment.deny")
def deny_payment(act: Act, payment: Payment, *, reason: str) -> None:
    """Say that the money never came: it settles nothing, and who typed it in is asked to look."""
    _refuse_seen(payment)
    payment.state, payment.answered_at = PAYMENT.after(payment.state, "deny"), act.now
    payment.denied_because = _said(reason, "Say since when you have looked, and in which account.")
    _take_off(act, payment)
    follow_repayment(act, payment)
    _tell(act, payment, "payment_denied", reason=payment.denied_because)


@action("payment.take_back")
def take_back_payment(act: Act, payment: Payment, *, reason: str) -> None:
    """Say that it was a slip: the payment was not made, or not as it was typed in."""
    _refuse_seen(payment)
    did_count = payment.state.counts
    payment.state, payment.taken_back_at = PAYMENT.after(payment.state, "take back"), act.now
    payment.taken_back_because = _said(reason, "Say what was wrong with it.")
    if did_count:
        _take_off(act, payment)
    follow_repayment(act, payment)
    _tell(act, payment, "payment_taken_back", reason=payment.taken_back_because)


def _refuse_seen(payment: Payment) -> None:
    if payment.method is PaymentMethod.STRIPE:
        raise Refusal("Stripe saw this payment. It goes back by a refund.")


def _said(reason: str, asked: str) -> str:
    if not reason.strip():
        raise Refusal(asked, field="reason")
    return reason.strip()


def _take_off(act: Act, payment: Payment) -> None:
    parts = set_against_by(payment.id)
    for row in locked_invoices(parts):
        if parts[row.id]:
            take_off(act, payment, row, parts[row.id])


def _tell(act: Act, payment: Payment, template: str, *, reason: str) -> None:
    """Tell the other side: who sent it that it did not come, who should have got it of the slip."""
    to, other = payment.sender_id, payment.receiver_id
    if payment.state is PaymentState.TAKEN_BACK:
        to, other = other, to
    tell_finance(
        act,
        [to],
        template,
        payment_id=payment.id,
        other=names_of([other])[other],
        amount=abs(payment.amount.pence),
        reference=payment.outside_reference,
        paid_on=payment.paid_on,
        is_refund=payment.amount.pence < 0,
        reason=reason,
    )
