"""The real Stripe client against the local Stripe."""

from collections.abc import Iterator

import pytest
from flask import Flask

from marketplace.gateways import stripe
from marketplace.local_stripe import LocalStripe
from marketplace.settings import Settings
from procurement.ground.money import Money
from tests.stripe_server import SECRET, Stripe, local_stripe


@pytest.fixture
def local(app: Flask, settings: Settings) -> Iterator[Stripe]:
    with local_stripe(app, settings) as running:
        yield running


def opened(account: str, key: str = "key", pence: int = 1000) -> stripe.Session:
    return stripe.open_checkout(key, account, "checkout", "Invoice INV-000001", Money(pence))


def test_the_same_key_makes_one_account_and_one_session(local: Stripe) -> None:
    account = stripe.create_account("a", "Harbour Bakery CIC", "")
    assert stripe.create_account("a", "Harbour Bakery CIC", "") == account
    assert opened(account) == opened(account)
    assert local.sessions() == 1


def test_the_same_key_for_another_sum_is_refused(local: Stripe) -> None:
    account = stripe.create_account("a", "Harbour Bakery CIC", "")
    opened(account)
    with pytest.raises(stripe.StripeAway, match="same parameters"):
        opened(account, pence=1001)


def test_a_session_is_seen_on_its_own_account_only(local: Stripe) -> None:
    mine = stripe.create_account("a", "Harbour Bakery CIC", "")
    other = stripe.create_account("b", "Canal Gardens Society", "")
    session = opened(mine)
    assert stripe.look_at_checkout(mine, session.id).standing is stripe.Standing.OPEN
    with pytest.raises(stripe.StripeAway, match="No such"):
        stripe.look_at_checkout(other, session.id)


def test_no_more_goes_back_than_was_paid(local: Stripe) -> None:
    account = stripe.create_account("a", "Harbour Bakery CIC", "")
    session = opened(account)
    local.pay(session.url)
    paid = stripe.look_at_checkout(account, session.id)
    assert (paid.standing, paid.amount, paid.currency) == (
        stripe.Standing.PAID,
        Money(1000),
        "gbp",
    )
    first = stripe.refund("r1", account, paid.intent, Money(600))
    assert stripe.refund("r1", account, paid.intent, Money(600)) == first
    assert first.total == Money(600)
    with pytest.raises(stripe.StripeAway, match="greater"):
        stripe.refund("r2", account, paid.intent, Money(401))


def test_an_event_that_was_not_taken_is_sent_again_also_after_a_new_start(
    local: Stripe, tmp_path
) -> None:
    taken: list[bytes] = []
    hub = LocalStripe(lambda *_: False, SECRET, tmp_path / "stripe.json")
    hub.tell("account.updated", {"object": "account", "_account": "acct_1"})
    again = LocalStripe(
        lambda body, _: bool(taken.append(body)) or True, SECRET, tmp_path / "stripe.json"
    )
    again.deliver()
    again.deliver()
    assert len(taken) == 1


def test_without_a_key_no_card_is_taken(app: Flask, settings: Settings) -> None:
    stripe.use(settings)
    assert not stripe.is_connected()
    with pytest.raises(stripe.StripeAway):
        stripe.create_account("a", "Harbour Bakery CIC", "")
