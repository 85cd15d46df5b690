"""What does somebody read when a request cannot be done as it was asked?"""

from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from marketplace.engine import clock, db
from marketplace.engine.act import AlreadyDone, NotAllowed, NotThere
from marketplace.engine.attempts import TooOften
from marketplace.engine.security_events import EventKind, record
from marketplace.web import kept_forms, led_to
from marketplace.web.tools import NotSignedIn
from procurement.ground.refusal import Refusal

log = structlog.get_logger()

_LOCK_NOT_AVAILABLE = "55P03"
"""PostgreSQL’s code for a wait that was given up."""


def handle_errors(app: Flask) -> None:
    """Answer every error with a page that says what happened and what to do."""
    for error, answer in _ANSWERS:
        app.register_error_handler(error, answer)


def _ask_to_sign_in(_: NotSignedIn) -> ResponseReturnValue:
    """What was typed is kept and comes back afterwards; the second step, where the first is done."""
    path = request.full_path.rstrip("?")
    if request.method == "POST":
        path = kept_forms.keep()
    step = "proofs.sign_in" if g.actor.sign_in_id else "people.sign_in"
    return redirect(url_for(step) + "?next=" + quote(path))


def _show_again(_: CSRFError) -> ResponseReturnValue:
    """The page was open too long or in two windows: show it again with what was typed."""
    return redirect(kept_forms.keep())


def _refused(refusal: Refusal) -> ResponseReturnValue:
    faults = getattr(refusal, "faults", [refusal])
    return _page("refused", 422, sentences=[str(fault) for fault in faults])


def _go_on(done: AlreadyDone) -> ResponseReturnValue:
    db.session.rollback()
    return redirect(led_to.read(done.location) or kept_forms.came_from())


def _not_there(_: Exception) -> ResponseReturnValue:
    return _page("not_there", 404)


def _not_allowed(no: NotAllowed) -> ResponseReturnValue:
    """Refused, and on record: the person and the operator see what was tried."""
    record(EventKind.NOT_ALLOWED, person_id=g.actor.person_id, detail=str(no))
    return _page("not_allowed", 403)


def _too_large(_: Exception) -> ResponseReturnValue:
    return _page("too_large", 413, largest=current_app.config["MAX_CONTENT_LENGTH"] // 1024 // 1024)


def _too_often(no: TooOften) -> ResponseReturnValue:
    return _page("too_often", 429, until=clock.as_of(no.until))


def _held(error: OperationalError) -> ResponseReturnValue | HTTPException:
    """Somebody else held for too long what was needed: what was typed is kept, to send again."""
    if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
        return _failed(error)
    log.warning("held_too_long", path=_path())
    db.session.rollback()
    return _page("held", 503, again=kept_forms.keep() if request.method == "POST" else request.url)


def _failed(error: Exception) -> ResponseReturnValue | HTTPException:
    if isinstance(error, HTTPException):
        return error
    log.error("failed", reference=g.get("reference"), path=_path(), exc_info=error)
    return _page("failed", 500, reference=g.get("reference", ""))


def _path() -> str:
    """The address for the log, without the secret of a link."""
    token = (request.view_args or {}).get("token")
    return request.path.replace(token, "…") if token else request.path


def _page(template: str, status: int, **values: object) -> ResponseReturnValue:
    db.session.rollback()
    return render_template(f"errors/{template}.html", **values), status


_ANSWERS: tuple[tuple[type[Exception] | int, Any], ...] = (
    (NotSignedIn, _ask_to_sign_in),
    (CSRFError, _show_again),
    (Refusal, _refused),
    (AlreadyDone, _go_on),
    (NotThere, _not_there),
    (404, _not_there),
    (NotAllowed, _not_allowed),
    (413, _too_large),
    (TooOften, _too_often),
    (OperationalError, _held),
    (Exception, _failed),
)
