"""Money owed back stands in somebody's work until it is given back or set off."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.payments.actions import credit_notes, payment_words
from marketplace.payments.models.payments import Repayment
from marketplace.payments.queries import repayments
from tests.actions.payments.test_payments import one_invoice, paid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.pages.desk.test_work import work
from tests.pages.payments.test_payment_words import subjects
from tests.paid_rows import disputed_whole

BY = {"wanted_on-day": "30", "wanted_on-month": "11", "wanted_on-year": "2026"}


def owed_back(cast: Cast, make: Make) -> Repayment:
    """The whole of a paid invoice taken back: £20,000.00 are owed back."""
    invoice = one_invoice(cast, make, "20000.00")
    (payment,) = paid(cast, {invoice.id: 20_000_00})
    payment_words.confirm_payment(cast.baker, payment.id)
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Wrong contract.")
    return db.session.scalars(select(Repayment)).one()


def test_what_is_owed_back_is_in_the_work_of_both_and_asked_for(
    app: Flask, cast: Cast, make: Make
) -> None:
    repayment = owed_back(cast, make)
    page = f"/payments/{repayment.payment_id}"
    finance, baker = client_of(app, cast.finance), client_of(app, cast.baker)
    assert "Give back what you owe: BACS 1 For finance · £20,000.00" in work(app, cast.baker)
    assert "Ask for what is owed back: BACS 1 For finance · £20,000.00" in work(app, cast.finance)
    assert "Owed back: £20,000.00" in finance.get(page).text
    assert "Ask for it back" not in baker.get(page).text
    lines = client_of(app, cast.broker).get("/board/ledger").text
    assert "Given back, or owed back after a credit note" in lines
    ask = f"/repayments/{repayment.id}/ask"
    assert baker.get(ask).status_code == 403
    assert client_of(app, cast.gardener).get(ask).status_code == 404
    assert "until it is given back or set off against another invoice" in finance.get(ask).text
    assert finance.post(ask, data={}).status_code == 422
    assert finance.post(ask, data=BY).status_code == 302
    assert "Midborough Council asks for £20,000.00 back" in subjects()
    assert "to be given back by 30 November 2026" in baker.get(page).text
    assert "by 30 November 2026" in work(app, cast.baker)
    assert "Wait for what you asked back" in work(app, cast.finance)
    back = {
        "amount": "20000",
        "reference": "BACK",
        "refunded_on-day": "23",
        "refunded_on-month": "11",
        "refunded_on-year": "2026",
    }
    assert baker.post(f"{page}/refund", data=back).status_code == 302
    assert "Owed back" not in finance.get(page).text
    assert "asked back" not in work(app, cast.finance)


def test_an_invoice_disputed_as_a_whole_keeps_none_from_being_offered_for_a_set_off(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repayments, "_MOST", 1)
    repayment_id = owed_back(cast, make).id
    disputed_whole(one_invoice(cast, make, "700.00").id)
    one_invoice(cast, make, "500.00")
    offered = client_of(app, cast.finance).get(f"/repayments/{repayment_id}/set-off").text
    assert "INV-000003: £500.00 to pay" in offered
    assert "INV-000002" not in offered


def test_what_is_owed_back_is_set_off_against_the_next_invoice(
    app: Flask, cast: Cast, make: Make
) -> None:
    repayment = owed_back(cast, make)
    finance = client_of(app, cast.finance)
    set_off = f"/repayments/{repayment.id}/set-off"
    assert "has no open invoice to you" in finance.get(set_off).text
    clock.set_to(NOW + timedelta(days=1), stopped=True)
    following = one_invoice(cast, make, "500.00")
    assert "INV-000002: £500.00 to pay" in finance.get(set_off).text
    assert client_of(app, cast.baker).get(set_off).status_code == 403
    assert finance.post(set_off, data={}).status_code == 422
    assert finance.post(set_off, data={"invoice_id": str(following.id)}).status_code == 302
    assert "Midborough Council set off £500.00 against invoice INV-000002" in subjects()
    said = finance.get(f"/invoices/{following.id}").text
    assert "£500.00 set off: owed back of the payment BACS 1" in said
    assert "Paid on the day it came" in said
    assert "Owed back: £19,500.00" in finance.get(f"/payments/{repayment.payment_id}").text
