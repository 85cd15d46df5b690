"""Sign in and out."""

from urllib.parse import urlsplit

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, PasswordField

from marketplace.organisations.actions import people
from marketplace.organisations.actions.people import SIGNED_IN_FOR
from marketplace.organisations.queries.people import actor_of
from marketplace.web import sign_in_cookie
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, page

pages = Blueprint("people", __name__)

LONGEST_PATH = 2_000
"""Characters of a page to come back to; what is longer is no page of ours."""


class SignInForm(PageForm):
    email = TextField("E-mail address", [Needed("Enter your e-mail address.")])
    password = PasswordField("Password", [Needed("Enter your password.")])
    next = HiddenField()


@pages.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    form = SignInForm(next=request.args.get("next", ""))
    if form.accepts(
        lambda: people.sign_in_person(
            actor(),
            None,
            email=form.email.data,
            password=form.password.data,
            device=request.user_agent.string,
        )
    ):
        return with_cookie(form.result, own_page(form.next.data) or url_for("work.show"))
    return page("organisations/people/sign_in.html", form=form)


@pages.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    if actor().sign_in_id:
        people.revoke_sign_in(actor(), actor().sign_in_id)
    return sign_in_cookie.take_back(make_response(redirect(url_for("public.home"))))


def with_cookie(token: str, path: str) -> Response:
    """Go to a page with the sign-in kept in the browser; to the second step first, where it wants one."""
    if actor_of(token).person_id is None:
        path = url_for("proofs.sign_in", next=path)
    return sign_in_cookie.give(make_response(redirect(path)), token, SIGNED_IN_FOR)


def own_page(path: str | None) -> str | None:
    """A path of this site only: a link must not lead elsewhere after signing in."""
    parts = urlsplit(path or "")
    if not path or parts.scheme or parts.netloc or not path.startswith("/") or "\\" in path:
        return None
    return None if path.startswith("//") or len(path) > LONGEST_PATH else path
