"""Which cookie says who is signed in? Given, read and taken back here alone.

Served over https its name begins with ``__Host-``: browsers take such a cookie from this very
host alone, over https alone, so that no neighbouring site can put its own in its place. With
each sign-in and sign-out the secret of the forms is another one.
"""

from datetime import timedelta

from flask import Flask, current_app, g, request, session
from flask.wrappers import Response


def add_to(app: Flask, *, https: bool) -> None:
    """Name the cookies of the application, and say whether they go over https alone."""
    prefix = "__Host-" if https else ""
    app.config.update(
        SIGN_IN_COOKIE=f"{prefix}sign_in",
        SESSION_COOKIE_NAME=f"{prefix}session",
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
    )


def read() -> str | None:
    """The secret in the browser's cookie."""
    return request.cookies.get(current_app.config["SIGN_IN_COOKIE"])


def give(response: Response, token: str, lasts: timedelta) -> Response:
    """Keep a sign-in in the browser."""
    _renew_secret_of_forms()
    response.set_cookie(
        current_app.config["SIGN_IN_COOKIE"],
        token,
        max_age=lasts,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def take_back(response: Response) -> Response:
    """Forget the sign-in in the browser."""
    _renew_secret_of_forms()
    response.delete_cookie(
        current_app.config["SIGN_IN_COOKIE"],
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def _renew_secret_of_forms() -> None:
    session.pop("csrf_token", None)
    g.pop("csrf_token", None)
