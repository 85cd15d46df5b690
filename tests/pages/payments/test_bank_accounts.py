"""The account an organisation is paid into: proposed by one, confirmed by another."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.engine.access import Role
from marketplace.payments.actions import bank_accounts
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.models.invoices import Invoice
from tests.actions.payments.test_invoices import invoiced
from tests.cast import Cast, Make, client_of
from tests.conftest import NOW


def test_the_bank_account_is_for_finance_only(app: Flask, cast: Cast) -> None:
    address = f"/organisations/{cast.council.id}/bank"
    assert client_of(app, cast.finance).get(address).status_code == 200
    assert client_of(app, cast.buyer).get(address).status_code == 403


def test_finance_reads_the_account_and_the_second_person_confirms_it(
    app: Flask, make: Make, cast: Cast
) -> None:
    clerk = make.member(cast.bakery, Role.FINANCE, name="Cleo Clerk")
    account = {"name": "Harbour", "sort_code": "20-00-00", "account_number": "12345678"}
    address = f"/organisations/{cast.bakery.id}/bank"
    first = client_of(app, cast.baker)
    answer = first.post(address, data=account, follow_redirects=True)
    assert "Another person in finance, or an owner, must confirm it" in answer.text
    second = client_of(app, clerk)
    assert "Confirm or refuse the new bank account" in second.get("/my").text
    page = second.get(address).text
    assert "12345678" in page
    (path,) = re.findall(r'action="(/bank-accounts/[^"]+/confirm)"', page)
    assert (
        "It may be paid into after one whole working day"
        in second.post(path, follow_redirects=True).text
    )


def test_an_account_that_cannot_be_right_is_refused_and_what_was_typed_is_kept(
    app: Flask, cast: Cast
) -> None:
    answer = client_of(app, cast.baker).post(
        f"/organisations/{cast.bakery.id}/bank",
        data={"name": "Harbour", "sort_code": "20-00", "account_number": "1234"},
    )
    assert answer.status_code == 422
    assert "A sort code is six digits." in answer.text
    assert "An account number is eight digits." in answer.text
    for typed in ("Harbour", "20-00", "1234"):
        assert f'value="{typed}"' in answer.text


def test_nobody_confirms_the_account_they_proposed_and_others_do_not_find_it(
    app: Flask, make: Make, cast: Cast
) -> None:
    make.member(cast.bakery, Role.FINANCE)
    account = {"name": "Harbour", "sort_code": "20-00-00", "account_number": "12345678"}
    address = f"/organisations/{cast.bakery.id}/bank"
    owner = client_of(app, cast.baker)
    owner.post(address, data=account)
    account_id = db.session.scalars(select(BankAccount.id)).one()
    refused = owner.post(f"/bank-accounts/{account_id}/confirm")
    assert refused.status_code == 422
    assert "Another person must confirm this: you proposed it." in refused.text
    for person in (cast.gardener, cast.finance, cast.stranger):
        for verb in ("confirm", "refuse"):
            answer = client_of(app, person).post(f"/bank-accounts/{account_id}/{verb}")
            assert answer.status_code == 404
    shown = owner.post(f"/bank-accounts/{account_id}/refuse", follow_redirects=True).text
    assert "The change is refused. The account stays as it was." in shown


def test_the_broker_decides_a_change_seeing_both_names_and_is_warned_of_another(
    app: Flask, cast: Cast
) -> None:
    account = {"sort_code": "20-00-00", "account_number": "12345678"}
    address = f"/organisations/{cast.bakery.id}/bank"
    owner, broker = client_of(app, cast.baker), client_of(app, cast.broker)
    owner.post(address, data=account | {"name": "HARBOUR BAKERY C.I.C."})
    desk = broker.get("/broker").text
    assert "No account yet" in desk
    assert "is not the name of" not in desk
    (path,) = re.findall(r'action="(/bank-accounts/[^"]+/confirm)"', desk)
    broker.post(path)
    waiting = owner.post(address, data=account | {"name": "J Smith"}, follow_redirects=True).text
    for page in (waiting, broker.get("/broker").text):
        assert "“J Smith” is not the name of Harbour Bakery CIC" in page
        assert "HARBOUR BAKERY C.I.C." in page


def test_who_pays_is_told_why_and_until_when_an_account_waits_and_what_it_means_for_the_clock(
    app: Flask, cast: Cast, make: Make
) -> None:
    (invoice,) = invoiced(cast.baker, make.contract(cast.council, cast.bakery, "100.00"))
    account = {"name": "Harbour", "sort_code": "20-00-00", "account_number": "12345678"}
    client_of(app, cast.baker).post(f"/organisations/{cast.bakery.id}/bank", data=account)
    bank_accounts.confirm_bank_account(
        cast.broker, db.session.scalars(select(BankAccount.id)).one()
    )
    finance, page = client_of(app, cast.finance), f"/invoices/{invoice.id}"
    waits = finance.get(page).text
    assert "Pay nothing by bank transfer before 25 November 2026." in waits
    assert "paid between the two days, it is on time" in waits
    assert "12345678" not in waits
    told = {
        "reference": "BACS 7",
        "paid_on-day": "23",
        "paid_on-month": "11",
        "paid_on-year": "2026",
        f"amount_{invoice.id.hex}": "12.50",
    }
    refused = finance.post(f"{page}/record-payment", data=told)
    assert refused.status_code == 422
    assert "may first be paid into on 25 November 2026" in refused.text
    assert 'value="BACS 7"' in refused.text
    with db.transaction():
        db.session.get_one(Invoice, invoice.id).due_on = clock.today()
    assert "counts here as paid late" in finance.get(page).text
    clock.set_to(NOW + timedelta(days=2), stopped=True)
    assert "12345678" in finance.get(page).text


def test_a_wait_is_ended_by_the_organisation_and_the_broker_together(
    app: Flask, cast: Cast
) -> None:
    account = {"name": "Harbour", "sort_code": "20-00-00", "account_number": "12345678"}
    address = f"/organisations/{cast.bakery.id}/bank"
    owner, broker = client_of(app, cast.baker), client_of(app, cast.broker)
    owner.post(address, data=account)
    bank_accounts.confirm_bank_account(
        cast.broker, db.session.scalars(select(BankAccount.id)).one()
    )
    assert "a new account that waits" not in broker.get("/broker").text
    page = owner.get(address).text
    assert "The broker has not said so yet" in page
    (path,) = re.findall(r'action="(/bank-accounts/[^"]+/hasten)"', page)
    assert client_of(app, cast.gardener).post(path).status_code == 404
    owner.post(path)
    desk = broker.get("/broker").text
    assert "The organisation has said so" in desk
    assert path in desk
    broker.post(path)
    assert "It waits until" not in owner.get(address).text
