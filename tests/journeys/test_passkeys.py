"""A passkey in a real browser: made, used to sign in, and asked for again before bank details."""

import re

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from marketplace.engine import clock, db
from marketplace.organisations.models.people import SignIn
from marketplace.organisations.models.second_factors import Passkey
from marketplace.payments.models.bank_accounts import BankAccount
from tests.cast import PASSWORD, Cast

pytestmark = pytest.mark.journey

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_passkey_is_made_and_lets_in_and_is_asked_for_again(
    browser: Browser, live_site: str, cast: Cast
) -> None:
    site = live_site.replace("127.0.0.1", "localhost")
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(15_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    authenticator = context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})

    def sign_in() -> None:
        page.goto(f"{site}/sign-in")
        page.fill("[name=email]", "beth.baker@example.org")
        page.fill("[name=password]", PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in", exact=True).click()

    sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    page.get_by_role("button", name="Add a passkey").click()
    page.fill("[name=name]", "my laptop")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.get_by_role("rowheader", name="my laptop")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()

    sign_in()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Second step")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/my")

    with db.transaction():
        for row in db.session.scalars(select(SignIn)):
            row.factor_at = row.factor_at and clock.real().replace(year=2025)
    page.goto(f"{site}/organisations/{cast.bakery.id}/bank")
    page.fill("[name=name]", "Harbour Bakery")
    page.fill("[name=sort_code]", "20-00-00")
    page.fill("[name=account_number]", "12345678")
    page.get_by_role("main").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(re.compile("/bank$"))
    expect(page.get_by_role("alert").first).to_contain_text("The change is proposed")
    db.session.rollback()
    assert db.session.scalars(select(BankAccount.ending)).all() == ["678"]
    assert db.session.scalars(select(Passkey.count)).one() > 1
    assert [line for line in said if "Content Security" in line] == []
    context.close()
