"""What had the person typed when the session ended? Kept encrypted for a day, then shown again.

A form that was made for somebody says so, and comes back to nobody else: on a shared
computer the next to sign in must not read what another one typed.
"""

import json
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import g, request
from sqlalchemy import delete
from werkzeug.datastructures import MultiDict

from marketplace.engine import clock, db
from marketplace.engine.outbox import KeptForm
from marketplace.gateways import keys

_LIFE = timedelta(days=1)
_AUTHOR = "typed_by"
_OWN = {"csrf_token", "once", "password", "new_password"}


def author() -> str:
    """For a page's forms: a word for the person they are made for; none where nobody is signed in."""
    person_id = g.actor.person_id if "actor" in g else None
    return keys.fingerprint(f"typed by {person_id}") if person_id else ""


def keep() -> str:
    """Keep the posted form; the path of the page that will show it again."""
    path = _page()
    typed = [(name, value) for name, value in request.form.items(multi=True) if name not in _OWN]
    if all(name == _AUTHOR for name, _ in typed):
        return path
    sealed = keys.encrypt("kept-form", json.dumps(typed).encode())
    with db.transaction():
        db.session.execute(delete(KeptForm).where(KeptForm.at < clock.real() - _LIFE))
        row = KeptForm(at=clock.real(), path=urlsplit(path).path, sealed=sealed)
        db.session.add(row)
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'kept': row.id})}"


def bring_back() -> None:
    """On a GET with ``?kept=…``: put what was typed where the page's form will look for it."""
    g.kept_form = None
    try:
        kept_id = UUID(request.args.get("kept", ""))
    except ValueError:
        return
    row = db.session.get(KeptForm, kept_id) if request.method == "GET" else None
    if row is None or row.path != request.path or row.at < clock.real() - _LIFE:
        return
    plain = keys.decrypt("kept-form", row.sealed)
    if plain is None:
        return
    typed = MultiDict(json.loads(plain))
    if typed.pop(_AUTHOR, "") in {"", author()}:
        g.kept_form = typed


def _page() -> str:
    """The page a form stood on: its own address where that can be read, else where it came from."""
    rules = request.url_rule.methods if request.url_rule else set()
    if rules and "GET" in rules:
        return request.full_path.rstrip("?")
    return came_from()


def came_from() -> str:
    """The page of this site that the request came from; the first page where it came from elsewhere."""
    page = urlsplit(request.referrer or "/")
    return "/" + page.path.lstrip("/\\") if page.netloc in {"", request.host} else "/"
