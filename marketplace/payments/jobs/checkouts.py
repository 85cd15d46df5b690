"""What Stripe is asked: outside of any transaction, then written down by an action."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job
from marketplace.gateways import stripe
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import checkouts, payments
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import LIVE, Checkout, CheckoutState, Payment
from procurement.ground.money import Money


@job
def create_stripe_account(outbox_id: UUID, organisation_id: str) -> None:
    """Make the supplier's connected account."""
    row = db.session.get_one(Organisation, UUID(organisation_id))
    name, website = row.name, row.website
    db.session.rollback()
    account = stripe.create_account(str(outbox_id), name, website)
    with once_for(outbox_id):
        checkouts.keep_stripe_account(SYSTEM, UUID(organisation_id), account=account)


@job
def open_checkout(outbox_id: UUID, checkout_id: str) -> None:
    """Open the session where the buyer pays."""
    row = db.session.get_one(Checkout, UUID(checkout_id))
    if row.state is not CheckoutState.WANTED:
        return
    invoice = db.session.get_one(Invoice, row.invoice_id)
    account, amount, title = row.account, row.amount, f"Invoice {invoice.number}"
    db.session.rollback()
    made = stripe.open_checkout(str(outbox_id), account, checkout_id, title, amount)
    with once_for(outbox_id):
        checkouts.open_checkout(SYSTEM, UUID(checkout_id), stripe_id=made.id, url=made.url)


@job
def check_checkout(outbox_id: UUID, checkout_id: str) -> None:
    """Ask whether a session was paid, in case Stripe's own word did not arrive."""
    row = db.session.get_one(Checkout, UUID(checkout_id))
    account, session_id, is_live = row.account, row.stripe_id, row.state in LIVE
    db.session.rollback()
    if not is_live or session_id is None:
        return
    session = stripe.look_at_checkout(account, session_id)
    if session.is_paid:
        with once_for(outbox_id):
            checkouts.settle_checkout(
                SYSTEM,
                UUID(checkout_id),
                stripe_id=session.id,
                intent=session.intent,
                amount=session.amount,
                currency=session.currency,
            )
    elif session.status == "expired":
        with once_for(outbox_id):
            checkouts.expire_checkout(SYSTEM, UUID(checkout_id))


@job
def end_checkout(outbox_id: UUID, checkout_id: str) -> None:
    """Close a session that was replaced; where it was paid meanwhile, settle it."""
    row = db.session.get_one(Checkout, UUID(checkout_id))
    account, session_id = row.account, row.stripe_id
    db.session.rollback()
    session = stripe.look_at_checkout(account, session_id or "")
    if session.is_paid:
        with once_for(outbox_id):
            checkouts.settle_checkout(
                SYSTEM,
                UUID(checkout_id),
                stripe_id=session.id,
                intent=session.intent,
                amount=session.amount,
                currency=session.currency,
            )
    elif session.status == "open":
        stripe.end_checkout(str(outbox_id), account, session.id)


@job
def refund_card_payment(outbox_id: UUID, payment_id: str, pence: int) -> None:
    """Send money back to the card, then record it."""
    row = db.session.get_one(Payment, UUID(payment_id))
    intent = row.outside_reference
    account = db.session.get_one(Organisation, row.payee_id).stripe_account or ""
    db.session.rollback()
    refund = stripe.refund(str(outbox_id), account, intent, Money(pence))
    with once_for(outbox_id):
        payments.refund_payment(SYSTEM, UUID(payment_id), amount=Money(pence), reference=refund)
