"""Paying by card: a Stripe Checkout for each invoice, on the supplier's own account."""

from invoicing.billing.invoice import InvoiceState
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways.stripe import Event
from marketplace.organisations.queries.people import people_as
from marketplace.payments.actions.allocations import end_checkouts, locked_invoices
from marketplace.payments.actions.payments import settle
from marketplace.payments.actions.stripe_events import happened_on, is_new
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import (
    CHECK_AFTER,
    CHECKOUT,
    ENDABLE,
    LIVE,
    Checkout,
    CheckoutState,
    Payment,
    PaymentMethod,
)
from marketplace.payments.queries.checkouts import checkout_in_hand, paid_together
from marketplace.payments.queries.invoices import account_of, organisations_by_id
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@action("checkout.begin")
def begin_checkout(act: Act, invoice: Invoice, *, together: bool = False) -> list[Checkout]:
    """Begin to pay what is payable of an approved invoice by card.

    ``together``: of every invoice for the same milestone that can be paid by card, or of none.
    """
    rows = locked_invoices(paid_together(invoice).by_card) if together else [invoice]
    if not rows:
        raise Refusal("None of these invoices can be paid by card now.")
    begun = [_begin(act, row) for row in rows]
    act.note(checkouts=[row.id for row in begun])
    return begun


def _begin(act: Act, invoice: Invoice) -> Checkout:
    """Pressed again while one for the same sum is in hand, or on its way, it is that one; one for
    another sum is ended first."""
    if invoice.state not in (InvoiceState.APPROVED, InvoiceState.DISPUTED):
        raise Refusal("Approve the invoice before you pay it by card.")
    amount = account_of(invoice.id).payable
    if not amount:
        raise Refusal("Nothing is to be paid on this invoice now.")
    account = organisations_by_id([invoice.supplier_id])[invoice.supplier_id].stripe_account
    if account is None:
        raise Refusal("This supplier does not take cards. Pay by bank transfer instead.")
    in_hand = checkout_in_hand(invoice.id)
    if in_hand is not None:
        if in_hand.amount == amount or in_hand.state is CheckoutState.PROCESSING:
            return in_hand
        end_checkouts(act, invoice)
        if in_hand.state in LIVE:
            raise Refusal("A card payment is being recorded just now. Look again in a moment.")
    row = act.add(
        Checkout(
            invoice_id=invoice.id,
            account=account,
            amount=amount,
            begun_by=act.person_id,
            begun_at=act.now,
        )
    )
    act.enqueue("open_checkout", once=f"checkout:{row.id}", checkout_id=row.id)
    return row


@action("checkout.open")
def open_checkout(act: Act, checkout: Checkout, *, stripe_id: str, url: str) -> None:
    """Remember where the buyer pays, and ask Stripe again later in case its word gets lost."""
    checkout.stripe_id, checkout.url = stripe_id, url
    if checkout.state is CheckoutState.WANTED:
        checkout.state = CHECKOUT.after(checkout.state, "open")
    for number, pause in enumerate(CHECK_AFTER):
        act.enqueue(
            "check_checkout",
            at=act.now + pause,
            once=f"check:{checkout.id}:{number}",
            checkout_id=checkout.id,
        )


@action("checkout.settle")
def settle_checkout(
    act: Act,
    checkout: Checkout,
    *,
    stripe_id: str,
    intent: str,
    amount: Money,
    currency: str,
    event: Event | None = None,
) -> Payment | None:
    """Record that Stripe was paid; None where this checkout, or this event, was settled before.

    Money that came is recorded whatever happened to the invoice meanwhile: what is
    beyond its outstanding sum stands unallocated, to be given back.
    """
    if not is_new(act, event) or checkout.state is CheckoutState.PAID:
        return None
    if currency != "gbp":
        raise Refusal("Only pounds sterling can be settled here.")
    (invoice,) = locked_invoices([checkout.invoice_id])
    part = min(amount, account_of(invoice.id).outstanding)
    checkout.state = CHECKOUT.after(checkout.state, "pay")
    checkout.stripe_id = stripe_id
    db.session.flush()
    paid_on = happened_on(act, event)
    payment = settle(
        act,
        invoice.buyer_id,
        invoice.supplier_id,
        [(invoice, part)],
        amount=amount,
        method=PaymentMethod.STRIPE,
        reference=intent,
        paid_on=paid_on,
    )
    act.note(payment=payment.id)
    act.give_receipt(
        checkout.begun_by,
        "payment_receipt",
        payment_id=payment.id,
        supplier=account_of(invoice.id).supplier,
        number=invoice.number,
        amount=amount,
        reference=intent,
        paid_on=paid_on,
    )
    return payment


@action("checkout.process")
def process_checkout(
    act: Act, checkout: Checkout, *, stripe_id: str, event: Event | None = None
) -> None:
    """A debit was asked for at the payer's bank: nobody need pay again while it is on its way."""
    if is_new(act, event) and checkout.state in ENDABLE:
        checkout.state = CHECKOUT.after(checkout.state, "process")
        checkout.stripe_id = stripe_id


@action("checkout.fail")
def fail_checkout(act: Act, checkout: Checkout, *, event: Event | None = None) -> None:
    """The debit did not come: both sides are told, and another payment can begin."""
    if not is_new(act, event) or checkout.state not in LIVE:
        return
    checkout.state = CHECKOUT.after(checkout.state, "fail")
    account = account_of(checkout.invoice_id)
    for person_id in dict.fromkeys(
        [
            checkout.begun_by,
            *people_as(account.invoice.buyer_id, Role.FINANCE),
            *people_as(account.invoice.supplier_id, Role.FINANCE, Role.OWNER),
        ]
    ):
        act.notify(
            person_id,
            "card_payment_failed",
            checkout_id=checkout.id,
            payer=account.buyer,
            supplier=account.supplier,
            number=account.invoice.number,
            amount=checkout.amount,
        )


@action("checkout.expire")
def expire_checkout(act: Act, checkout: Checkout, *, event: Event | None = None) -> None:
    """Nobody paid in time: another card payment can begin."""
    if is_new(act, event) and checkout.state in ENDABLE:
        checkout.state = CHECKOUT.after(checkout.state, "expire")
