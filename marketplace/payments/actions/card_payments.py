"""What Stripe moves again once a card payment has come: refunds, and what a bank takes back.

A supplier can give money back in its own dashboard at Stripe, and a payer's bank can ask
for it: the ledger follows whatever Stripe says, and both sides are told.
"""

from datetime import date

from sqlalchemy import func, select

from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways.stripe import Dispute, Event, Outcome, Refunded
from marketplace.organisations.actions.letters import tell_finance
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.actions.payments import Part, parts_back, parts_of, settle
from marketplace.payments.actions.stripe_events import happened_at, happened_on, is_new
from marketplace.payments.models.payments import (
    CARD_DISPUTE,
    CardDispute,
    CardDisputeState,
    CardReturn,
    Payment,
    PaymentMethod,
)
from marketplace.payments.queries.payments import returnable, returns_of
from procurement.ground.money import Money


@action("card_refund.follow")
def follow_card_refund(
    act: Act, payment: Payment, *, refunded: Refunded, event: Event | None = None
) -> Payment | None:
    """Record what has gone back of a payment in all, as far as it is not recorded yet.

    Less than is recorded: a refund has failed. What Stripe said before its latest word
    changes nothing.
    """
    known_at = payment.refunds_known_at
    if not is_new(act, event) or (known_at and refunded.at < known_at):
        return None
    payment.refunds_known_at = refunded.at
    moved_on = happened_on(act, event)
    recorded = Money.total(
        -row.amount for row in returns_of(payment.id) if row.returned is not CardReturn.LOST_DISPUTE
    )
    left = returnable(payment.id)
    if refunded.total >= recorded:
        back = min(refunded.total - recorded, left.total)
        return _move(act, payment, -back, parts_back(left, back), CardReturn.REFUND, moved_on)
    again = recorded - refunded.total
    return _move(
        act,
        payment,
        again,
        parts_of(again, left.by_invoice),
        CardReturn.FAILED_REFUND,
        moved_on,
    )


@action("card_refund.check")
def check_card_refund(act: Act, payment: Payment, *, event: Event) -> None:
    """A refund has failed: ask Stripe what of the payment is back by now."""
    if is_new(act, event):
        act.enqueue("look_at_card_refunds", payment_id=payment.id)


@action("card_refund.refuse")
def refuse_card_refund(act: Act, payment: Payment, *, amount: Money, reason: str) -> None:
    """Stripe will not send this amount back: tell the supplier that nothing has gone."""
    act.note(amount=amount)
    payer = names_of([payment.payer_id])[payment.payer_id]
    tell_finance(
        act,
        [payment.payee_id],
        "card_refund_refused",
        payment_id=payment.id,
        payer=payer,
        amount=amount,
        reason=reason,
    )


@action("card_dispute.follow")
def follow_card_dispute(
    act: Act, payment: Payment, *, dispute: Dispute, event: Event | None = None
) -> None:
    """Keep how a payment stands that the payer's bank asks back; what is lost has gone back."""
    if not is_new(act, event):
        return
    happened = happened_at(act, event)
    row = db.session.scalar(select(CardDispute).where(CardDispute.stripe_id == dispute.id))
    if row is None:
        row = act.add(
            CardDispute(
                payment_id=payment.id,
                stripe_id=dispute.id,
                amount=dispute.amount,
                reason=dispute.reason,
                answer_by=dispute.answer_by,
                opened_at=happened,
            )
        )
        if dispute.outcome is Outcome.OPEN:
            _tell_of_dispute(act, payment, row)
    if dispute.outcome is Outcome.OPEN or row.state is not CardDisputeState.OPEN:
        return
    is_lost = dispute.outcome is Outcome.LOST
    row.state = CARD_DISPUTE.after(row.state, "lose" if is_lost else "keep")
    row.ended_at = happened
    if is_lost:
        left = returnable(payment.id)
        back = min(dispute.amount, left.total)
        _move(
            act,
            payment,
            -back,
            parts_back(left, back),
            CardReturn.LOST_DISPUTE,
            happened_on(act, event),
        )
    else:
        _tell_of_dispute(act, payment, row)


def _move(
    act: Act,
    payment: Payment,
    amount: Money,
    parts: list[Part],
    because: CardReturn,
    moved_on: date,
) -> Payment | None:
    """Record money of a card payment that went back (below zero) or came again, and tell both."""
    if not amount:
        return None
    before = select(func.count()).where(Payment.refunds_id == payment.id)
    moved = settle(
        act,
        payment.payer_id,
        payment.payee_id,
        parts,
        amount=amount,
        method=PaymentMethod.STRIPE,
        reference=f"{payment.outside_reference}, return {(db.session.scalar(before) or 0) + 1}",
        paid_on=moved_on,
        refunds=payment,
        returned=because,
    )
    act.note(returned=moved.id)
    _tell(
        act,
        payment,
        "card_money_moved",
        payment_id=moved.id,
        because=because,
        amount=abs(amount.pence),
        invoices=[{"id": row.id, "number": row.number} for row, _ in parts],
    )
    return moved


def _tell_of_dispute(act: Act, payment: Payment, dispute: CardDispute) -> None:
    _tell(
        act,
        payment,
        "card_dispute",
        payment_id=payment.id,
        is_open=dispute.state is CardDisputeState.OPEN,
        amount=dispute.amount,
        reason=dispute.reason,
        answer_by=dispute.answer_by,
    )


def _tell(act: Act, payment: Payment, template: str, **ids: object) -> None:
    """Tell the finance of both sides, each once."""
    names = names_of([payment.payer_id, payment.payee_id])
    tell_finance(
        act,
        [payment.payer_id, payment.payee_id],
        template,
        payer=names[payment.payer_id],
        supplier=names[payment.payee_id],
        **ids,
    )
