"""Accounts: create one, sign in and out, see where one is signed in."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import Blueprint, make_response, redirect, request, url_for
from sqlalchemy import select
from wtforms import HiddenField, PasswordField

from marketplace import db
from marketplace.actions import people
from marketplace.actions.people import SIGNED_IN_FOR
from marketplace.forms import Needed, PageForm, TextField
from marketplace.models.people import SignIn
from marketplace.pages import SIGN_IN_COOKIE, actor, found, page, say, signed_in
from marketplace.throttle import limiter

pages = Blueprint("people", __name__)


class RegisterForm(PageForm):
    name = TextField("Your name", [Needed("Enter your name.")])
    email = TextField("E-mail address", [Needed("Enter your e-mail address.")])
    password = PasswordField("Password", [Needed("Choose a password.")])


class SignInForm(PageForm):
    email = TextField("E-mail address", [Needed("Enter your e-mail address.")])
    password = PasswordField("Password", [Needed("Enter your password.")])
    next = HiddenField()


@pages.route("/register", methods=["GET", "POST"])
@limiter.limit("30/hour", methods=["POST"])
def register() -> Any:
    form = RegisterForm()
    if form.accepts(lambda: people.register_person(actor(), None, **form.values)):
        return _signed_in_as(form.email.data, form.password.data, url_for("organisations.mine"))
    return page("people/register.html", form=form)


@pages.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("10/minute", methods=["POST"])
def sign_in() -> Any:
    form = SignInForm(next=request.args.get("next", ""))
    if form.accepts(
        lambda: people.sign_in(
            actor(),
            None,
            email=form.email.data,
            password=form.password.data,
            device=request.user_agent.string,
        )
    ):
        return _with_cookie(form.result, _own_page(form.next.data) or url_for("organisations.mine"))
    return page("people/sign_in.html", form=form)


@pages.post("/sign-out")
def sign_out() -> Any:
    if actor().sign_in_id:
        people.revoke_sign_in(actor(), actor().sign_in_id)
    response = make_response(redirect(url_for("public.home")))
    response.delete_cookie(SIGN_IN_COOKIE)
    return response


@pages.get("/account")
@signed_in
def account() -> Any:
    sign_ins = db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == actor().person_id, SignIn.revoked_at.is_(None))
        .order_by(SignIn.began_at.desc())
    ).all()
    return page("people/account.html", sign_ins=sign_ins)


@pages.post("/sign-ins/<uuid:sign_in_id>/revoke")
@signed_in
def revoke(sign_in_id: UUID) -> Any:
    row = found(
        select(SignIn).where(SignIn.id == sign_in_id, SignIn.person_id == actor().person_id)
    )
    people.revoke_sign_in(actor(), row.id)
    say("That device is signed out.")
    return redirect(url_for("people.account"))


def _signed_in_as(email: str, password: str, path: str) -> Any:
    token = people.sign_in(
        actor(), None, email=email, password=password, device=request.user_agent.string
    )
    return _with_cookie(token, path)


def _with_cookie(token: str, path: str) -> Any:
    response = make_response(redirect(path))
    response.set_cookie(
        SIGN_IN_COOKIE,
        token,
        max_age=SIGNED_IN_FOR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )
    return response


def _own_page(path: str | None) -> str | None:
    """A path of this site only: a link must not lead elsewhere after signing in."""
    parts = urlsplit(path or "")
    if not path or parts.scheme or parts.netloc or not path.startswith("/") or "\\" in path:
        return None
    return None if path.startswith("//") else path
