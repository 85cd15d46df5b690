"""What had the person typed when the session ended? Kept encrypted for a while, then shown again.

Every form says, signed, for whom it was made. One made for somebody comes back to nobody
else: on a shared computer the next to sign in must not read what another one typed. A form
that was not made here is not kept, and of those made for strangers only a few are, so that
nobody can fill the database with them.
"""

import json
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from flask import current_app, g, request
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import ColumnElement, delete, select
from werkzeug.datastructures import MultiDict

from marketplace.engine import clock, db
from marketplace.engine.outbox import KeptForm
from marketplace.gateways import keys

_LIFE, _STRANGERS_LIFE = timedelta(days=1), timedelta(hours=1)
_OF_ONE_PERSON, _OF_STRANGERS = 5, 500
_LARGEST_OF_A_STRANGER = 20_000
"""Characters, of the longest form that somebody fills in who is not signed in."""
_AUTHOR = "typed_by"
_OWN = {"csrf_token", "once", "factor_code", "factor_passkey", _AUTHOR}


def author() -> str:
    """For a page's forms: the signed id of the person they are made for, empty for a stranger."""
    return _signer().dumps(str(_person() or ""))


def keep() -> str:
    """Keep the posted form, where it was made here; the path of the page that will show it."""
    path = _page()
    typed = [(name, value) for name, value in request.form.items(multi=True) if _is_kept(name)]
    plain, owner = json.dumps(typed), _owner()
    if not typed or owner is None or (owner == "" and len(plain) > _LARGEST_OF_A_STRANGER):
        return path
    row = KeptForm(
        at=clock.real(),
        path=keys.fingerprint(urlsplit(path).path),  # the secret of a link may stand in it
        person_id=UUID(owner) if owner else None,
        sealed=keys.encrypt("kept-form", plain.encode()),
    )
    with db.transaction():
        db.session.add(row)
        _forget(row.person_id)
    return f"{path}{'&' if '?' in path else '?'}{urlencode({'kept': row.id})}"


def bring_back() -> None:
    """On a GET with ``?kept=…``: put what was typed where the page's form will look for it."""
    g.kept_form = None
    try:
        kept_id = UUID(request.args.get("kept", ""))
    except ValueError:
        return
    row = db.session.get(KeptForm, kept_id) if request.method == "GET" else None
    if (
        row is None
        or row.path != keys.fingerprint(request.path)
        or row.at < clock.real() - _life(row.person_id)
    ):
        return
    plain = keys.decrypt("kept-form", row.sealed)
    if plain is not None and row.person_id in {None, _person()}:
        g.kept_form = MultiDict(json.loads(plain))


def came_from() -> str:
    """The page of this site that the request came from; the first page where it came from elsewhere."""
    page = urlsplit(request.referrer or "/")
    return "/" + page.path.lstrip("/\\") if page.netloc in {"", request.host} else "/"


def _page() -> str:
    """The page a form stood on: its own address where that can be read, else where it came from."""
    rules = request.url_rule.methods if request.url_rule else set()
    if rules and "GET" in rules:
        return request.full_path.rstrip("?")
    return came_from()


def _is_kept(name: str) -> bool:
    """Everything but what belongs to the form itself, and never a password or a code."""
    return name not in _OWN and not name.endswith("password")


def _owner() -> str | None:
    """Who may read the posted form again: an id, or empty for a stranger; None: not made here."""
    with suppress(BadSignature):
        return str(_signer().loads(request.form.get(_AUTHOR, ""))) or str(_person() or "")
    return str(_person()) if _person() else None


def _person() -> UUID | None:
    person_id: UUID | None = g.actor.person_id if "actor" in g else None
    return person_id


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="typed by")


def _life(person_id: UUID | None) -> timedelta:
    return _LIFE if person_id else _STRANGERS_LIFE


def _forget(person_id: UUID | None) -> None:
    """Delete what is too old, and the oldest above what one person, or all strangers, may have."""
    newest = (
        select(KeptForm.id)
        .where(_is_of(person_id))
        .order_by(KeptForm.at.desc(), KeptForm.id.desc())
        .limit(_OF_ONE_PERSON if person_id else _OF_STRANGERS)
    )
    db.session.flush()
    db.session.execute(
        delete(KeptForm).where(
            _is_of(person_id),
            KeptForm.id.not_in(newest) | (KeptForm.at < clock.real() - _life(person_id)),
        )
    )
    db.session.execute(delete(KeptForm).where(KeptForm.at < clock.real() - _LIFE))


def _is_of(person_id: UUID | None) -> ColumnElement[bool]:
    return KeptForm.person_id.is_(None) if person_id is None else KeptForm.person_id == person_id
