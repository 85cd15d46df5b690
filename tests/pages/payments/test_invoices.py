"""The pages of invoices, as each side sees them."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from invoicing.billing.invoice import InvoiceState
from marketplace.contracts.actions import contracts
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import clock, db, jobs
from marketplace.engine.messages import Message
from marketplace.organisations.models.organisations import Organisation
from marketplace.payments.actions import credit_notes, invoices, payment_words
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Payment
from procurement.ground.money import Money
from tests.actions.payments.test_invoices import again, consortium, invoiced, milestones_of
from tests.actions.payments.test_payments import paid
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW
from tests.jobs.payments.test_invoices import bank_account
from tests.pages.organisations.test_organisations import words_of
from tests.pages.payments.test_payments import PAID
from tests.stripe_server import keep_readable


def test_a_milestone_is_invoiced_approved_and_paid_through_the_pages(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "1000.00")
    (milestone,) = milestones_of(contract)
    baker, finance = client_of(app, cast.baker), client_of(app, cast.finance)
    asked = baker.get(f"/contracts/{contract.id}/milestones/{milestone.id}/invoice")
    assert "£1,000.00 without VAT" in asked.text
    sent = baker.post(f"/contracts/{contract.id}/milestones/{milestone.id}/invoice", data={})
    assert sent.status_code == 302, sent.text
    shown = finance.get(sent.location)
    assert "7 days left" in shown.text
    approved = finance.post(f"{sent.location}/approve")
    assert approved.location == sent.location
    assert "Approved" in finance.get(sent.location).text
    invoice = db.session.query(Invoice).one()
    form = finance.get(f"{sent.location}/record-payment")
    assert 'value="1,000.00"' in form.text
    paid = finance.post(
        f"{sent.location}/record-payment", data=PAID | {f"amount_{invoice.id.hex}": "1000"}
    )
    assert paid.status_code == 302, paid.text
    of_the_word = words_of(finance.get(sent.location).text)
    assert "The payer says it paid on 23 November 2026" in of_the_word
    assert "Harbour Bakery CIC has not confirmed yet that it has come" in of_the_word
    assert "Paid on the day it came" not in of_the_word
    page = baker.get(sent.location).text
    payment = db.session.query(Payment).one()
    assert "says that it paid £1,000.00 on 23 November 2026" in words_of(page)
    assert f'<a class="govuk-link" href="/payments/{payment.id}">Confirm that the' in page
    assert "Said to be paid" in finance.get("/invoices?show=paid").text
    baker.post(f"/payments/{payment.id}/confirm")
    confirmed = words_of(baker.get(sent.location).text)
    assert "Paid on the day it came" in confirmed
    assert "says that it paid" not in confirmed
    assert again(invoice).state is InvoiceState.PAID
    jobs.run_due()
    subjects = [row.subject for row in db.session.query(Message).order_by(Message.id)]
    assert "Midborough Council says it has paid you £1,000.00" in subjects


def test_a_late_invoice_says_since_when_and_no_later_day_to_wait_for(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "1000.00", regime="private")
    (invoice,) = invoiced(cast.baker, contract)
    finance = client_of(app, cast.finance)
    shown = words_of(finance.get(f"/invoices/{invoice.id}").text)
    assert "Due on 30 November 2026" in shown
    assert "Late from 1 December 2026" in shown
    clock.set_to(NOW + timedelta(days=40), stopped=True)
    late = words_of(finance.get(f"/invoices/{invoice.id}").text)
    assert "Late, with interest, since 1 December 2026" in late
    assert "law allows" not in shown + late


def test_an_invoice_is_seen_by_its_two_sides_only(app: Flask, cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    for person, status in [
        (cast.baker, 200),
        (cast.finance, 200),
        (cast.buyer, 200),
        (cast.gardener, 404),
        (cast.broker, 404),
        (cast.stranger, 404),
        (cast.evaluators[0], 404),
    ]:
        assert client_of(app, person).get(f"/invoices/{invoice.id}").status_code == status
    assert client_of(app, cast.buyer).post(f"/invoices/{invoice.id}/approve").status_code == 403
    assert client_of(app, cast.baker).post(f"/invoices/{invoice.id}/approve").status_code == 403


def test_a_member_sees_its_own_invoice_and_the_lead_sees_all(
    app: Flask, cast: Cast, make: Make
) -> None:
    sent = invoiced(cast.baker, consortium(cast, make))
    gardener, baker = client_of(app, cast.gardener), client_of(app, cast.baker)
    assert [gardener.get(f"/invoices/{row.id}").status_code for row in sent] == [404, 200, 404]
    assert [baker.get(f"/invoices/{row.id}").status_code for row in sent] == [200, 200, 200]


def test_the_list_is_narrowed_and_takes_the_same_queries_however_long(
    app: Flask, cast: Cast, make: Make
) -> None:
    client = client_of(app, cast.finance)
    counts = []
    for number in (1, 12):
        for _ in range(number):
            invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
        seen: list[str] = []

        def note(*args: object, seen: list[str] = seen) -> None:
            seen.append(str(args[2]))

        engine = db.session.get_bind()
        event.listen(engine, "before_cursor_execute", note)
        shown = client.get("/invoices?show=to-approve").text
        event.remove(engine, "before_cursor_execute", note)
        counts.append(len(seen))
        db.session.remove()
    assert counts[0] == counts[1]
    assert "To approve (13)" in shown
    assert "Overdue (0)" in shown


def test_approving_twice_says_that_it_is_approved(app: Flask, cast: Cast, make: Make) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    invoices.approve_invoice(cast.finance, invoice.id)
    answer = client_of(app, cast.finance).post(f"/invoices/{invoice.id}/approve")
    assert answer.status_code == 422
    assert "already" in answer.text or "is approved" in answer.text


def test_the_confirmed_account_is_shown_to_pay_to_and_a_change_since_is_said(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "100.00"))
    page = f"/invoices/{invoice.id}"
    finance = client_of(app, cast.finance)
    assert "no confirmed bank account" in finance.get(page).text
    clock.set_to(NOW + timedelta(hours=1), stopped=True)
    bank_account(cast)
    shown = finance.get(page).text
    assert "87654321" in shown
    assert "the PDF names the earlier account" in shown


def test_money_passed_on_is_declared_on_a_page(app: Flask, cast: Cast, make: Make) -> None:
    keep_readable(cast)
    (invoice,) = invoiced(cast.cleaner, make.contract(cast.council, cast.cleaners, "100.00"))
    cleaner = client_of(app, cast.cleaner)
    page = f"/invoices/{invoice.id}/pass-on"
    assert "Harbour Bakery CIC" in cleaner.get(page).text
    told = {"organisation_id": str(cast.bakery.id), "amount": "30"}
    assert client_of(app, cast.finance).post(page, data=told).status_code == 403
    assert cleaner.post(page, data=told).status_code == 302
    assert "£30.00 without VAT to Harbour Bakery CIC" in cleaner.get(f"/invoices/{invoice.id}").text


def test_an_order_number_pasted_from_word_leads_to_an_invoice(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "1000.00")
    (milestone,) = milestones_of(contract)
    page = f"/contracts/{contract.id}/milestones/{milestone.id}/invoice"
    changed = client_of(app, cast.buyer).post(
        f"/contracts/{contract.id}/order-number", data={"order_number": "PO\x0b4711\x07"}
    )
    assert changed.status_code == 302, changed.text
    baker = client_of(app, cast.baker)
    sent = baker.post(page, data={})
    assert sent.status_code == 302, sent.text
    assert "PO 4711" in baker.get(sent.location).text


def test_the_page_shows_what_was_sent_whatever_is_changed_since(
    app: Flask, cast: Cast, make: Make
) -> None:
    contract = make.contract(cast.council, cast.bakery, "100.00")
    sent_with = contract.order_number
    (invoice,) = invoiced(cast.baker, contract)
    contracts.change_order_number(cast.buyer, contract.id, order_number="PO-NEW")
    with db.transaction():
        db.session.get_one(Organisation, cast.bakery.id).name = "Renamed Bakery"
        db.session.get_one(Organisation, cast.bakery.id).vat_number = "GB123456782"
        db.session.get_one(Contract, contract.id).title = "Another title"
    finance = client_of(app, cast.finance)
    for page in (f"/invoices/{invoice.id}", "/invoices?show=to-approve"):
        said = finance.get(page).text
        assert "Harbour Bakery CIC" in said
        assert "Renamed Bakery" not in said
    page = finance.get(f"/invoices/{invoice.id}").text
    assert sent_with in page
    for later in ("PO-NEW", "Another title", "GB123456782"):
        assert later not in page


def test_what_has_happened_stands_by_time(app: Flask, cast: Cast, make: Make) -> None:
    keep_readable(cast)
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    paid(cast, {invoice.id: 60000}, "FIRST")
    clock.set_to(clock.now() + timedelta(days=1), stopped=True)
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Less.", net=Money(10000))
    clock.set_to(clock.now() + timedelta(days=1), stopped=True)
    paid(cast, {invoice.id: 30000}, "LAST", clock.today())
    shown = client_of(app, cast.finance).get(f"/invoices/{invoice.id}").text
    history = shown[shown.index("What has happened") :]
    said = ["sent by", "reference FIRST", "£100.00 taken back by", "reference LAST"]
    assert [history.index(words) for words in said] == sorted(map(history.index, said))


def test_a_smaller_invoice_that_was_paid_late_says_what_is_taken_back_and_ends_its_interest(
    app: Flask, cast: Cast, make: Make
) -> None:
    keep_readable(cast)
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    credit_notes.credit_invoice(cast.baker, invoice.id, reason="Less.", net=Money(10000))
    clock.set_to(clock.now() + timedelta(days=20), stopped=True)
    finance, page = client_of(app, cast.finance), f"/invoices/{invoice.id}"
    assert "so far" in finance.get(page).text
    paid(cast, {invoice.id: 90000}, "LATE", clock.today())
    shown = words_of(finance.get(page).text)
    assert "£100.00 of it is taken back" in shown
    assert "Statutory interest" in shown
    assert "so far" not in shown


def test_money_that_came_after_all_is_neither_set_off_nor_owed_back(
    app: Flask, cast: Cast, make: Make
) -> None:
    keep_readable(cast)
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "1000.00"))
    (payment,) = paid(cast, {invoice.id: 100000})
    payment_words.deny_payment(cast.baker, payment.id, reason="Not on our statement.")
    clock.set_to(clock.now() + timedelta(days=2), stopped=True)
    payment_words.confirm_payment(cast.baker, payment.id)
    finance = client_of(app, cast.finance)
    shown = words_of(finance.get(f"/invoices/{invoice.id}").text)
    of_payment = words_of(finance.get(f"/payments/{payment.id}").text)
    assert "£1,000.00 of the payment BACS 1 taken off this invoice" in shown
    assert "reference BACS 1: it has come after all" in shown
    assert "had said that it did not come" in of_payment
    assert "it has come after all" in of_payment
    for words in ("set off", "owed back", "no longer needs"):
        assert words not in shown + of_payment


def test_a_long_list_is_counted_and_added_up_no_further_than_is_said(
    app: Flask, cast: Cast, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("engine.paging", "engine.shown", "payments.queries.invoice_lists"):
        monkeypatch.setattr(f"marketplace.{module}.MOST_COUNTED", 2)
    finance = client_of(app, cast.finance)

    def shown() -> str:
        return words_of(finance.get("/invoices?side=buying").text)

    for _ in range(2):
        invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    assert "Not yet paid (2) To approve (2) Due within 3 days (0)" in shown()
    assert "Together £200.00 £200.00" in shown()
    invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    assert "Not yet paid (more than 2) To approve (more than 2) Due within 3 days (0)" in shown()
    assert "Not yet paid: more than 2 invoices" in shown()
    assert "Together Not added up: more than 2 £300.00" in shown()
