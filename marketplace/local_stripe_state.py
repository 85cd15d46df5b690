"""What does the local Stripe know, and whom has it told?"""

import json
import secrets
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import stripe
from flask import request

from marketplace.engine import clock

Object = dict[str, Any]
_DAY = 24 * 60 * 60
Send = Callable[[bytes, str], bool]
"""Hands (body, signature) of a webhook to the marketplace; whether it was taken."""


def now() -> int:
    """The moment in seconds, by the machine's own clock: Stripe knows no other."""
    return int(clock.real().timestamp())


def shown(kept: Object) -> Object:
    """An object as the API shows it: without what this server keeps for itself."""
    return {key: value for key, value in kept.items() if not key.startswith("_")}


class Fault(Exception):
    """The error that Stripe would answer with."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


class LocalStripe:
    """What this Stripe knows. ``state`` names a file that keeps it from one start to the next."""

    def __init__(self, send: Send, secret: str, state: Path | None = None) -> None:
        self.send, self.secret, self.state = send, secret, state
        self.objects: dict[str, Object] = {}
        self.answers: dict[str, tuple[str, Object]] = {}
        self.undelivered: list[str] = []
        self.lock = threading.RLock()
        if state is not None and state.exists():
            kept = json.loads(state.read_text())
            self.objects, self.undelivered = kept["objects"], kept["undelivered"]
            self.answers = {key: (body, made) for key, (body, made) in kept["answers"].items()}

    def once(self, make: Callable[[], Object]) -> Object:
        """What a POST makes, or what the same idempotency key made before."""
        account = request.headers.get("Stripe-Account", "")
        key = request.headers.get("Idempotency-Key", "")
        body = sha256(request.full_path.encode() + request.get_data()).hexdigest()
        with self.lock:
            known = self.answers.get(f"{account}:{key}") if key else None
            if known is not None:
                if known[0] != body:
                    said = "Keys for idempotent requests can only be used with the same parameters."
                    raise Fault(400, "idempotency_error", said)
                return known[1]
            made = make()
            if key:
                self.answers[f"{account}:{key}"] = (body, dict(made))
            self.keep()
            return made

    def add(self, prefix: str, *, account: str | None = None, **values: Any) -> Object:
        """A new object, on an account or the one that the request names; as it is kept."""
        made = {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "created": now(),
            "livemode": False,
            "_account": request.headers.get("Stripe-Account", "") if account is None else account,
            **values,
        }
        self.objects[made["id"]] = made
        return made

    def get(self, object_id: str, kind: str) -> Object:
        """An object of the account that the request names."""
        kept = self.objects.get(object_id)
        account = request.headers.get("Stripe-Account", "")
        if kept is None or kept["object"] != kind or kept["_account"] != account:
            raise Fault(404, "invalid_request_error", f"No such {kind}: '{object_id}'")
        if kept.get("status") == "open" and kept.get("expires_at", now()) < now():
            kept["status"], kept["url"] = "expired", None
        return kept

    def tell(self, kind: str, about: Object) -> None:
        """Send an event about an object on a connected account."""
        with self.lock:
            event = self.add(
                "evt",
                account=about["_account"],
                object="event",
                type=kind,
                data={"object": dict(shown(about))},
            )
            self.undelivered.append(json.dumps(shown(event) | {"account": event["_account"]}))
            self.keep()
        self.deliver()

    def deliver(self) -> None:
        """Try to hand over every event that was not taken yet, in order."""
        with self.lock:
            waiting = list(self.undelivered)
        for body in waiting:
            if not self.send(body.encode(), self.sign(body)):
                return
            with self.lock:
                if body in self.undelivered:
                    self.undelivered.remove(body)
                self.keep()

    def sign(self, body: str, timestamp: int | None = None) -> str:
        """The header by which the marketplace knows that this is from Stripe."""
        return str(stripe.WebhookSignature.generate_signature_header(body, self.secret, timestamp))

    def keep(self) -> None:
        """Write down everything, where a file was named."""
        if self.state is not None:
            part = self.state.with_suffix(".part")
            part.write_text(
                json.dumps(
                    {
                        "objects": self.objects,
                        "answers": self.answers,
                        "undelivered": self.undelivered,
                    }
                )
            )
            part.rename(self.state)

    def pay(self, session: Object, *, later: bool = False) -> None:
        """The buyer pays: at once by card, or ``later`` by a debit that takes days to clear."""
        with self.lock:
            if session["status"] != "open":
                return
            intent = self.add(
                "pi",
                account=session["_account"],
                object="payment_intent",
                amount=session["amount_total"],
                currency=session["currency"],
                status="processing",
            )
            session.update(status="complete", payment_intent=intent["id"], url=None)
            if not later:
                self._charge(session)
        self.tell("checkout.session.completed", session)

    def clear(self, session: Object) -> None:
        """A debit that was on its way has come."""
        self._charge(session)
        self.tell("checkout.session.async_payment_succeeded", session)

    def fail(self, session: Object) -> None:
        """A debit that was on its way will not come."""
        self.objects[session["payment_intent"]]["status"] = "requires_payment_method"
        self.tell("checkout.session.async_payment_failed", session)

    def refund(self, intent: Object, pence: int) -> Object:
        """Send back part of what was paid; the refund with its charge as it is after."""
        charge = self.objects[intent["latest_charge"]]
        if pence <= 0 or charge["amount_refunded"] + pence > charge["amount"]:
            raise Fault(
                400, "invalid_request_error", "Refund amount is greater than unrefunded amount."
            )
        charge["amount_refunded"] += pence
        return self.add(
            "re",
            account=intent["_account"],
            object="refund",
            amount=pence,
            currency=intent["currency"],
            payment_intent=intent["id"],
            charge=shown(charge),
            status="succeeded",
        )

    def fail_refund(self, refund: Object) -> None:
        """A refund could not be delivered: the money is the supplier's again."""
        refund["status"] = "failed"
        self.objects[refund["charge"]["id"]]["amount_refunded"] -= refund["amount"]
        self.tell("refund.failed", refund)

    def dispute(self, intent: Object, pence: int, reason: str = "fraudulent") -> Object:
        """The bank of who paid asks for money back."""
        made = self.add(
            "dp",
            account=intent["_account"],
            object="dispute",
            amount=pence,
            currency=intent["currency"],
            payment_intent=intent["id"],
            charge=intent["latest_charge"],
            reason=reason,
            status="needs_response",
            evidence_details={"due_by": now() + 7 * _DAY},
        )
        self.tell("charge.dispute.created", made)
        return made

    def close_dispute(self, dispute: Object, status: str) -> None:
        """The bank has decided: ``won`` by who was paid, or ``lost``."""
        dispute["status"] = status
        self.tell("charge.dispute.closed", dispute)

    def events(self, account: str, kinds: list[str], since: int) -> list[Object]:
        """What happened on an account, the newest first."""
        happened = [
            shown(kept)
            for kept in self.objects.values()
            if kept["object"] == "event" and kept["_account"] == account
        ]
        return [
            event for event in reversed(happened)
            if event["type"] in kinds and event["created"] >= since
        ]  # fmt: skip

    def _charge(self, session: Object) -> None:
        intent = self.objects[session["payment_intent"]]
        charge = self.add(
            "ch",
            account=session["_account"],
            object="charge",
            amount=intent["amount"],
            currency=intent["currency"],
            payment_intent=intent["id"],
            amount_refunded=0,
            status="succeeded",
        )
        intent.update(status="succeeded", latest_charge=charge["id"])
        session["payment_status"] = "paid"
        self.keep()
