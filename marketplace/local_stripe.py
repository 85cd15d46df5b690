"""What would Stripe do? A small Stripe of the project's own, for tests and the demonstration.

It keeps what it is told, holds to idempotency keys, shows a page to pay on, and
sends signed webhooks, again and again until they are taken. It moves no money.
"""

import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from flask import Flask, Response, jsonify, redirect, render_template_string, request
from werkzeug.serving import make_server

from marketplace.local_stripe_state import Fault, LocalStripe, Object, Send, now, shown

__all__ = ["LocalStripe", "make_app", "posting_to", "serve"]

_DAY = 24 * 60 * 60
_PAUSE = 2
"""Seconds between two tries to deliver what was not taken."""


def make_app(hub: LocalStripe) -> Flask:
    """The WSGI application: Stripe's API under /v1, its pages beside it."""
    app = Flask("local_stripe", static_folder=None)

    @app.before_request
    def check_key() -> None:
        if request.path.startswith("/v1/") and not request.headers.get(
            "Authorization", ""
        ).startswith("Bearer sk_test_"):
            raise Fault(401, "invalid_request_error", "Invalid API Key provided.")

    @app.errorhandler(Fault)
    def say_fault(fault: Fault) -> tuple[Response, int]:
        return jsonify(error={"type": fault.kind, "message": str(fault)}), fault.status

    @app.post("/v1/accounts")
    def create_account() -> Response:
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
        return jsonify(shown(made))

    @app.post("/v1/account_links")
    def create_account_link() -> Response:
        account = hub.get(request.form["account"], "account")
        url = f"{request.host_url}setup/{account['id']}?to={request.form['return_url']}"
        return jsonify(object="account_link", created=now(), expires_at=now() + 300, url=url)

    _add_sessions(app, hub)
    _add_money_back(app, hub)
    _add_pages(app, hub)
    return app


def _add_money_back(app: Flask, hub: LocalStripe) -> None:
    @app.post("/v1/refunds")
    def create_refund() -> Response:
        intent = hub.get(request.form["payment_intent"], "payment_intent")
        pence = int(request.form.get("amount", intent["amount"]))
        charge = hub.objects[intent["latest_charge"]]
        before = charge["amount_refunded"]
        made = hub.once(lambda: hub.refund(intent, pence))
        if charge["amount_refunded"] != before:
            hub.tell("charge.refunded", charge)
        return jsonify(shown(made))

    @app.get("/v1/payment_intents/<intent_id>")
    def retrieve_intent(intent_id: str) -> Response:
        intent = hub.get(intent_id, "payment_intent")
        charge = hub.objects[intent["latest_charge"]]
        return jsonify(shown(intent) | {"latest_charge": shown(charge)})

    @app.get("/v1/events")
    def list_events() -> Response:
        events = hub.events(
            request.headers.get("Stripe-Account", ""),
            [value for key, value in request.args.items() if key.startswith("types[")],
            int(request.args["created[gte]"]),
        )
        return jsonify(object="list", data=events, has_more=False, url="/v1/events")


def _add_sessions(app: Flask, hub: LocalStripe) -> None:
    @app.post("/v1/checkout/sessions")
    def create_session() -> Response:
        return jsonify(shown(hub.once(lambda: _open(hub))))

    @app.get("/v1/checkout/sessions/<session_id>")
    def retrieve_session(session_id: str) -> Response:
        session = hub.get(session_id, "checkout.session")
        intent = hub.objects.get(session["payment_intent"])
        return jsonify(shown(session) | {"payment_intent": intent and shown(intent)})

    @app.post("/v1/checkout/sessions/<session_id>/expire")
    def expire_session(session_id: str) -> Response:
        session = hub.get(session_id, "checkout.session")
        if session["status"] != "open":
            raise Fault(400, "invalid_request_error", "Only open sessions can be expired.")
        session.update(status="expired", url=None)
        hub.keep()
        hub.tell("checkout.session.expired", session)
        return jsonify(shown(session))


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
        expires_at=now() + _DAY,
        _title=request.form[f"{item}[product_data][name]"],
    )
    made["url"] = f"{request.host_url}pay/{made['id']}"
    return made


def _add_pages(app: Flask, hub: LocalStripe) -> None:
    @app.get("/pay/<session_id>")
    def show_pay(session_id: str) -> Any:
        session = hub.objects.get(session_id)
        if session is None or session["object"] != "checkout.session":
            return "There is no such payment.", 404
        payee = hub.objects[session["_account"]]["business_profile"]["name"]
        pounds = f"£{session['amount_total'] // 100:,}.{session['amount_total'] % 100:02}"
        return render_template_string(_PAY, session=session, payee=payee, pounds=pounds)

    @app.post("/pay/<session_id>")
    def pay(session_id: str) -> Any:
        session = hub.objects[session_id]
        hub.pay(session)
        return redirect(session["success_url"], 303)

    @app.get("/setup/<account_id>")
    def show_setup(account_id: str) -> str:
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
