"""What does somebody read when a request cannot be done as it was asked?"""

from typing import Any
from urllib.parse import quote

import structlog
from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from marketplace.engine import clock, db
from marketplace.engine.act import AlreadyDone, NotAllowed, NotThere
from marketplace.engine.attempts import TooOften
from marketplace.engine.security_events import EventKind, record
from marketplace.web import away, kept_forms, led_to
from marketplace.web.tools import NotSignedIn
from procurement.ground.refusal import Refusal

log = structlog.get_logger()

_GIVEN_UP = {"55P03": "held", "57014": "slow"}
"""PostgreSQL’s codes for a wait, and for a statement, that took too long; and the pages of them."""


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


def _given_up(error: DBAPIError) -> ResponseReturnValue | HTTPException:
    """It took too long: what was typed is kept, to send again. Or the database is away."""
    if away.is_away(error):
        return _away(error)
    template = _GIVEN_UP.get(getattr(error.orig, "sqlstate", None) or "")
    if template is None:
        return _failed(error)
    log.warning("took_too_long", what=template, path=_path())
    db.session.rollback()
    try:
        again = kept_forms.keep() if request.method == "POST" else request.url
    except DBAPIError as worse:
        return _away(worse)
    return _page(template, 503, again=again)


def _away(error: DBAPIError | NoConnection) -> ResponseReturnValue:
    """The database cannot be reached, so nothing can be kept there: the page holds what was typed."""
    log.error("database_away", path=_path(), exc_info=error)
    return _page("away", 503, typed=away.typed(), address=request.full_path.rstrip("?"))


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
    headers = {"Retry-After": "10"} if status == 503 else {}
    return render_template(f"errors/{template}.html", **values), status, headers


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
    (DBAPIError, _given_up),
    (NoConnection, _away),
    (Exception, _failed),
)
