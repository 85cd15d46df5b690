"""Showing that it is you: the second step, and being asked again before what matters."""

import re
from datetime import timedelta
from html import unescape

from flask import Flask
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.organisations.actions import recovery_codes
from marketplace.organisations.models.people import Invitation
from marketplace.payments.models.bank_accounts import BankAccount
from tests.cast import PASSWORD, Cast, client_of, used_factor
from tests.examples import PEOPLE, Examples
from tests.factors import long_ago, telephone_of, wrong
from tests.pages.test_access_matrix import (
    address_of,
    browser_with,
    nothing_stays,
    routes_of,
    shown,
)

STEP = "/sign-in/second-factor"


def test_after_the_password_comes_the_second_step_and_then_the_page(app: Flask, cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    client = client_of(app, None)
    typed = {"email": "bill.buyer@example.org", "password": PASSWORD, "next": "/tenders/mine"}
    answer = client.post("/sign-in", data=typed)
    assert answer.location == f"{STEP}?next=/tenders/mine"
    assert client.get("/my").location == f"{STEP}?next=/my"
    assert "Sign in as somebody else" in client.get(answer.location).text
    refused = client.post(STEP, data={"factor_code": wrong(telephone), "next": "/tenders/mine"})
    assert refused.status_code == 422
    assert "This code is not right" in refused.text
    done = client.post(STEP, data={"factor_code": telephone.code(), "next": "/tenders/mine"})
    assert done.location == "/tenders/mine"
    assert client.get("/my").status_code == 200


def test_the_second_step_leads_to_no_other_site(app: Flask, cast: Cast) -> None:
    telephone = telephone_of(cast.buyer)
    client = client_of(app, None)
    client.post("/sign-in", data={"email": "bill.buyer@example.org", "password": PASSWORD})
    typed = {"factor_code": telephone.code(), "next": "//evil.example"}
    assert client.post(STEP, data=typed).location == "/my"


def test_whoever_stops_at_the_second_step_signs_in_as_somebody_else(app: Flask, cast: Cast) -> None:
    telephone_of(cast.buyer)
    client = client_of(app, None)
    client.post("/sign-in", data={"email": "bill.buyer@example.org", "password": PASSWORD})
    client.post("/sign-out")
    assert client.get(STEP).location.startswith("/sign-in?")


def sent_on(page: str, **typed: str) -> tuple[str, dict[str, str]]:
    """The form of the page that asks again, filled in: its address and all its fields."""
    form = re.search(r'<form method="post" action="([^"]+)" novalidate>(.*?)</form>', page, re.S)
    assert form is not None, page
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[2])
    return unescape(form[1]), {name: unescape(value) for name, value in hidden} | typed


def test_a_new_bank_account_waits_for_the_code_and_goes_on_with_what_was_typed(
    app: Flask, cast: Cast
) -> None:
    telephone = telephone_of(cast.baker)
    client = long_ago(app, cast.baker)
    account = {"name": "Harbour & Co", "sort_code": "20-00-00", "account_number": "12345678"}
    asked = client.post(f"/organisations/{cast.bakery.id}/bank", data=account)
    assert asked.status_code == 403
    assert "Show that it is you" in asked.text
    assert db.session.scalars(select(BankAccount.id)).all() == []
    address, form = sent_on(asked.text, factor_code=wrong(telephone))
    again = client.post(address, data=form)
    assert again.status_code == 422
    assert db.session.scalars(select(BankAccount.id)).all() == []
    address, form = sent_on(again.text, factor_code=telephone.code())
    done = client.post(address, data=form, follow_redirects=True)
    assert "The change is proposed." in done.text
    assert db.session.scalars(select(BankAccount.ending)).all() == ["678"]
    assert client.post(address, data=account | {"sort_code": "30-00-00"}).status_code == 302


def test_a_form_without_fields_and_a_recovery_code_do_as_well(app: Flask, cast: Cast) -> None:
    telephone_of(cast.baker)
    (code, *_) = recovery_codes.make_recovery_codes(cast.baker, cast.baker.person_id)
    client = long_ago(app, cast.baker)
    asked = client.post("/account/second-factor/recovery-codes")
    address, form = sent_on(asked.text, factor_code=code)
    assert "These codes are shown this once" in client.post(address, data=form).text


def test_who_used_a_factor_lately_is_not_asked(app: Flask, cast: Cast) -> None:
    telephone_of(cast.baker)
    typed = {"email": "new@example.org", "role": "finance"}
    client_of(app, cast.baker).post(f"/organisations/{cast.bakery.id}/people", data=typed)
    assert db.session.scalars(select(Invitation.role)).all() == ["finance"]


ASKED = """
/bank-accounts/<account_id>/confirm
/bank-accounts/<account_id>/hasten
/claims/<claim_id>/approve
/contracts/<contract_id>/changes/<change_id>/sign/<side>
/contracts/<contract_id>/end/answer
/contracts/<contract_id>/end/record
/contracts/<contract_id>/forwarded/new
/contracts/<contract_id>/pass-downs/<pass_down_id>/agree
/contracts/<contract_id>/sign/<side>
/evaluations/<tender_id>/open
/hostings/<hosting_id>/agree
/invoices/<invoice_id>/approve
/invoices/<invoice_id>/begin-checkout
/invoices/<invoice_id>/pay-together
/orders/<order_id>/accept
/organisations/<organisation_id>/close
/organisations/<organisation_id>/connect-stripe
/organisations/<organisation_id>/people/<membership_id>/end
/packages/<package_id>/close
/payments/<payment_id>/confirm
/places/<place_id>/people/<membership_id>/end
"""
"""What asks again although nothing is typed; the other forms are looked at first."""


def test_every_button_that_moves_money_gives_roles_or_opens_bids_asks_again(
    app: Flask, examples: Examples
) -> None:
    """Nobody here has set one up: so each is led to do it, and nothing is done."""
    asked = set()
    for name, cookie in zip(PEOPLE, examples.cookies, strict=True):
        if name not in {"buyer", "finance", "baker", "broker"} or cookie is None:
            continue
        used_factor(cookie, clock.real() - timedelta(minutes=11))
        for method, rule in routes_of(app):
            address = address_of(app, rule, examples.ids)
            if method == "POST":
                with nothing_stays():
                    answer = browser_with(app, cookie).post(address)
                if (answer.location or "").startswith("/account/second-factor?next="):
                    asked.add(shown(rule))
    assert asked == set(ASKED.split())
