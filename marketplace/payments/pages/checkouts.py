"""Paying by card through Stripe, and Stripe's own word that it was paid."""

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import SYSTEM, may
from marketplace.engine.act import NotAllowed
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import stripe
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import checkouts
from marketplace.payments.models.invoices import Invoice, invoices_visible_to
from marketplace.payments.models.payments import Checkout, CheckoutState
from marketplace.payments.queries.invoices import accounts, group_of
from marketplace.payments.queries.payments import checkouts_in_hand
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("checkouts", __name__)

_PAID = {"checkout.session.completed", "checkout.session.async_payment_succeeded"}


@pages.post("/invoices/<uuid:invoice_id>/begin-checkout")
@signed_in
def begin(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    checkout = checkouts.begin_checkout(actor(), invoice.id)
    return redirect(url_for("checkouts.show", checkout_id=checkout.id))


@pages.route("/invoices/<uuid:invoice_id>/pay-together", methods=["GET", "POST"])
@signed_in
def together(invoice_id: UUID) -> ResponseReturnValue:
    invoice = _invoice(invoice_id)
    group = accounts(group_of(invoice).where(Invoice.buyer_id == invoice.buyer_id))
    suppliers = {
        row.id: row
        for row in db.session.scalars(
            select(Organisation).where(
                Organisation.id.in_([account.invoice.supplier_id for account in group])
            )
        )
    }
    by_card = [
        account.invoice.id
        for account in group
        if account.payable
        and account.invoice.state != "sent"
        and suppliers[account.invoice.supplier_id].stripe_account
    ]
    if request.method == "POST":
        if not may(actor(), "checkout.begin", invoice):
            raise NotAllowed("checkout.begin")
        for wanted in by_card:
            checkouts.begin_checkout(actor(), wanted)
        return redirect(url_for("checkouts.together", invoice_id=invoice.id))
    in_hand = checkouts_in_hand(account.invoice.id for account in group)
    waits = any(row.state is CheckoutState.WANTED for row in in_hand.values())
    shown = page(
        "payments/checkouts/together.html",
        invoice=invoice,
        group=group,
        suppliers=suppliers,
        in_hand=in_hand,
        to_begin=[wanted for wanted in by_card if wanted not in in_hand],
        waits=waits,
    )
    return _looking_again(shown, waits)


@pages.get("/checkouts/<uuid:checkout_id>")
@signed_in
def show(checkout_id: UUID) -> ResponseReturnValue:
    checkout = get_or_404(
        select(Checkout)
        .join(Invoice, Invoice.id == Checkout.invoice_id)
        .where(
            Checkout.id == checkout_id,
            Invoice.id.in_(invoices_visible_to(actor()).with_only_columns(Invoice.id)),
        )
    )
    (account,) = accounts(select(Invoice).where(Invoice.id == checkout.invoice_id))
    entry = db.session.scalars(
        select(OutboxEntry).where(OutboxEntry.once == f"checkout:{checkout.id}")
    ).one_or_none()
    is_away = entry is not None and entry.done_at is None and bool(entry.last_error)
    shown = page(
        "payments/checkouts/show.html",
        checkout=checkout,
        account=account,
        invoice=account.invoice,
        is_away=is_away,
    )
    return _looking_again(shown, checkout.state is CheckoutState.WANTED and not is_away)


def _looking_again(shown: ResponseReturnValue, waits: bool) -> Response:
    """While Stripe is being asked, the browser looks again by itself every few seconds."""
    response = make_response(shown)
    if waits:
        response.headers["Refresh"] = "3"
    return response


@pages.post("/organisations/<uuid:organisation_id>/connect-stripe")
@signed_in
def connect(organisation_id: UUID) -> ResponseReturnValue:
    checkouts.connect_stripe_account(actor(), organisation_id)
    say("Your account at Stripe is being made. Give Stripe your details next.")
    return redirect(url_for("checkouts.setup", organisation_id=organisation_id))


@pages.route("/organisations/<uuid:organisation_id>/cards", methods=["GET", "POST"])
@signed_in
def setup(organisation_id: UUID) -> ResponseReturnValue:
    mine = actor().organisations
    row = get_or_404(
        select(Organisation).where(Organisation.id == organisation_id, Organisation.id.in_(mine))
    )
    is_away = False
    if request.method == "POST" and row.stripe_account:
        account = row.stripe_account
        db.session.rollback()
        try:
            path = url_for("checkouts.setup", organisation_id=organisation_id)
            return redirect(stripe.setup_link(account, path))
        except stripe.StripeAway:
            is_away = True
            row = db.session.get_one(Organisation, organisation_id)
    waits = db.session.scalar(
        select(OutboxEntry.id).where(
            OutboxEntry.once == f"stripe-account:{row.id}", OutboxEntry.done_at.is_(None)
        )
    )
    return page(
        "payments/checkouts/setup.html",
        organisation=row,
        waits=waits is not None,
        is_away=is_away,
        is_connected=stripe.is_connected(),
    )


@pages.post("/stripe/webhook")
def webhook() -> ResponseReturnValue:
    """Stripe's word, verified on its raw bytes; told again, it takes effect once."""
    try:
        event = stripe.event_of(request.get_data(), request.headers.get("Stripe-Signature", ""))
    except stripe.BadSignature:
        return "The signature is not right.", 400
    checkout_id = checkouts.checkout_for(event)
    db.session.rollback()
    if checkout_id is None:
        return "Nothing here is about that.", 200
    session = stripe.session_of(event.object)
    if event.kind in _PAID and session.is_paid:
        checkouts.settle_checkout(
            SYSTEM,
            checkout_id,
            stripe_id=session.id,
            intent=session.intent,
            amount=session.amount,
            currency=session.currency,
            event=event,
        )
    elif event.kind == "checkout.session.expired":
        checkouts.expire_checkout(SYSTEM, checkout_id, event=event)
    return "Taken.", 200


def _invoice(invoice_id: UUID) -> Invoice:
    return get_or_404(invoices_visible_to(actor()).where(Invoice.id == invoice_id))
