"""One's own account: details, devices, password, and being forgotten."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from marketplace.engine import clock
from marketplace.organisations.actions import memberships, passwords, people
from marketplace.organisations.queries.own_account import (
    ON_A_PAGE,
    own_account,
    own_membership,
    own_sign_in,
    own_sign_ins,
    reset_with,
)
from marketplace.organisations.queries.people import details_of
from marketplace.organisations.queries.security_events import newest_events
from marketplace.web import shown_link
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import (
    actor,
    get_or_404,
    own_id,
    page,
    page_number,
    say,
    signed_in,
)
from procurement.ground.refusal import Refusal

pages = Blueprint("accounts", __name__)


class DetailsForm(PageForm):
    name = TextField("Your name", [Needed("Enter your name.")])


class PasswordForm(PageForm):
    current_password = PasswordField("Your password now", [Needed("Enter your password now.")])
    password = PasswordField("New password", [Needed("Choose a new password.")])


class AskResetForm(PageForm):
    email = TextField("E-mail address", [Needed("Enter your e-mail address.")])


class ResetForm(PageForm):
    password = PasswordField("New password", [Needed("Choose a new password.")])


@pages.get("/account")
@signed_in
def show() -> ResponseReturnValue:
    """Who one is here, where one is signed in, and to what one belongs."""
    account = own_account(actor(), clock.real())
    return page(
        "organisations/accounts/show.html",
        details=account.details,
        sign_ins=account.sign_ins.rows,
        sign_ins_in_all=account.sign_ins.total,
        roles=account.roles,
        events=newest_events(own_id()),
    )


@pages.get("/account/sign-ins")
@signed_in
def sign_ins() -> ResponseReturnValue:
    """Every device that is signed in, a page at a time."""
    devices = own_sign_ins(actor(), clock.real(), ON_A_PAGE, page_number())
    return page(
        "organisations/accounts/sign_ins.html",
        sign_ins=devices.rows,
        number=page_number(),
        last=max(1, -(-devices.total // ON_A_PAGE)),
    )


@pages.post("/account/sign-ins/end-others")
@signed_in
def end_others() -> ResponseReturnValue:
    people.end_other_sign_ins(actor(), own_id())
    say("Every other device is signed out.")
    return redirect(url_for("accounts.show"))


@pages.post("/sign-ins/<uuid:sign_in_id>/revoke")
@signed_in
def revoke(sign_in_id: UUID) -> ResponseReturnValue:
    row = get_or_404(own_sign_in(own_id(), sign_in_id))
    people.revoke_sign_in(actor(), row.id)
    say("That device is signed out.")
    return redirect(url_for("accounts.show"))


@pages.route("/account/details", methods=["GET", "POST"])
@signed_in
def details() -> ResponseReturnValue:
    known = details_of(own_id())
    form = DetailsForm(name=known and known.name)
    if form.accepts(lambda: people.update_person(actor(), own_id(), **form.values)):
        say("Your name is saved.")
        return redirect(url_for("accounts.show"))
    return page("organisations/accounts/details.html", form=form)


@pages.route("/account/password", methods=["GET", "POST"])
@signed_in
def password() -> ResponseReturnValue:
    form = PasswordForm()
    if form.accepts(lambda: passwords.change_password(actor(), own_id(), **form.values)):
        say("Your password is changed. Every other device was signed out.")
        return redirect(url_for("accounts.show"))
    return page("organisations/accounts/password.html", form=form)


@pages.route("/forgotten-password", methods=["GET", "POST"])
def ask_reset() -> ResponseReturnValue:
    form = AskResetForm()
    if form.accepts(lambda: passwords.request_password_reset(actor(), None, **form.values)):
        shown_link.keep(form.result)
        return redirect(url_for("accounts.reset_asked"))
    return page("organisations/accounts/ask_reset.html", form=form)


@pages.get("/forgotten-password/sent")
def reset_asked() -> ResponseReturnValue:
    return page("organisations/accounts/reset_asked.html", link=shown_link.take())


@pages.route("/reset-password/<token>", methods=["GET", "POST"])
def reset(token: str) -> ResponseReturnValue:
    """The page of the link; where it cannot be used any more, the page that asks for a new one."""
    row = reset_with(token)
    try:
        passwords.check_link(row, token, clock.now())
    except Refusal as no:
        again = AskResetForm()
        again.refuse(no)
        return page("organisations/accounts/ask_reset.html", form=again)
    form = ResetForm()
    if row and form.accepts(
        lambda: passwords.reset_password(actor(), row.id, token=token, password=form.password.data)
    ):
        say("Your password is changed. Sign in with the new one.")
        return redirect(url_for("people.sign_in"))
    return page("organisations/accounts/reset.html", form=form)


@pages.post("/memberships/<uuid:membership_id>/leave")
@signed_in
def leave(membership_id: UUID) -> ResponseReturnValue:
    row = get_or_404(own_membership(own_id(), membership_id))
    memberships.leave_membership(actor(), row.id)
    say("You have given up that role.")
    return redirect(url_for("accounts.show"))
