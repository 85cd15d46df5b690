"""How is money asked for by card? Through Stripe, on the supplier's own connected account.

Direct charges: the money goes from the buyer's card to the supplier's balance at
Stripe and never rests with the marketplace. Every call that makes something
carries an idempotency key, the id of the outbox entry that wants it, so that the
same call again makes nothing twice.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
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


class Refused(StripeAway):
    """Stripe will not do this, however often it is asked; the message says why."""


class BadSignature(Exception):
    """The message does not come from Stripe, was changed, or is older than five minutes."""


class Standing(StrEnum):
    """How far a Checkout session has come."""

    OPEN = "open"
    PROCESSING = "processing"
    """A debit was asked for; it takes days until it has come, or has not."""
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Session:
    """A Stripe Checkout session: where the buyer pays, and what came of it.

    ``intent`` is empty until something was paid.
    """

    id: str
    url: str
    standing: Standing
    intent: str
    amount: Money
    currency: str


@dataclass(frozen=True, slots=True)
class Refunded:
    """How much of a payment was given back in all, at the moment of ``at``."""

    intent: str
    total: Money
    at: datetime


class Outcome(StrEnum):
    """How a payment that the payer's bank asks back ends for who was paid."""

    OPEN = "open"
    KEPT = "kept"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Dispute:
    """A payment that the payer's bank asks back, and until when its receiver may answer."""

    id: str
    intent: str
    amount: Money
    reason: str
    outcome: Outcome
    answer_by: datetime | None


@dataclass(frozen=True, slots=True)
class Event:
    """A verified message of Stripe about something on one connected account."""

    id: str
    kind: str
    account: str
    object: dict[str, Any]
    at: datetime


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
            session_id,
            params={"expand": ["payment_intent"]},
            options={"stripe_account": account},
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


def refund(key: str, account: str, intent: str, amount: Money) -> Refunded:
    """Send money back to where it was paid from; what of the payment went back with it."""
    made = _call(
        lambda client: client.v1.refunds.create(
            params={"payment_intent": intent, "amount": amount.pence, "expand": ["charge"]},
            options={"idempotency_key": key, "stripe_account": account},
        )
    ).to_dict()
    return refunded_of(made["charge"], _moment(made["created"]))


def look_at_refunds(account: str, intent: str, asked_at: datetime) -> Refunded:
    """What of a payment has gone back by now: a refund that failed has not."""
    kept = _call(
        lambda client: client.v1.payment_intents.retrieve(
            intent,
            params={"expand": ["latest_charge"]},
            options={"stripe_account": account},
        )
    ).to_dict()
    return refunded_of(kept["latest_charge"], asked_at)


def events_since(account: str, kinds: Sequence[str], since: datetime) -> list[Event]:
    """What has happened on an account, the oldest first; Stripe remembers thirty days."""
    params: Any = {"types": list(kinds), "created": {"gte": int(since.timestamp())}, "limit": 100}
    listed = _call(
        lambda client: list(
            client.v1.events.list(
                params=params, options={"stripe_account": account}
            ).auto_paging_iter()
        )
    )
    return [_event(written.to_dict() | {"account": account}) for written in reversed(listed)]


def paid_by(account: str, session: Session, since: datetime) -> Event | None:
    """The event that told that a session is paid, which says when; None where it is not paid."""
    if session.standing is not Standing.PAID:
        return None
    kinds = ("checkout.session.completed", "checkout.session.async_payment_succeeded")
    told = [
        event
        for event in events_since(account, kinds, since)
        if session_of(event.object).id == session.id
        and session_of(event.object).standing is Standing.PAID
    ]
    return told[0] if told else None


def event_of(payload: bytes, signature: str) -> Event:
    """The message, verified on its raw bytes. Raises BadSignature."""
    try:
        stripe.WebhookSignature.verify_header(
            payload.decode(), signature, _webhook_secret or "", 300
        )
        if not _webhook_secret:
            raise BadSignature
        return _event(json.loads(payload))
    except (stripe.SignatureVerificationError, ValueError, KeyError):
        raise BadSignature from None


def session_of(written: dict[str, Any]) -> Session:
    """A session as Stripe writes it, with its payment intent or the id of that, in our words."""
    intent = written.get("payment_intent") or ""
    known: dict[str, Any] = intent if isinstance(intent, dict) else {"id": intent}
    return Session(
        id=written["id"],
        url=written.get("url") or "",
        standing=_standing(written, known.get("status", "")),
        intent=known["id"],
        amount=Money(int(written.get("amount_total") or 0)),
        currency=str(written.get("currency") or ""),
    )


def _standing(session: dict[str, Any], intent_status: str) -> Standing:
    """A session that is complete and unpaid waits for a debit, unless that has failed already."""
    if session.get("payment_status") == "paid":
        return Standing.PAID
    if session.get("status") != "complete":
        return Standing.EXPIRED if session.get("status") == "expired" else Standing.OPEN
    has_failed = intent_status in ("requires_payment_method", "canceled")
    return Standing.FAILED if has_failed else Standing.PROCESSING


def refunded_of(charge: dict[str, Any], at: datetime) -> Refunded:
    """What went back of a charge as Stripe writes it."""
    return Refunded(charge["payment_intent"], Money(int(charge["amount_refunded"])), at)


_OUTCOMES = {
    "won": Outcome.KEPT,
    "warning_closed": Outcome.KEPT,
    "prevented": Outcome.KEPT,
    "lost": Outcome.LOST,
}


def dispute_of(written: dict[str, Any]) -> Dispute:
    """A dispute as Stripe writes it, in our words."""
    due_by = (written.get("evidence_details") or {}).get("due_by")
    return Dispute(
        id=written["id"],
        intent=str(written.get("payment_intent") or ""),
        amount=Money(int(written["amount"])),
        reason=str(written.get("reason") or "").replace("_", " "),
        outcome=_OUTCOMES.get(written["status"], Outcome.OPEN),
        answer_by=_moment(due_by) if due_by else None,
    )


def _event(body: dict[str, Any]) -> Event:
    return Event(
        body["id"],
        body["type"],
        body.get("account", ""),
        body["data"]["object"],
        _moment(body["created"]),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _call(do: Any) -> Any:
    if _client is None:
        raise StripeAway("Cards are not taken here: no Stripe key is set.")
    try:
        return do(_client)
    except stripe.InvalidRequestError as error:
        raise Refused(str(error.user_message or error)) from error
    except stripe.StripeError as error:
        raise StripeAway(str(error.user_message or error)) from error
