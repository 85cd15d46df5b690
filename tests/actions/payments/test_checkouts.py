"""Card payments: one effect each, whatever fails on the way."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from invoicing.billing.invoice import InvoiceState
from marketplace.engine import clock, db, jobs
from marketplace.engine.access import SYSTEM
from marketplace.engine.messages import Message
from marketplace.engine.outbox import OutboxEntry
from marketplace.gateways import stripe
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import (
    checkouts,
    credit_notes,
    invoices,
    payments,
    stripe_accounts,
)
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Checkout, CheckoutState, Payment
from marketplace.payments.queries.invoices import account_of
from marketplace.settings import Settings
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from tests.actions.payments.test_invoices import again, consortium, invoiced
from tests.cast import Cast, Make
from tests.stripe_server import (
    SECRET,
    Stripe,
    nobody_listens,
    post_webhook,
)


def connected(*pairs: tuple) -> None:
    """Each organisation with an account at Stripe."""
    for actor, organisation in pairs:
        stripe_accounts.connect_stripe_account(actor, organisation.id)
    jobs.run_due()


def account_at_stripe(organisation: Organisation) -> str:
    row = db.session.get_one(Organisation, organisation.id, populate_existing=True)
    return row.stripe_account or ""


def approved(cast: Cast, make: Make, value: str = "100.00") -> Invoice:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, value))
    invoices.approve_invoice(cast.finance, invoice.id)
    return invoice


def begun(cast: Cast, invoice: Invoice) -> Checkout:
    """A checkout that is open at Stripe."""
    checkout_id = checkouts.begin_checkout(cast.finance, invoice.id)[0].id
    jobs.run_due()
    return found_again(checkout_id)


def found_again(checkout_id: UUID) -> Checkout:
    row = db.session.get_one(Checkout, checkout_id, populate_existing=True)
    db.session.expunge(row)
    return row


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def subjects() -> list[str]:
    jobs.run_due()
    return list(db.session.scalars(select(Message.subject).order_by(Message.id)))


def test_a_card_payment_goes_to_the_suppliers_own_account_and_settles_the_invoice(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    assert checkout.state is CheckoutState.OPEN
    local.pay(checkout.url)
    assert local.paid_on(account_at_stripe(cast.bakery)) == [10000]
    assert again(invoice).state is InvoiceState.PAID
    said = subjects()
    assert said.count("Receipt: £100.00 paid to Harbour Bakery CIC") == 1
    assert said.count("Midborough Council paid you £100.00") == 1


def test_each_member_of_a_consortium_is_paid_into_its_own_account(
    cast: Cast, make: Make, local: Stripe
) -> None:
    members = [
        (cast.baker, cast.bakery),
        (cast.gardener, cast.gardens),
        (cast.cleaner, cast.cleaners),
    ]
    connected(*members)
    sent = invoiced(cast.baker, consortium(cast, make))
    invoices.approve_invoice(cast.finance, sent[0].id, together=True)
    for row in sent:
        local.pay(begun(cast, row).url)
    assert [local.paid_on(account_at_stripe(org)) for _, org in members] == [[3333], [3333], [4001]]
    assert {again(row).state for row in sent} == {InvoiceState.PAID}
    assert Money.total(account_of(row.id).balance.paid for row in sent) == Money(10667)


def test_the_same_webhook_twice_makes_one_payment(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    local.pay(begun(cast, approved(cast, make)).url)
    (body, signature) = local.webhooks[-1]
    assert post_webhook(app.test_client(), body, signature) == 200
    assert (count(Payment), count(Allocation)) == (1, 1)


def test_another_event_about_the_same_checkout_makes_no_second_payment(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    local.pay(begun(cast, approved(cast, make)).url)
    other = json.loads(local.webhooks[-1][0]) | {"id": "evt_another"}
    body = json.dumps(other)
    assert post_webhook(app.test_client(), body.encode(), local.hub.sign(body)) == 200
    assert count(Payment) == 1


@pytest.mark.parametrize("fault", ["tampered", "old", "empty", "another secret"])
def test_a_webhook_that_is_not_from_stripe_is_refused(
    app: Flask, cast: Cast, make: Make, local: Stripe, fault: str
) -> None:
    connected((cast.baker, cast.bakery))
    checkout = begun(cast, approved(cast, make))
    local.hub.send = lambda *_: False
    local.pay(checkout.url)
    body = local.hub.undelivered[-1]
    signature = {
        "tampered": local.hub.sign(body.replace("10000", "99")),
        "old": local.hub.sign(body, int(time.time()) - 301),
        "empty": "",
        "another secret": stripe.stripe.WebhookSignature.generate_signature_header(body, "whsec_x"),
    }[fault]
    assert post_webhook(app.test_client(), body.encode(), signature) == 400
    assert count(Payment) == 0
    assert post_webhook(app.test_client(), body.encode(), local.hub.sign(body)) == 200
    assert count(Payment) == 1


def test_where_no_webhook_arrives_stripe_is_asked(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    local.hub.send = lambda *_: False
    local.pay(checkout.url)
    assert again(invoice).state is InvoiceState.APPROVED
    clock.set_to(clock.now() + timedelta(minutes=6), stopped=True)
    jobs.run_due()
    assert again(invoice).state is InvoiceState.PAID


def test_beginning_twice_is_one_checkout(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    first, second = begun(cast, invoice), begun(cast, invoice)
    assert first.id == second.id
    assert local.sessions() == 1


def test_a_checkout_for_a_sum_that_changed_is_ended_and_replaced(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    first = begun(cast, invoice)
    payments.record_payment(
        cast.finance,
        invoice.id,
        reference="BACS",
        paid_on=clock.today(),
        parts={invoice.id: Money(4000)},
    )
    second = begun(cast, invoice)
    assert second.amount == Money(6000)
    assert local.hub.objects[first.stripe_id]["status"] == "expired"


def test_stripe_out_of_reach_loses_nothing_and_the_job_tries_again(
    app: Flask, cast: Cast, make: Make, settings: Settings, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    away = replace(settings, stripe_key="sk_test_local", stripe_api=nobody_listens())
    stripe.use(away)
    checkout_id = checkouts.begin_checkout(cast.finance, invoice.id)[0].id
    jobs.run_due()
    entry = db.session.scalars(
        select(OutboxEntry).where(OutboxEntry.once == f"checkout:{checkout_id}")
    ).one()
    assert "StripeAway" in (entry.last_error or "")
    assert entry.done_at is None
    stripe.use(replace(away, stripe_api=local.url, stripe_webhook_secret=SECRET))
    with db.transaction():
        db.session.get_one(OutboxEntry, entry.id).leased_until = None
    jobs.run_due()
    assert found_again(checkout_id).state is CheckoutState.OPEN


def test_only_an_approved_invoice_is_paid_by_card(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    with pytest.raises(Refusal, match="Approve the invoice"):
        checkouts.begin_checkout(cast.finance, invoice.id)


def test_money_for_an_invoice_that_was_taken_back_is_recorded_and_owed_back(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Sent by mistake.")
    local.pay(checkout.url)
    payment = db.session.scalars(select(Payment)).one()
    assert payment.amount == Money(10000)
    assert count(Allocation) == 0
    payments.refund_payment(cast.baker, payment.id, amount=Money(10000), reference="")
    jobs.run_due()
    assert db.session.scalar(select(func.sum(Payment.amount))).pence == 0


def test_an_invoice_paid_by_bank_can_no_longer_be_paid_by_card(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    payments.record_payment(
        cast.finance,
        invoice.id,
        reference="BACS",
        paid_on=clock.today(),
        parts={invoice.id: Money(10000)},
    )
    jobs.run_due()
    local.pay(checkout.url)
    assert local.paid_on(checkout.account) == []
    assert found_again(checkout.id).state is CheckoutState.EXPIRED


def test_a_card_refund_goes_through_stripe_once(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    local.pay(begun(cast, invoice).url)
    payment = db.session.scalars(select(Payment)).one()
    payments.refund_payment(cast.baker, payment.id, amount=Money(2500), reference="")
    jobs.run_due()
    refunds = [o for o in local.hub.objects.values() if o["object"] == "refund"]
    assert [refund["amount"] for refund in refunds] == [2500]
    assert account_of(invoice.id).outstanding == Money(2500)
    assert again(invoice).state is InvoiceState.APPROVED


def test_a_worker_that_dies_between_opening_and_noting_it_opens_one_checkout(
    cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout_id = checkouts.begin_checkout(cast.finance, invoice.id)[0].id
    entry_id = db.session.scalars(
        select(OutboxEntry.id).where(OutboxEntry.once == f"checkout:{checkout_id}")
    ).one()
    db.session.rollback()
    lost = stripe.open_checkout(
        str(entry_id),
        account_at_stripe(cast.bakery),
        str(checkout_id),
        f"Invoice {invoice.number}",
        Money(10000),
    )
    jobs.run_due()
    found = found_again(checkout_id)
    assert (found.stripe_id, local.sessions()) == (lost.id, 1)


_WORKER = """
import os, sys, time
from uuid import UUID
from dataclasses import replace
from marketplace import settings, wiring
from marketplace.engine import jobs
from marketplace.payments.actions import checkouts
from pathlib import Path
wired = settings.Settings(var=Path(sys.argv[4]), database_url=sys.argv[1], demonstration=True,
    secret_key="x", stripe_key="sk_test_local", stripe_api=sys.argv[2],
    stripe_webhook_secret="whsec_for_tests")
wiring.wire(wired)
if sys.argv[5] == "dies":
    real = checkouts.settle_checkout
    def wait(*args, **values):
        print("Stripe has answered", flush=True)
        time.sleep(60)
    checkouts.settle_checkout = wait
jobs.run(sys.argv[3])
"""


def test_a_worker_killed_between_payment_and_receipt_leaves_one_payment_and_one_receipt(
    cast: Cast, make: Make, local: Stripe, settings: Settings
) -> None:
    connected((cast.baker, cast.bakery))
    invoice = approved(cast, make)
    checkout = begun(cast, invoice)
    local.hub.send = lambda *_: False
    local.pay(checkout.url)
    clock.set_to(clock.now() + timedelta(minutes=6), stopped=True)
    entry_id = db.session.scalars(
        select(OutboxEntry.id).where(OutboxEntry.once == f"check:{checkout.id}:0")
    ).one()
    db.session.rollback()
    told = [settings.database_url, local.url, str(entry_id), str(settings.var)]
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER, *told, "dies"], stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert "Stripe has answered" in worker.stdout.readline()
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert again(invoice).state is InvoiceState.APPROVED
    with db.transaction():
        db.session.get_one(OutboxEntry, entry_id).leased_until = None
    subprocess.run([sys.executable, "-c", _WORKER, *told, "lives"], check=True)
    local.hub.send = lambda body, sign: True
    assert again(invoice).state is InvoiceState.PAID
    assert (count(Payment), count(Allocation)) == (1, 1)
    said = subjects()
    assert said.count("Receipt: £100.00 paid to Harbour Bakery CIC") == 1
    assert said.count("Midborough Council paid you £100.00") == 1


def test_the_job_that_settled_is_not_done_again(cast: Cast, make: Make, local: Stripe) -> None:
    connected((cast.baker, cast.bakery))
    checkout = begun(cast, approved(cast, make))
    local.pay(checkout.url)
    paid_again = checkouts.settle_checkout(
        SYSTEM,
        checkout.id,
        stripe_id=checkout.stripe_id,
        intent="pi_other",
        amount=Money(10000),
        currency="gbp",
    )
    assert paid_again is None
    assert count(Payment) == 1
