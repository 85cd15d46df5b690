"""A bank transfer is the payer's word until the supplier has spoken, as each side sees it."""

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db, jobs
from marketplace.engine.messages import Message
from marketplace.payments.models.invoices import Invoice
from tests.actions.payments.test_payments import one_invoice, paid
from tests.cast import Cast, Make, client_of
from tests.pages.desk.test_work import work


def the_payment(cast: Cast, make: Make) -> str:
    invoice = one_invoice(cast, make)
    (payment,) = paid(cast, {invoice.id: 100000})
    return f"/payments/{payment.id}"


def subjects() -> list[str]:
    jobs.run_due()
    return list(db.session.scalars(select(Message.subject).order_by(Message.id)))


def test_the_supplier_confirms_that_it_came(app: Flask, cast: Cast, make: Make) -> None:
    page = the_payment(cast, make)
    baker, finance = client_of(app, cast.baker), client_of(app, cast.finance)
    assert "Say whether a transfer came: BACS 1" in work(app, cast.baker)
    assert "said by the payer" in work(app, cast.baker)
    assert "Said by the payer" in finance.get(page).text
    assert "It has come" not in finance.get(page).text
    assert finance.post(f"{page}/confirm").status_code == 403
    assert client_of(app, cast.gardener).post(f"{page}/confirm").status_code == 404
    said = client_of(app, cast.broker)
    assert "£1,000.00 is said by the payer alone" in said.get("/board").text
    assert "Bank transfer, said by the payer" in said.get("/board/ledger").text
    assert "It has come" in baker.get(page).text
    assert baker.post(f"{page}/confirm", follow_redirects=True).status_code == 200
    assert "Harbour Bakery CIC confirmed it on 23 November 2026" in finance.get(page).text
    assert "Say whether" not in work(app, cast.baker)
    assert "said by the payer alone" not in said.get("/board").text
    assert "Bank transfer, confirmed by who got it" in said.get("/board/ledger").text
    assert "Bank transfer, confirmed by who got it" in said.get("/board/ledger.csv").text


def test_the_supplier_says_that_it_never_came(app: Flask, cast: Cast, make: Make) -> None:
    page = the_payment(cast, make)
    baker, finance = client_of(app, cast.baker), client_of(app, cast.finance)
    assert finance.get(f"{page}/deny").status_code == 403
    assert baker.post(f"{page}/deny", data={"reason": ""}).status_code == 422
    done = baker.post(
        f"{page}/deny", data={"reason": "Not on our statement."}, follow_redirects=True
    )
    assert "What it was for is owed as before" in done.text
    assert "Harbour Bakery CIC says that £1,000.00 did not come" in subjects()
    assert "Look for a transfer that did not come: BACS 1" in work(app, cast.finance)
    assert "Pay invoice: INV-000001" in work(app, cast.finance)
    assert "Not on our statement." in finance.get(page).text
    received = client_of(app, None).get("/board").text.partition("<dt>Received</dt>")[2]
    assert received.startswith("<dd>£0.00")


def test_a_slip_is_taken_back_with_its_reason(app: Flask, cast: Cast, make: Make) -> None:
    page = the_payment(cast, make)
    baker, finance = client_of(app, cast.baker), client_of(app, cast.finance)
    assert "Was it a slip?" in finance.get(page).text
    assert "Was it a slip?" not in baker.get(page).text
    assert baker.get(f"{page}/take-back").status_code == 403
    assert finance.post(f"{page}/take-back", data={"reason": " "}).status_code == 422
    assert (
        finance.post(f"{page}/take-back", data={"reason": "Another supplier’s."}).status_code == 302
    )
    assert "Midborough Council takes back what it recorded: £1,000.00" in subjects()
    assert "Another supplier’s." in baker.get(page).text
    invoice_id = db.session.scalars(select(Invoice.id)).one()
    assert "it was a slip" in baker.get(f"/invoices/{invoice_id}").text
