"""How is money asked for by card? Through Stripe, on the supplier's own connected account.

Direct charges: the money goes from the buyer's card to the supplier's balance at
Stripe and never rests with the marketplace. Every call that makes something
carries an idempotency key, the id of the outbox entry that wants it, so that the
same call again makes nothing twice.
"""

import json
from dataclasses import dataclass
from typing import Any

import stripe

from marketplace.settings import Settings
from procurement.ground.money import Money

_TIMEOUT = 15
"""Seconds before a call counts as failed."""

_client: stripe.StripeClient | None = None
_webhook_secret: str | None = None
_base_url = ""


class StripeAway(Exception):
    """Stripe cannot be reached, or did not take the call: try again later, nothing is lost."""


class BadSignature(Exception):
    """The message does not come from Stripe, was changed, or is older than five minutes."""


@dataclass(frozen=True, slots=True)
class Session:
    """A Stripe Checkout session: where the buyer pays, and what came of it.

    ``status`` is open, complete or expired; ``intent`` is empty until something was paid.
    """

    id: str
    url: str
    status: str
    is_paid: bool
    intent: str
    amount: Money
    currency: str


@dataclass(frozen=True, slots=True)
class Event:
    """A verified message of Stripe about something on one connected account."""

    id: str
    kind: str
    account: str
    object: dict[str, Any]
    body: dict[str, Any]


def use(settings: Settings) -> None:
    """Called once by the wiring."""
    global _client, _webhook_secret, _base_url
    _webhook_secret, _base_url = settings.stripe_webhook_secret, settings.base_url
    _client = None
    if settings.stripe_key:
        _client = stripe.StripeClient(
            settings.stripe_key,
            base_addresses={"api": settings.stripe_api} if settings.stripe_api else {},
            http_client=stripe.new_default_http_client(timeout=_TIMEOUT),
            max_network_retries=1,
        )


def is_connected() -> bool:
    """Whether cards can be taken at all."""
    return _client is not None


def create_account(key: str, name: str, website: str) -> str:
    """A connected account of a supplier, still without its bank details; its id."""
    made = _call(
        lambda client: client.v1.accounts.create(
            params={
                "type": "standard",
                "country": "GB",
                "default_currency": "gbp",
                "business_profile": {"name": name, **({"url": website} if website else {})},
            },
            options={"idempotency_key": key},
        )
    )
    return str(made.id)


def setup_link(account: str, path: str) -> str:
    """A page of Stripe's, good for a few minutes, where the supplier gives its own details.

    From it the browser comes back to the page of this path.
    """
    come_back = _base_url + path
    made = _call(
        lambda client: client.v1.account_links.create(
            params={
                "account": account,
                "refresh_url": come_back,
                "return_url": come_back,
                "type": "account_onboarding",
            }
        )
    )
    return str(made.url)


def open_checkout(key: str, account: str, checkout_id: str, title: str, amount: Money) -> Session:
    """Ask for an amount on a supplier's account. The same ``key`` again is the same session."""
    come_back = f"{_base_url}/checkouts/{checkout_id}"
    params: Any = {
        "mode": "payment",
        "client_reference_id": checkout_id,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": "gbp",
                    "unit_amount": amount.pence,
                    "product_data": {"name": title},
                },
            }
        ],
        "success_url": come_back,
        "cancel_url": come_back,
    }
    made = _call(
        lambda client: client.v1.checkout.sessions.create(
            params=params, options={"idempotency_key": key, "stripe_account": account}
        )
    )
    return session_of(made.to_dict())


def look_at_checkout(account: str, session_id: str) -> Session:
    """How a session stands now."""
    session = _call(
        lambda client: client.v1.checkout.sessions.retrieve(
            session_id, options={"stripe_account": account}
        )
    )
    return session_of(session.to_dict())


def end_checkout(key: str, account: str, session_id: str) -> None:
    """Let nobody pay it any more."""
    _call(
        lambda client: client.v1.checkout.sessions.expire(
            session_id, options={"idempotency_key": key, "stripe_account": account}
        )
    )


def refund(key: str, account: str, intent: str, amount: Money) -> str:
    """Send money back to the card that paid; the refund's id."""
    made = _call(
        lambda client: client.v1.refunds.create(
            params={"payment_intent": intent, "amount": amount.pence},
            options={"idempotency_key": key, "stripe_account": account},
        )
    )
    return str(made.id)


def event_of(payload: bytes, signature: str) -> Event:
    """The message, verified on its raw bytes. Raises BadSignature."""
    try:
        stripe.WebhookSignature.verify_header(
            payload.decode(), signature, _webhook_secret or "", 300
        )
        if not _webhook_secret:
            raise BadSignature
        body = json.loads(payload)
        return Event(
            body["id"], body["type"], body.get("account", ""), body["data"]["object"], body
        )
    except (stripe.SignatureVerificationError, ValueError, KeyError):
        raise BadSignature from None


def session_of(written: dict[str, Any]) -> Session:
    """A session as Stripe writes it, in our words."""
    return Session(
        id=written["id"],
        url=written.get("url") or "",
        status=written.get("status") or "",
        is_paid=written.get("payment_status") == "paid",
        intent=str(written.get("payment_intent") or ""),
        amount=Money(int(written.get("amount_total") or 0)),
        currency=str(written.get("currency") or ""),
    )


def _call(do: Any) -> Any:
    if _client is None:
        raise StripeAway("Cards are not taken here: no Stripe key is set.")
    try:
        return do(_client)
    except stripe.StripeError as error:
        raise StripeAway(str(error.user_message or error)) from error
