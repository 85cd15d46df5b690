"""What Stripe is asked: outside of any transaction, then written down by an action."""

from datetime import timedelta
from uuid import UUID

from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import job
from marketplace.gateways import stripe
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import card_payments, checkouts, stripe_accounts
from marketplace.payments.actions.stripe_news import SWEPT, follow_session, take_event
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import LIVE, Checkout, CheckoutState, Payment
from marketplace.payments.queries.checkouts import known_events
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal

_REMEMBERED = timedelta(days=30)
"""How long Stripe keeps its events."""


@job
def create_stripe_account(outbox_id: UUID, organisation_id: str) -> None:
    """Make the supplier's connected account."""
    row = db.session.get_one(Organisation, UUID(organisation_id))
    name, website = row.name, row.website
    db.session.rollback()
    account = stripe.create_account(str(outbox_id), name, website)
    with once_for(outbox_id):
        stripe_accounts.keep_stripe_account(SYSTEM, UUID(organisation_id), account=account)


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
    begun_at = clock.real_at(row.begun_at)
    db.session.rollback()
    if not is_live or session_id is None:
        return
    session = stripe.look_at_checkout(account, session_id)
    event = stripe.paid_by(account, session, begun_at)
    with once_for(outbox_id):
        follow_session(UUID(checkout_id), session, event)


@job
def end_checkout(outbox_id: UUID, checkout_id: str) -> None:
    """Close a session that was replaced; where it was paid meanwhile, settle it."""
    row = db.session.get_one(Checkout, UUID(checkout_id))
    account, session_id, begun_at = row.account, row.stripe_id, clock.real_at(row.begun_at)
    db.session.rollback()
    session = stripe.look_at_checkout(account, session_id or "")
    if session.standing is stripe.Standing.OPEN:
        stripe.end_checkout(str(outbox_id), account, session.id)
        return
    event = stripe.paid_by(account, session, begun_at)
    with once_for(outbox_id):
        follow_session(UUID(checkout_id), session, event)


@job
def refund_card_payment(outbox_id: UUID, payment_id: str, pence: int) -> None:
    """Send money back to the card, then record what Stripe says of it."""
    account, intent = _at_stripe(payment_id)
    try:
        refunded = stripe.refund(str(outbox_id), account, intent, Money(pence))
    except stripe.Refused as no:
        with once_for(outbox_id):
            card_payments.refuse_card_refund(
                SYSTEM, UUID(payment_id), amount=Money(pence), reason=str(no)
            )
        return
    with once_for(outbox_id):
        card_payments.follow_card_refund(SYSTEM, UUID(payment_id), refunded=refunded)


@job
def look_at_card_refunds(outbox_id: UUID, payment_id: str) -> None:
    """Ask what of a payment has gone back by now."""
    account, intent = _at_stripe(payment_id)
    refunded = stripe.look_at_refunds(account, intent, clock.real())
    with once_for(outbox_id):
        card_payments.follow_card_refund(SYSTEM, UUID(payment_id), refunded=refunded)


def _at_stripe(payment_id: str) -> tuple[str, str]:
    """The account that a card payment came to, and its intent; outside of any transaction."""
    row = db.session.get_one(Payment, UUID(payment_id))
    intent = row.outside_reference
    account = db.session.get_one(Organisation, row.payee_id).stripe_account or ""
    db.session.rollback()
    return account, intent


@job
def sweep_stripe_account(outbox_id: UUID, organisation_id: str) -> None:
    """Take every event of the last days that Stripe remembers and that was not taken yet.

    One that is refused keeps none of the others; the job fails until somebody has looked.
    """
    account = db.session.get_one(Organisation, UUID(organisation_id)).stripe_account or ""
    db.session.rollback()
    events = stripe.events_since(account, SWEPT, clock.real() - _REMEMBERED)
    known = known_events(event.id for event in events)
    db.session.rollback()
    refused = []
    for event in events:
        if event.id not in known:
            try:
                take_event(event)
            except (Refusal, stripe.Unreadable) as no:
                refused.append(f"{event.id}: {no}")
    if refused:
        raise RuntimeError(f"Not taken: {refused}.")
    with once_for(outbox_id):
        stripe_accounts.sweep_stripe_account(SYSTEM, UUID(organisation_id))
