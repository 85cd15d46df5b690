"""What may every page ask? The menu, the person, the filters, the assets."""

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


def add_to(app: Flask, settings: Settings) -> None:
    """Teach the templates the filters and what every page may ask."""
    app.jinja_env.filters.update(FILTERS, dressed=tables.dressed, device=device_in_words)
    stamps: dict[str, str] = {}

    def asset(name: str) -> str:
        if name not in stamps:
            path = Path(app.static_folder or "") / name
            stamps[name] = sha256(path.read_bytes()).hexdigest()[:8] if path.exists() else "0"
        return url_for("static", filename=name, v=stamps[name])

    app.jinja_env.globals.update(
        asset=asset,
        is_demonstration=settings.demonstration,
        kept_form=lambda: g.get("kept_form"),
        may=lambda right, thing=None: access.may(_who(), right, thing),
        navigation=lambda: navigation(_who()),
        now=clock.now,
        once=lambda: str(uuid4()),
        shown_at=clock.as_of,
        site_name=NAME,
        today=clock.today,
    )

    @app.context_processor
    def _() -> dict[str, Any]:
        return {"actor": _who(), "nonce": g.get("nonce", "")}


def _who() -> access.Actor:
    actor: access.Actor = g.get("actor", access.NOBODY)
    return actor


def navigation(who: access.Actor) -> list[tuple[str, str]]:
    """The menu: what anybody may read, then what this person works on."""
    menu = [
        ("public.home", "Home"),
        ("tenders.index", "Tenders"),
        ("organisations.index", "Organisations"),
        ("board.show", "Money brought in"),
    ]
    if who.person_id is not None:
        menu[1:1] = [
            ("work.show", "Your work"),
            *([("tenders.mine", "Your tenders")] if who.buys else []),
            *([("bids.index", "Bids")] if who.supplies else []),
            *(_AGREED if who.buys or who.supplies else []),
        ]
    return menu


_AGREED = [("contracts.index", "Contracts"), ("invoices.index", "Invoices")]
