"""The account an organisation is paid into: proposed by one, confirmed by another."""

import re

from flask import Flask
from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.payments.models.bank_accounts import BankAccount
from tests.cast import Cast, Make, client_of


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
    assert "Invoices name it from now on" in second.post(path, follow_redirects=True).text


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
