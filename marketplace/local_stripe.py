"""What would Stripe do? A small Stripe of the project's own, for tests and the demonstration.

It keeps what it is told, holds to idempotency keys, shows a page to pay on, and
sends signed webhooks, again and again until they are taken. It moves no money.
"""

import json
import secrets
import threading
import time
import urllib.request
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import stripe
from flask import Flask, Response, jsonify, redirect, render_template_string, request
from werkzeug.serving import make_server

from marketplace import clock

Object = dict[str, Any]
Send = Callable[[bytes, str], bool]
"""Hands (body, signature) of a webhook to the marketplace; whether it was taken."""

_DAY = 24 * 60 * 60
_PAUSE = 2
"""Seconds between two tries to deliver what was not taken."""


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
                self.answers[f"{account}:{key}"] = (body, made)
            self.keep()
            return made

    def add(self, prefix: str, **values: Any) -> Object:
        """A new object, on the account that the request names."""
        made = {
            "id": f"{prefix}_{secrets.token_hex(12)}",
            "created": _now(),
            "livemode": False,
            **values,
        }
        self.objects[made["id"]] = made | {"_account": request.headers.get("Stripe-Account", "")}
        return made

    def get(self, object_id: str, kind: str) -> Object:
        """An object of the account that the request names."""
        found = self.objects.get(object_id)
        account = request.headers.get("Stripe-Account", "")
        if found is None or found["object"] != kind or found["_account"] != account:
            raise Fault(404, "invalid_request_error", f"No such {kind}: '{object_id}'")
        if found.get("status") == "open" and found.get("expires_at", _now()) < _now():
            found["status"], found["url"] = "expired", None
        return found

    def tell(self, kind: str, about: Object) -> None:
        """Send an event about an object on a connected account."""
        event = {
            "id": f"evt_{secrets.token_hex(12)}",
            "object": "event",
            "type": kind,
            "created": _now(),
            "livemode": False,
            "account": about["_account"],
            "data": {"object": _shown(about)},
        }
        with self.lock:
            self.undelivered.append(json.dumps(event))
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

    def pay(self, session: Object) -> None:
        """The buyer pays: the money is on the connected account, and the marketplace is told."""
        with self.lock:
            if session["status"] != "open":
                return
            intent = self.add(
                "pi",
                object="payment_intent",
                amount=session["amount_total"],
                currency=session["currency"],
                status="succeeded",
                amount_refunded=0,
            )
            self.objects[intent["id"]]["_account"] = session["_account"]
            session.update(
                status="complete", payment_status="paid", payment_intent=intent["id"], url=None
            )
        self.tell("checkout.session.completed", session)

    def refund(self, intent: Object, pence: int) -> Object:
        """Send back part of what was paid."""
        if pence <= 0 or intent["amount_refunded"] + pence > intent["amount"]:
            raise Fault(
                400, "invalid_request_error", "Refund amount is greater than unrefunded amount."
            )
        intent["amount_refunded"] += pence
        return self.add(
            "re",
            object="refund",
            amount=pence,
            currency=intent["currency"],
            payment_intent=intent["id"],
            status="succeeded",
        )


def make_app(hub: LocalStripe) -> Flask:
    """The WSGI application: Stripe's API under /v1, its pages beside it."""
    app = Flask("local_stripe", static_folder=None)

    @app.before_request
    def _() -> None:
        if request.path.startswith("/v1/") and not request.headers.get(
            "Authorization", ""
        ).startswith("Bearer sk_test_"):
            raise Fault(401, "invalid_request_error", "Invalid API Key provided.")

    @app.errorhandler(Fault)
    def _(fault: Fault) -> tuple[Response, int]:
        return jsonify(error={"type": fault.kind, "message": str(fault)}), fault.status

    @app.post("/v1/accounts")
    def _() -> Response:
        made = hub.once(
            lambda: hub.add(
                "acct",
                object="account",
                type="standard",
                country="GB",
                charges_enabled=True,
                details_submitted=False,
                business_profile={"name": request.form.get("business_profile[name]")},
            )
        )
        return jsonify(made)

    @app.post("/v1/account_links")
    def _() -> Response:
        account = hub.get(request.form["account"], "account")
        url = f"{request.host_url}setup/{account['id']}?to={request.form['return_url']}"
        return jsonify(object="account_link", created=_now(), expires_at=_now() + 300, url=url)

    @app.post("/v1/checkout/sessions")
    def _() -> Response:
        return jsonify(hub.once(lambda: _open(hub)))

    @app.get("/v1/checkout/sessions/<session_id>")
    def _(session_id: str) -> Response:
        return jsonify(_shown(hub.get(session_id, "checkout.session")))

    @app.post("/v1/checkout/sessions/<session_id>/expire")
    def _(session_id: str) -> Response:
        session = hub.get(session_id, "checkout.session")
        if session["status"] != "open":
            raise Fault(400, "invalid_request_error", "Only open sessions can be expired.")
        session.update(status="expired", url=None)
        hub.keep()
        hub.tell("checkout.session.expired", session)
        return jsonify(_shown(session))

    @app.post("/v1/refunds")
    def _() -> Response:
        intent = hub.get(request.form["payment_intent"], "payment_intent")
        pence = int(request.form.get("amount", intent["amount"]))
        return jsonify(hub.once(lambda: hub.refund(intent, pence)))

    _add_pages(app, hub)
    return app


def _open(hub: LocalStripe) -> Object:
    account = hub.objects.get(request.headers.get("Stripe-Account", ""))
    if account is None or account["object"] != "account":
        raise Fault(403, "invalid_request_error", "The account does not exist.")
    item = "line_items[0][price_data]"
    pence = int(request.form[f"{item}[unit_amount]"])
    if pence < 30:
        raise Fault(400, "invalid_request_error", "The amount must be at least £0.30.")
    made = hub.add(
        "cs_test",
        object="checkout.session",
        mode="payment",
        status="open",
        payment_status="unpaid",
        payment_intent=None,
        amount_total=pence,
        currency=request.form[f"{item}[currency]"],
        client_reference_id=request.form.get("client_reference_id"),
        success_url=request.form["success_url"],
        cancel_url=request.form.get("cancel_url"),
        expires_at=_now() + _DAY,
    )
    extra = {
        "url": f"{request.host_url}pay/{made['id']}",
        "_title": request.form[f"{item}[product_data][name]"],
    }
    hub.objects[made["id"]].update(extra)
    return _shown(hub.objects[made["id"]])


def _add_pages(app: Flask, hub: LocalStripe) -> None:
    @app.get("/pay/<session_id>")
    def _(session_id: str) -> Any:
        session = hub.objects.get(session_id)
        if session is None or session["object"] != "checkout.session":
            return "There is no such payment.", 404
        payee = hub.objects[session["_account"]]["business_profile"]["name"]
        pounds = f"£{session['amount_total'] // 100:,}.{session['amount_total'] % 100:02}"
        return render_template_string(_PAY, session=session, payee=payee, pounds=pounds)

    @app.post("/pay/<session_id>")
    def _(session_id: str) -> Any:
        session = hub.objects[session_id]
        hub.pay(session)
        return redirect(session["success_url"], 303)

    @app.get("/setup/<account_id>")
    def _(account_id: str) -> str:
        return render_template_string(_SETUP, to=request.args.get("to", "/"))


def serve(port: int, webhook_url: str, secret: str, state: Path | None = None) -> None:
    """Serve on a loopback port until the process ends; webhooks go to ``webhook_url``."""
    hub = LocalStripe(posting_to(webhook_url), secret, state)

    def deliver_again() -> None:
        while True:
            time.sleep(_PAUSE)
            hub.deliver()

    threading.Thread(target=deliver_again, daemon=True).start()
    make_server("127.0.0.1", port, make_app(hub), threaded=True).serve_forever()


def posting_to(url: str) -> Send:
    """Deliver by HTTP."""

    def send(body: bytes, signature: str) -> bool:
        headers = {"Content-Type": "application/json", "Stripe-Signature": signature}
        try:
            asked = urllib.request.Request(url, body, headers)  # noqa: S310 the project's own address
            with urllib.request.urlopen(asked, timeout=10):  # noqa: S310
                return True
        except OSError:
            return False

    return send


def _now() -> int:
    return int(clock.real().timestamp())


def _shown(found: Object) -> Object:
    """An object as the API shows it: without what this server keeps for itself."""
    return {key: value for key, value in found.items() if not key.startswith("_")}


_HEAD = """<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>{}</title>
<style>body{{font:1.1rem/1.5 sans-serif;max-width:32rem;margin:3rem auto;padding:0 1rem}}
button{{font:inherit;padding:.7rem 1.4rem;background:#1d4ed8;color:#fff;border:0}}
a,button:focus{{outline-offset:3px}}.n{{background:#fff4d6;padding:.5rem 1rem}}</style></head>
<body><p class="n">A stand-in for Stripe, for demonstrations. No money moves.</p>"""

_PAY = (
    _HEAD.format("Pay")
    + """<main><h1>Pay {{ payee }}</h1><p>{{ session._title }}</p>
{% if session.status == "open" %}<form method="post"><button>Pay {{ pounds }}</button></form>
<p><a href="{{ session.cancel_url }}">Go back without paying</a></p>
{% else %}<p>This payment is {{ session.status }}.</p>
<p><a href="{{ session.success_url }}">Go back</a></p>{% endif %}</main></body></html>"""
)
_SETUP = (
    _HEAD.format("Set up")
    + """<main><h1>Your account is ready</h1>
<p>Stripe would ask here for your details and your bank account.</p>
<p><a href="{{ to }}">Go back to the marketplace</a></p></main></body></html>"""
)
