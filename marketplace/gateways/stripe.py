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
from procurement.ground.text import cleaned

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


class Unreadable(Exception):
    """A message of Stripe's that is not written as we read it; the sentence says where."""


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
    return refunded_of(made["charge"], _moment(made, "created"))


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
    """The message, verified on its raw bytes. Raises BadSignature, and Unreadable."""
    try:
        stripe.WebhookSignature.verify_header(
            payload.decode(), signature, _webhook_secret or "", 300
        )
    except (stripe.SignatureVerificationError, ValueError):
        raise BadSignature from None
    if not _webhook_secret:
        raise BadSignature
    try:
        return _event(cleaned(json.loads(payload)))
    except (ValueError, RecursionError):
        raise Unreadable("This is not JSON.") from None


def session_of(written: dict[str, Any]) -> Session:
    """A session as Stripe writes it, with its payment intent or the id of that, in our words."""
    intent = written.get("payment_intent") or ""
    known: dict[str, Any] = intent if isinstance(intent, dict) else {"id": intent}
    standing = _standing(written, str(known.get("status", "")))
    is_paid = standing is Standing.PAID
    return Session(
        id=_word(written, "id"),
        url=str(written.get("url") or ""),
        standing=standing,
        intent=_word(known, "id") if is_paid or known.get("id") else "",
        amount=_money(written, "amount_total") if is_paid else Money(0),
        currency=_word(written, "currency") if is_paid else "",
    )


def _standing(session: dict[str, Any], intent_status: str) -> Standing:
    """A session that is complete and unpaid waits for a debit, unless that has failed already."""
    if _one_of(session, "payment_status", "paid", "unpaid", "no_payment_required") == "paid":
        return Standing.PAID
    status = _one_of(session, "status", "open", "complete", "expired")
    if status != "complete":
        return Standing.EXPIRED if status == "expired" else Standing.OPEN
    has_failed = intent_status in ("requires_payment_method", "canceled")
    return Standing.FAILED if has_failed else Standing.PROCESSING


def refunded_of(charge: dict[str, Any], at: datetime) -> Refunded:
    """What went back of a charge as Stripe writes it."""
    return Refunded(intent_of(charge), _money(charge, "amount_refunded"), at)


def intent_of(written: dict[str, Any]) -> str:
    """Which payment something is about."""
    return _word(written, "payment_intent")


_OUTCOMES = {
    "won": Outcome.KEPT,
    "warning_closed": Outcome.KEPT,
    "prevented": Outcome.KEPT,
    "lost": Outcome.LOST,
}


def dispute_of(written: dict[str, Any]) -> Dispute:
    """A dispute as Stripe writes it, in our words."""
    evidence = written.get("evidence_details") or {}
    if not isinstance(evidence, dict):
        raise Unreadable("evidence_details is not an object.")
    return Dispute(
        id=_word(written, "id"),
        intent=intent_of(written),
        amount=_money(written, "amount"),
        reason=str(written.get("reason") or "").replace("_", " "),
        outcome=_OUTCOMES.get(_word(written, "status"), Outcome.OPEN),
        answer_by=_moment(evidence, "due_by") if evidence.get("due_by") else None,
    )


def _event(body: Any) -> Event:
    """The account is missing where an event is about the marketplace's own."""
    about = body.get("data") if isinstance(body, dict) else None
    if not isinstance(about, dict) or not isinstance(about.get("object"), dict):
        raise Unreadable("This is not an event: it has no data.object.")
    return Event(
        _word(body, "id"),
        _word(body, "type"),
        _word(body, "account") if "account" in body else "",
        about["object"],
        _moment(body, "created"),
    )


def _word(written: dict[str, Any], name: str) -> str:
    """A name or an id: Stripe's have at most 255 characters."""
    value = written.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 255:
        raise Unreadable(f"{name} is not a word of at most 255 characters.")
    return value


def _one_of(written: dict[str, Any], name: str, *known: str) -> str:
    value = _word(written, name)
    if value not in known:
        raise Unreadable(f"{name} is none of {', '.join(known)}.")
    return value


def _whole(written: dict[str, Any], name: str, most: int) -> int:
    value = written.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= most:
        raise Unreadable(f"{name} is not a whole number from 0 to {most}.")
    return value


def _money(written: dict[str, Any], name: str) -> Money:
    """An amount in pence: Stripe's have at most twelve digits."""
    return Money(_whole(written, name, 10**12 - 1))


def _moment(written: dict[str, Any], name: str) -> datetime:
    return datetime.fromtimestamp(_whole(written, name, 2**32 - 1), UTC)


def _call(do: Any) -> Any:
    if _client is None:
        raise StripeAway("Cards are not taken here: no Stripe key is set.")
    try:
        return do(_client)
    except stripe.InvalidRequestError as error:
        raise Refused(str(error.user_message or error)) from error
    except stripe.StripeError as error:
        raise StripeAway(str(error.user_message or error)) from error
