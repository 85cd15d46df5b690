"""How does a request meet a page? Arrival, person, errors, headers."""

import secrets
from typing import Any
from uuid import UUID

from flask import (
    Flask,
    Request,
    Response,
    current_app,
    g,
    request,
)
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, iter_multi_items
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from marketplace.chapters import blueprints
from marketplace.engine import action, db
from marketplace.engine.access import NOBODY, Actor
from marketplace.engine.origin import NOWHERE, Origin, origin
from marketplace.front import ARRIVED_AT
from marketplace.organisations.actions.presence import arriving
from marketplace.settings import ROOT, Settings
from marketplace.web import frame, kept_forms, kept_pages, led_to, sign_in_cookie
from marketplace.web.errors import handle_errors
from marketplace.wiring import wire
from procurement.ground.text import clean

LARGEST_REQUEST = 25 * 1024 * 1024
LARGEST_TEXT = 1024 * 1024
"""Bytes of a request and of what is typed in it: files may be larger than words."""


_NOBODY_ASKS = {"static", "health.healthz", "health.readyz"}
"""What is answered whoever asks, without a look into the database, which may be away."""


class _Typed(ImmutableMultiDict[str, Any]):
    """What was typed, and the names of files: without what no column and no document can hold."""

    def __init__(self, mapping: Any = None) -> None:
        super().__init__([(name, _clean(value)) for name, value in iter_multi_items(mapping or ())])


def _clean(value: Any) -> Any:
    if isinstance(value, FileStorage) and value.filename:
        value.filename = clean(value.filename)
    return clean(value) if isinstance(value, str) else value


class _Arriving(Request):
    parameter_storage_class = _Typed


class _Number(IntegerConverter):
    """A number in an address: one that no column can hold names nothing, so 404."""

    def __init__(self, map: Any, **told: Any) -> None:
        super().__init__(map, **{"max": 2**31 - 1, **told})


def create_app(settings: Settings) -> Flask:
    """The web application."""
    wire(settings)
    app = led_to.Answering(
        "marketplace",
        static_folder=str(ROOT / "build" / "static"),
        template_folder=str(ROOT / "templates"),
    )
    app.request_class = _Arriving
    app.url_map.converters["int"] = _Number
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXT,
        WTF_CSRF_TIME_LIMIT=None,
        SETTINGS=settings,
    )
    sign_in_cookie.add_to(app, https=settings.base_url.startswith("https"))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    frame.add_to(app, settings)
    app.jinja_env.globals["typed_by"] = kept_forms.author
    app.before_request(_arrive)  # first, so that a refused form is answered to who sent it
    CSRFProtect(app).exempt("marketplace.payments.pages.checkouts.webhook")
    kept_pages.KeptPages(app)
    app.after_request(_leave)
    app.after_request(led_to.again)  # the last that is named is asked first
    app.teardown_request(lambda error: db.let_go())
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    handle_errors(app)
    return app


def _arrive() -> None:
    """Note when the request came, who sends it, and that a GET only reads."""
    g.reference = secrets.token_hex(4)
    g.form_token = None
    if request.endpoint in _NOBODY_ASKS:
        return
    if request.mimetype == "application/x-www-form-urlencoded":
        request.max_content_length = LARGEST_TEXT
    origin.set(Origin(request.remote_addr or "", request.user_agent.string))
    g.actor = _sender()
    if request.method in {"GET", "HEAD"}:
        db.read_only()
    kept_forms.bring_back()
    if request.method == "POST":
        action.arrived(request.environ.get(ARRIVED_AT))
        action.form_token.set(_token(request.form.get("once")))
        action.is_answered.set(True)
        g.form_token = action.form_token.get()


def _sender() -> Actor:
    """Who sends this request, by the cookie."""
    token = sign_in_cookie.read()
    return arriving(token) if token else NOBODY


def _token(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _leave(response: Response) -> Response:
    action.form_token.set(None)
    action.is_answered.set(False)
    action.arrival.set(None)
    origin.set(NOWHERE)
    response.headers.setdefault("Content-Security-Policy", frame.POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Frame-Options"] = "DENY"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
