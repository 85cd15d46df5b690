"""Is the database away, and what of a sent form can the page hold until it is back?

Nothing can be kept then, so what was typed goes into the answer itself, with a button that
sends it again. The form's own number goes with it: what did arrive is not done twice.
"""

from contextlib import suppress

from flask import current_app, request
from flask_wtf.csrf import validate_csrf
from sqlalchemy.exc import DBAPIError
from wtforms import ValidationError

_AWAY = ("08", "57P", "53300")
"""How PostgreSQL's codes begin: no connection, shut down or starting, too many connections."""

_OF_THE_FORM = {"csrf_token", "factor_code", "factor_passkey"}


def is_away(error: DBAPIError) -> bool:
    """Whether the database could not be reached, or broke off."""
    code = getattr(error.orig, "sqlstate", None)
    unreached = code is None and type(error).__name__ in {"OperationalError", "InterfaceError"}
    return error.connection_invalidated or unreached or (code or "").startswith(_AWAY)


def typed() -> list[tuple[str, str]]:
    """What was typed, never a password or a code; nothing of a form that was not made here.

    Otherwise another site could have its own form sent by the button.
    """
    if request.method != "POST" or not _is_made_here():
        return []
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _OF_THE_FORM and not name.endswith("password")
    ]


def _is_made_here() -> bool:
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return True
    with suppress(ValidationError):
        validate_csrf(request.form.get("csrf_token"))
        return True
    return False
