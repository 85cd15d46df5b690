"""Paying by card, as the buyer's finance and the supplier see it."""

import json
import time
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from marketplace.engine import db, jobs
from marketplace.gateways import stripe
from marketplace.payments.actions import checkouts, invoices
from marketplace.payments.models.payments import Checkout, Payment
from marketplace.settings import Settings
from procurement.ground.money import Money
from tests.actions.payments.test_checkouts import account_at_stripe, approved, begun, connected
from tests.actions.payments.test_invoices import again, consortium, invoiced
from tests.cast import Cast, Make, client_of
from tests.stripe_server import Stripe, nobody_listens, post_webhook

CHARGE_REFUNDED = {
    "type": "charge.refunded",
    "object": {
        "object": "charge",
        "id": "ch_1",
        "amount": 10000,
        "amount_refunded": 10000,
        "refunded": True,
        "currency": "gbp",
    },
    "heading": "Refund of £100.00",
}
DISPUTE_LOST = {
    "type": "charge.dispute.closed",
    "object": {
        "object": "dispute",
        "id": "dp_1",
        "charge": "ch_1",
        "amount": 10000,
        "currency": "gbp",
        "status": "lost",
    },
    "heading": "Taking back of £100.00",
}
"""Events as small as Stripe may make them."""


def test_a_supplier_opens_its_account_at_stripe(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    baker = client_of(app, cast.baker)
    path = f"/organisations/{cast.bakery.id}"
    assert "Open an account at Stripe" in baker.get(f"{path}/cards").text
    answer = baker.post(f"{path}/connect-stripe")
    assert "is making your account" in baker.get(answer.location).text
    jobs.run_due()
    assert "has its own account at Stripe (acct_" in baker.get(f"{path}/cards").text
    assert baker.post(f"{path}/cards").location.startswith(f"{local.url}/setup/acct_")
    assert baker.post(f"{path}/connect-stripe").status_code == 422


def test_nobody_else_opens_it(app: Flask, cast: Cast, make: Make, local: Stripe) -> None:
    for person in (cast.gardener, cast.finance, cast.stranger):
        answer = client_of(app, person).post(f"/organisations/{cast.bakery.id}/connect-stripe")
        assert answer.status_code == 403


def test_a_buyer_pays_by_card_through_the_pages(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    invoices.approve_invoice(cast.finance, invoice.id)
    finance = client_of(app, cast.finance)
    assert "Pay £100.00 by card" in finance.get(f"/invoices/{invoice.id}").text
    begun = finance.post(f"/invoices/{invoice.id}/begin-checkout")
    waiting = finance.get(begun.location)
    assert "We are asking Stripe" in waiting.text
    assert waiting.headers["Refresh"] == "3"
    jobs.run_due()
    opened = finance.get(begun.location)
    url = db.session.scalars(select(Checkout.url)).one()
    assert f'href="{url}"' in opened.text
    assert "Refresh" not in opened.headers
    local.pay(url)
    assert "Paid: £100.00" in finance.get(begun.location).text
    assert again(invoice).state is InvoiceState.PAID
    payment = db.session.scalars(select(Payment)).one()
    assert (
        "Card or debit, through Stripe"
        in client_of(app, cast.baker).get(f"/payments/{payment.id}").text
    )
    assert client_of(app, cast.gardener).get(begun.location).status_code == 404
    assert client_of(app, cast.gardener).get(f"/payments/{payment.id}").status_code == 404


def test_a_consortium_is_paid_together_by_card(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected(
        (cast.baker, cast.bakery), (cast.gardener, cast.gardens), (cast.cleaner, cast.cleaners)
    )
    sent = invoiced(cast.baker, consortium(cast, make, "1000.00"))
    finance = client_of(app, cast.finance)
    finance.post(f"/invoices/{sent[0].id}/approve", data={"together": "yes"})
    assert "Pay all of them" in finance.get(f"/invoices/{sent[0].id}").text
    page = f"/invoices/{sent[0].id}/pay-together"
    assert "Prepare 3 card payments" in finance.get(page).text
    finance.post(page)
    jobs.run_due()
    shown = finance.get(page).text
    urls = list(db.session.scalars(select(Checkout.url)))
    assert len(urls) == 3
    for url in urls:
        assert f'href="{url}"' in shown
        local.pay(url)
    assert {again(row).state for row in sent} == {InvoiceState.PAID}
    assert "Nothing to pay" in finance.get(page).text


def test_several_are_paid_together_by_card_or_none_is(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery), (cast.gardener, cast.gardens))
    sent = invoiced(cast.baker, consortium(cast, make, "1000.00"))
    finance = client_of(app, cast.finance)
    finance.post(f"/invoices/{sent[0].id}/approve", data={"together": "yes"})
    rows = {row.supplier_id: row for row in sent}
    last = max((rows[cast.bakery.id], rows[cast.gardens.id]), key=lambda row: row.id)
    checkout_id = checkouts.begin_checkout(cast.finance, last.id)[0].id
    with db.transaction():
        db.session.get_one(Checkout, checkout_id).amount = Money(1)
    with db.session.get_bind().connect() as stripe_reports:
        stripe_reports.execute(select(Checkout.id).with_for_update())
        refused = finance.post(f"/invoices/{sent[0].id}/pay-together")
    assert refused.status_code == 422
    assert "A card payment is being recorded just now." in refused.text
    assert list(db.session.scalars(select(Checkout.id))) == [checkout_id]


def test_a_debit_on_its_way_and_one_that_did_not_come_stand_on_the_pages_of_both(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    local.pay_by_debit(checkout.stripe_id)
    finance, baker = client_of(app, cast.finance), client_of(app, cast.baker)
    payment, shown = f"/checkouts/{checkout.id}", f"/invoices/{invoice.id}"
    for browser in (finance, baker):
        assert "On its way: £100.00" in browser.get(payment).text
        assert "£100.00 is on its way by debit" in browser.get(shown).text
    assert "by card</button>" not in finance.get(shown).text
    local.hub.fail(local.hub.objects[checkout.stripe_id])
    for browser in (finance, baker):
        assert "Not paid: £100.00" in browser.get(payment).text
        assert "did not come: nothing was paid by it." in browser.get(shown).text
    assert "Pay £100.00 by card</button>" in finance.get(shown).text


@pytest.mark.parametrize(
    "told", [CHARGE_REFUNDED, DISPUTE_LOST], ids=["refunded", "a dispute lost"]
)
def test_money_that_stripe_says_is_back_is_to_be_paid_again(
    app: Flask, cast: Cast, make: Make, local: Stripe, told: dict
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    local.pay(begun(cast, invoice).url)
    (intent,) = db.session.scalars(select(Payment.outside_reference))
    about = told["object"] | {"payment_intent": intent}
    event = {"id": "evt_1", "type": told["type"], "account": account_at_stripe(cast.bakery)}
    body = json.dumps(event | {"created": int(time.time()), "data": {"object": about}})
    for _ in range(2):
        signature = local.hub.sign(body)
        assert post_webhook(app.test_client(), body.encode(), signature) == 200
    for person in (cast.finance, cast.baker):
        browser = client_of(app, person)
        assert "<strong>£100.00</strong> to pay" in browser.get(f"/invoices/{invoice.id}").text
        (back,) = db.session.scalars(select(Payment.id).where(Payment.refunds_id.is_not(None)))
        assert told["heading"] in browser.get(f"/payments/{back}").text


def test_a_payment_that_the_bank_asks_back_says_so_to_both(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    local.pay(begun(cast, invoice).url)
    (payment,) = db.session.execute(select(Payment.id, Payment.outside_reference))
    dispute = local.hub.dispute(local.hub.objects[payment.outside_reference], 10000)
    browsers = [client_of(app, person) for person in (cast.finance, cast.baker)]
    for browser in browsers:
        for path in (f"/invoices/{invoice.id}", f"/payments/{payment.id}"):
            assert "Midborough Council’s bank asks for £100.00" in browser.get(path).text
    local.hub.close_dispute(dispute, "won")
    for browser in browsers:
        assert "Harbour Bakery CIC keeps it" in browser.get(f"/payments/{payment.id}").text
        assert "’s bank asks for" not in browser.get(f"/invoices/{invoice.id}").text


def test_stripe_out_of_reach_is_said_in_a_sentence(
    app: Flask, cast: Cast, make: Make, settings: Settings, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    invoices.approve_invoice(cast.finance, invoice.id)
    stripe.use(replace(settings, stripe_key="sk_test_local", stripe_api=nobody_listens()))
    finance = client_of(app, cast.finance)
    begun = finance.post(f"/invoices/{invoice.id}/begin-checkout")
    jobs.run_due()
    assert "Stripe cannot be reached just now" in finance.get(begun.location).text
    setup = client_of(app, cast.baker).post(f"/organisations/{cast.bakery.id}/cards")
    assert "Stripe cannot be reached just now" in setup.text


def test_a_supplier_without_cards_is_paid_by_bank_only(app: Flask, cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    invoices.approve_invoice(cast.finance, invoice.id)
    finance = client_of(app, cast.finance)
    assert "by card</button>" not in finance.get(f"/invoices/{invoice.id}").text
    answer = finance.post(f"/invoices/{invoice.id}/begin-checkout")
    assert answer.status_code == 422
    assert "Pay by bank transfer instead" in answer.text


def test_a_webhook_needs_no_form_token(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        answer = app.test_client().post("/stripe/webhook", data=b"{}")
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert (answer.status_code, answer.text) == (400, "The signature is not right.")


def test_a_supplier_is_led_to_the_page_for_cards(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.baker)
    path = f"/organisations/{cast.bakery.id}/cards"
    for page in ("/my", f"/organisations/{cast.bakery.id}"):
        assert f'href="{path}"' in browser.get(page).text
    assert browser.get(path).status_code == 200
    assert "/cards" not in client_of(app, cast.buyer).get("/my").text
