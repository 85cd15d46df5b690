"""Whose word is a bank transfer? Confirmed or denied by who should have got it, or taken back."""

from invoicing.payments.payment_word import PAYMENT, PaymentState
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.people import people_as
from marketplace.payments.actions.allocations import (
    follow_repayment,
    locked_invoices,
    set_against,
    take_off,
)
from marketplace.payments.models.payments import Payment, PaymentMethod
from marketplace.payments.queries.invoices import account_of
from marketplace.payments.queries.payments import set_against_by
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@action("payment.confirm")
def confirm_payment(act: Act, payment: Payment) -> None:
    """Say that the money came. What was denied before is set against its invoices again, as far
    as they are still owed; the rest is owed back."""
    was_denied = payment.state is PaymentState.DENIED
    payment.state, payment.answered_at = PAYMENT.after(payment.state, "confirm"), act.now
    if was_denied and payment.amount.pence > 0:
        left = payment.amount.pence
        for row in locked_invoices(set_against_by(payment.id)):
            part = min(Money(left), account_of(row.id).outstanding)
            if part:
                set_against(act, payment, row, part, act.today, left)
                left -= part.pence
    follow_repayment(act, payment)


@action("payment.deny")
def deny_payment(act: Act, payment: Payment, *, reason: str) -> None:
    """Say that the money never came: it settles nothing, and who typed it in is asked to look."""
    _refuse_seen(payment)
    state = PAYMENT.after(payment.state, "deny")
    payment.denied_because = _said(reason, "Say since when you have looked, and in which account.")
    _take_off(act, payment)
    payment.state, payment.answered_at = state, act.now
    follow_repayment(act, payment)
    _tell(act, payment, "payment_denied", reason=payment.denied_because)


@action("payment.take_back")
def take_back_payment(act: Act, payment: Payment, *, reason: str) -> None:
    """Say that it was a slip: the payment was not made, or not as it was typed in."""
    _refuse_seen(payment)
    state = PAYMENT.after(payment.state, "take back")
    payment.taken_back_because = _said(reason, "Say what was wrong with it.")
    _take_off(act, payment)
    payment.state, payment.taken_back_at = state, act.now
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
    for person_id in people_as(to, Role.FINANCE, Role.OWNER):
        act.notify(
            person_id,
            template,
            payment_id=payment.id,
            other=names_of([other])[other],
            amount=abs(payment.amount.pence),
            reference=payment.outside_reference,
            paid_on=payment.paid_on,
            is_refund=payment.amount.pence < 0,
            reason=reason,
        )
