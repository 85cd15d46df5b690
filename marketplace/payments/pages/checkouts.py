"""Paying by card through Stripe, and Stripe's own word that it was paid."""

from uuid import UUID

import structlog
from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.gateways import stripe
from marketplace.payments.actions import checkouts, stripe_accounts
from marketplace.payments.actions.stripe_news import take_event
from marketplace.payments.models.invoices import checkouts_visible_to
from marketplace.payments.models.payments import Checkout, CheckoutState
from marketplace.payments.pages.invoices import visible_invoice
from marketplace.payments.queries.checkouts import (
    is_stripe_away,
    own_organisation,
    paid_together,
    waits_for_account,
)
from marketplace.payments.queries.invoices import account_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in, stop_reading
from procurement.ground.refusal import Refusal

log = structlog.get_logger()
pages = Blueprint("checkouts", __name__)


@pages.post("/invoices/<uuid:invoice_id>/begin-checkout")
@signed_in
def begin(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    (checkout,) = checkouts.begin_checkout(actor(), invoice.id)
    return redirect(url_for("checkouts.show", checkout_id=checkout.id))


@pages.route("/invoices/<uuid:invoice_id>/pay-together", methods=["GET", "POST"])
@signed_in
def together(invoice_id: UUID) -> ResponseReturnValue:
    invoice = visible_invoice(invoice_id)
    form = PageForm()
    if form.accepts(lambda: checkouts.begin_checkout(actor(), invoice.id, together=True)):
        return redirect(url_for("checkouts.together", invoice_id=invoice.id))
    paid = paid_together(invoice)
    shown = page(
        "payments/checkouts/together.html",
        form=form,
        invoice=invoice,
        group=paid.group,
        suppliers=paid.suppliers,
        in_hand=paid.in_hand,
        to_begin=[wanted for wanted in paid.by_card if wanted not in paid.in_hand],
        waits=paid.waits,
    )
    return _looking_again(shown, paid.waits)


@pages.get("/checkouts/<uuid:checkout_id>")
@signed_in
def show(checkout_id: UUID) -> ResponseReturnValue:
    checkout = get_or_404(checkouts_visible_to(actor()).where(Checkout.id == checkout_id))
    account, is_away = account_of(checkout.invoice_id), is_stripe_away(checkout)
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
    stripe_accounts.connect_stripe_account(actor(), organisation_id)
    say("Your account at Stripe is being made. Give Stripe your details next.")
    return redirect(url_for("checkouts.setup", organisation_id=organisation_id))


@pages.route("/organisations/<uuid:organisation_id>/cards", methods=["GET", "POST"])
@signed_in
def setup(organisation_id: UUID) -> ResponseReturnValue:
    row = get_or_404(own_organisation(actor(), organisation_id))
    is_away = False
    if request.method == "POST" and row.stripe_account:
        account = row.stripe_account
        stop_reading()
        try:
            path = url_for("checkouts.setup", organisation_id=organisation_id)
            return redirect(stripe.setup_link(account, path))
        except stripe.StripeAway:
            is_away = True
            row = get_or_404(own_organisation(actor(), organisation_id))
    return page(
        "payments/checkouts/setup.html",
        organisation=row,
        waits=waits_for_account(organisation_id),
        is_away=is_away,
        is_connected=stripe.is_connected(),
    )


@pages.post("/stripe/webhook")
def webhook() -> ResponseReturnValue:
    """Stripe's word, verified on its raw bytes; told again, it takes effect once."""
    try:
        event = stripe.event_of(request.get_data(), request.headers.get("Stripe-Signature", ""))
        stop_reading()
        said = "Taken." if take_event(event) else "Nothing here is about that."
    except stripe.BadSignature:
        return _in_words("The signature is not right.", 400)
    except (stripe.Unreadable, Refusal) as no:
        log.error("webhook_not_taken", reason=str(no))
        return _in_words(f"This was not taken. {no}", 400)
    return _in_words(said, 200)


def _in_words(sentence: str, status: int) -> Response:
    return Response(sentence, status, mimetype="text/plain")
