"""What does Stripe's word ask to be done? One way, whether it was told or asked for.

Each verb is done by the system; an event that was told before takes no effect again.
"""

from uuid import UUID

from marketplace.engine.access import SYSTEM
from marketplace.gateways import stripe
from marketplace.gateways.stripe import Event, Session, Standing
from marketplace.payments.actions import card_payments, checkouts
from marketplace.payments.queries.checkouts import card_payment_for, checkout_for

DEBIT_FAILED = "checkout.session.async_payment_failed"

SWEPT = (
    "checkout.session.async_payment_succeeded",
    DEBIT_FAILED,
    "charge.refunded",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.closed",
)
"""What is asked for day by day, in case Stripe's own word did not arrive."""


def take_event(event: Event) -> bool:
    """Do what an event asks; False where it is about nothing here.

    One that is not written as we read it, or that a rule refuses, is refused: then Stripe tells
    it again for days, and the sweep asks for it.
    """
    kind, _, verb = event.kind.rpartition(".")
    match kind:
        case "checkout.session":
            return _take_session(event)
        case "charge" if verb == "refunded":
            return _take_refunded(event)
        case "charge.dispute":
            return _take_dispute(event)
        case "refund" | "charge.refund" if event.object.get("status") in ("failed", "canceled"):
            return _take_failed_refund(event)
    return False


def _take_session(event: Event) -> bool:
    checkout_id = checkout_for(event)
    if checkout_id is None:
        return False
    if event.kind == DEBIT_FAILED:
        checkouts.fail_checkout(SYSTEM, checkout_id, event=event)
    else:
        follow_session(checkout_id, stripe.session_of(event.object), event)
    return True


def follow_session(checkout_id: UUID, session: Session, event: Event | None = None) -> None:
    """Bring a checkout to where its session stands at Stripe."""
    match session.standing:
        case Standing.PAID:
            checkouts.settle_checkout(
                SYSTEM,
                checkout_id,
                stripe_id=session.id,
                intent=session.intent,
                amount=session.amount,
                currency=session.currency,
                event=event,
            )
        case Standing.PROCESSING:
            checkouts.process_checkout(SYSTEM, checkout_id, stripe_id=session.id, event=event)
        case Standing.FAILED:
            checkouts.fail_checkout(SYSTEM, checkout_id, event=event)
        case Standing.EXPIRED:
            checkouts.expire_checkout(SYSTEM, checkout_id, event=event)
        case Standing.OPEN:
            pass


def _take_refunded(event: Event) -> bool:
    refunded = stripe.refunded_of(event.object, event.at)
    payment_id = card_payment_for(event.account, refunded.intent)
    if payment_id is None:
        return False
    card_payments.follow_card_refund(SYSTEM, payment_id, refunded=refunded, event=event)
    return True


def _take_dispute(event: Event) -> bool:
    dispute = stripe.dispute_of(event.object)
    payment_id = card_payment_for(event.account, dispute.intent)
    if payment_id is None:
        return False
    card_payments.follow_card_dispute(SYSTEM, payment_id, dispute=dispute, event=event)
    return True


def _take_failed_refund(event: Event) -> bool:
    payment_id = card_payment_for(event.account, stripe.intent_of(event.object))
    if payment_id is None:
        return False
    card_payments.check_card_refund(SYSTEM, payment_id, event=event)
    return True
