"""Bank transfers on record and money given back, as each side sees them."""

from flask import Flask
from sqlalchemy import select

from invoicing.billing.invoice import InvoiceState
from marketplace.engine import db, jobs
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import invoices
from marketplace.payments.models.payments import Checkout, Payment
from tests.actions.payments.test_checkouts import connected
from tests.actions.payments.test_invoices import again, consortium, invoiced
from tests.cast import Cast, Make, client_of
from tests.stripe_server import Stripe

PAID = {
    "reference": "BACS 1",
    "paid_on-day": "23",
    "paid_on-month": "11",
    "paid_on-year": "2026",
}


def test_a_consortium_is_approved_and_paid_by_bank_together(
    app: Flask, cast: Cast, make: Make
) -> None:
    sent = invoiced(cast.baker, consortium(cast, make, "1000.00"))
    finance = client_of(app, cast.finance)
    page = finance.get(f"/invoices/{sent[1].id}")
    assert "Approve all of them" in page.text
    assert "£1,000.00" in page.text
    finance.post(f"/invoices/{sent[1].id}/approve", data={"together": "yes"})
    amounts = {f"amount_{row.id.hex}": str(row.gross) for row in sent}
    done = finance.post(f"/invoices/{sent[1].id}/record-payment?together=yes", data=PAID | amounts)
    assert done.status_code == 302, done.text
    assert {again(row).state for row in sent} == {InvoiceState.PAID}
    assert "3 payments" in finance.get(done.location).text


def test_an_amount_beyond_what_is_owed_is_refused_and_what_was_typed_is_kept(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    answer = client_of(app, cast.finance).post(
        f"/invoices/{invoice.id}/record-payment",
        data=PAID | {f"amount_{invoice.id.hex}": "100.01"},
    )
    assert answer.status_code == 422
    assert "Only £100.00 is outstanding" in answer.text
    assert 'value="BACS 1"' in answer.text


def test_a_refund_is_made_through_the_pages(
    app: Flask, cast: Cast, make: Make, local: Stripe
) -> None:
    connected((cast.baker, cast.bakery))
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    invoices.approve_invoice(cast.finance, invoice.id)
    finance, baker = client_of(app, cast.finance), client_of(app, cast.baker)
    finance.post(f"/invoices/{invoice.id}/begin-checkout")
    jobs.run_due()
    local.pay(db.session.scalars(select(Checkout.url)).one())
    payment_id = db.session.scalars(select(Payment.id)).one()
    assert "Give money back" in baker.get(f"/payments/{payment_id}").text
    assert "Give money back" not in finance.get(f"/payments/{payment_id}").text
    assert baker.get(f"/payments/{payment_id}/refund").status_code == 200
    answer = baker.post(f"/payments/{payment_id}/refund", data={"amount": "25"})
    assert answer.status_code == 302, answer.text
    jobs.run_due()
    assert "£25.00 given back" in finance.get(f"/payments/{payment_id}").text
    assert db.session.get_one(Organisation, cast.bakery.id).stripe_account


def test_a_transfer_is_recorded_by_the_buyer_s_finance_and_read_by_both_sides(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    path, typed = f"/invoices/{invoice.id}/record-payment", {f"amount_{invoice.id.hex}": "100"}
    for person in (cast.buyer, cast.baker):
        assert client_of(app, person).post(path, data=PAID | typed).status_code == 403
    assert client_of(app, cast.stranger).post(path, data=PAID | typed).status_code == 404
    unsaid = client_of(app, cast.finance).post(path, data=PAID | {f"amount_{invoice.id.hex}": ""})
    assert unsaid.status_code == 422
    assert "Say which invoice was paid, and how much of it." in unsaid.text
    assert 'value="BACS 1"' in unsaid.text
    said = client_of(app, cast.finance).post(path, data=PAID | typed, follow_redirects=True).text
    assert "The payment of £100.00 is recorded. The supplier has been told." in said
    page = f"/payments/{db.session.scalars(select(Payment.id)).one()}"
    for person in (cast.finance, cast.baker):
        assert "BACS 1" in client_of(app, person).get(page).text
    for person in (cast.gardener, cast.stranger):
        assert client_of(app, person).get(page).status_code == 404
        assert client_of(app, person).get(f"{page}/refund").status_code == 404
