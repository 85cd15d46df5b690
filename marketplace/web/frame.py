"""What may every page ask? The menu, the person, the filters, the assets."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask, g, url_for

from marketplace.engine import access, clock
from marketplace.engine.shown import FILTERS, NAME
from marketplace.settings import Settings
from marketplace.web import tables
from marketplace.web.devices import device_in_words
from procurement.organisations.organisation import Kind

FIRST_SCRIPT = (
    "document.body.className += ' js-enabled' + "
    "('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');"
)
"""The only script that stands in a page: before anything is drawn, it says that scripts run."""

POLICY = (
    "default-src 'self'; "
    f"script-src 'self' 'sha256-{b64encode(sha256(FIRST_SCRIPT.encode()).digest()).decode()}'; "
    "img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self' https://checkout.stripe.com http://127.0.0.1:*; frame-ancestors 'none'"
)
"""What browsers let a page do; the same for every answer, so that pages can be kept."""


def add_to(app: Flask, settings: Settings) -> None:
    """Teach the templates the filters and what every page may ask."""
    app.jinja_env.filters.update(FILTERS, dressed=tables.dressed, device=device_in_words)

    @cache
    def asset(name: str) -> str:
        path = Path(app.static_folder or "") / name
        stamp = sha256(path.read_bytes()).hexdigest()[:8] if path.exists() else "0"
        return url_for("static", filename=name, v=stamp)

    address = cache(url_for)

    app.jinja_env.globals.update(
        asset=asset,
        first_script=FIRST_SCRIPT,
        is_demonstration=settings.demonstration,
        kept_form=lambda: g.get("kept_form"),
        may=lambda right, thing=None: access.may(_who(), right, thing),
        navigation=lambda: navigation(_who()),
        now=clock.now,
        once=lambda: str(uuid4()),
        shown_at=clock.as_of,
        site_name=NAME,
        today=clock.today,
        url_for=lambda endpoint, **named: (url_for if named else address)(endpoint, **named),
    )

    @app.context_processor
    def _() -> dict[str, Any]:
        return {"actor": _who()}


def _who() -> access.Actor:
    actor: access.Actor = g.get("actor", access.NOBODY)
    return actor


Places = list[tuple[str, str]]
"""Routes, each with the word for it."""


def navigation(who: access.Actor) -> list[Places]:
    """The menu, a row for each: what this person works on, where there is one, and what anybody
    may read."""
    return [_own(who), _OF_EVERYBODY] if who.person_id else [_OF_EVERYBODY]


_OF_EVERYBODY: Places = [
    ("public.home", "Home"),
    ("tenders.index", "Tenders"),
    ("packages.index", "Packages"),
    ("developments.index", "Developments"),
    ("organisations.index", "Organisations"),
    ("products.index", "Products"),
    ("board.show", "Money brought in"),
]


def _own(who: access.Actor) -> Places:
    return [
        ("work.show", "Your work"),
        *(_TENDERED if any(kind.is_contracting_authority for kind in who.kinds) else []),
        *(
            _POSTED
            if any(kind in (Kind.PRIVATE_DEVELOPER, Kind.OTHER_SUPPLIER) for kind in who.kinds)
            else []
        ),
        *(_OFFERED if who.supplies else []),
        *(_AGREED if who.buys or who.supplies else []),
    ]


_TENDERED: Places = [("tenders.mine", "Your tenders")]
_POSTED: Places = [("packages.mine", "Your packages")]
_OFFERED: Places = [("bids.index", "Bids"), ("offers.index", "Offers")]
_AGREED: Places = [("contracts.index", "Contracts"), ("invoices.index", "Invoices")]
