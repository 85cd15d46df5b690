"""A local Stripe over real HTTP, whose webhooks reach the application under test."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import requests
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from marketplace.engine import db
from marketplace.gateways import stripe
from marketplace.local_stripe import LocalStripe, make_app
from marketplace.local_stripe_state import Object
from marketplace.settings import Settings
from tests.cast import Cast

SECRET = "whsec_for_tests"


@dataclass
class Stripe:
    """The server, its address, and what the tests do to it."""

    hub: LocalStripe
    url: str
    webhooks: list[tuple[bytes, str]]
    """Every webhook that was sent: body and signature."""

    def pay(self, session_url: str) -> None:
        """The buyer presses Pay on Stripe's page."""
        requests.post(session_url, allow_redirects=False, timeout=10).raise_for_status()

    def pay_by_debit(self, session_id: str) -> None:
        """The buyer asks its bank: whether money comes is known in days."""
        self.hub.pay(self.hub.objects[session_id], later=True)

    def refund_in_dashboard(self, intent_id: str, pence: int) -> Object:
        """The supplier gives money back without the marketplace."""
        refund = self.hub.refund(self.hub.objects[intent_id], pence)
        self.hub.tell("charge.refunded", self.hub.objects[refund["charge"]["id"]])
        return refund

    def lose_webhooks(self) -> None:
        """From now on nothing that Stripe says arrives."""
        self.hub.send = lambda *_: False

    def paid_on(self, account: str) -> list[int]:
        """What was paid into a connected account, in pence."""
        return [
            found["amount"]
            for found in self.hub.objects.values()
            if found["object"] == "payment_intent" and found["_account"] == account
        ]

    def sessions(self) -> int:
        return sum(found["object"] == "checkout.session" for found in self.hub.objects.values())


def post_webhook(client: FlaskClient, body: bytes, signature: str) -> int:
    return client.post(
        "/stripe/webhook", data=body, headers={"Stripe-Signature": signature}
    ).status_code


@contextmanager
def local_stripe(app: Flask, settings: Settings) -> Iterator[Stripe]:
    """Stripe as it is when everything works; without ``deliver`` its webhooks get lost."""
    sent: list[tuple[bytes, str]] = []

    def send(body: bytes, signature: str) -> bool:
        sent.append((body, signature))
        return post_webhook(app.test_client(), body, signature) == 200

    hub = LocalStripe(send, SECRET)
    server = make_server("127.0.0.1", 0, make_app(hub), threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    stripe.use(
        replace(settings, stripe_key="sk_test_local", stripe_api=url, stripe_webhook_secret=SECRET)
    )
    try:
        yield Stripe(hub, url, sent)
    finally:
        server.shutdown()
        stripe.use(settings)


def keep_readable(cast: Cast) -> None:
    """Let the cast's organisations be read after a job has ended the session."""
    for organisation in (cast.council, cast.bakery, cast.gardens, cast.cleaners):
        db.session.refresh(organisation)
        db.session.expunge(organisation)


def nobody_listens() -> str:
    """An address where no Stripe answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"
