"""Create an account: an address, the link that is sent to it, then name and password."""

from contextlib import suppress
from uuid import UUID

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, PasswordField

from marketplace.engine import clock
from marketplace.engine.act import AlreadyDone
from marketplace.organisations.actions import people, registrations
from marketplace.organisations.pages.people import own_page, with_cookie
from marketplace.organisations.queries.addresses import proof_with
from marketplace.web import shown_link
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, page
from procurement.ground.refusal import Refusal

pages = Blueprint("registrations", __name__, url_prefix="/register")


class RegisterForm(PageForm):
    email = TextField("E-mail address", [Needed("Enter your e-mail address.")])
    next = HiddenField()


class ChooseForm(PageForm):
    name = TextField("Your name", [Needed("Enter your name.")])
    password = PasswordField("Password", [Needed("Choose a password.")])


@pages.route("", methods=["GET", "POST"])
def begin() -> ResponseReturnValue:
    """Asks for an address, and sends it a link."""
    form = RegisterForm(next=request.args.get("next", ""))
    if form.accepts(
        lambda: registrations.begin_registration(
            actor(), None, email=form.email.data, next=own_page(form.next.data) or ""
        )
    ):
        shown_link.keep(form.result)
        return redirect(url_for("registrations.sent"))
    return page("organisations/registrations/begin.html", form=form)


@pages.get("/sent")
def sent() -> ResponseReturnValue:
    return page("organisations/registrations/sent.html", link=shown_link.take())


@pages.route("/<token>", methods=["GET", "POST"])
def choose(token: str) -> ResponseReturnValue:
    """The page of the link: name and password; where it is over, the page that asks for a new one."""
    proof = proof_with(token)
    form = ChooseForm()
    if proof and form.accepts(lambda: _register(proof.id, token, form)):
        path = own_page(request.args.get("next")) or url_for("work.show")
        return _signed_in_as(proof.email, form.password.data, path)
    try:
        people.check_registration(proof, token, clock.now())
    except Refusal as no:
        again = RegisterForm(None, next="")
        again.refuse(no)
        return page("organisations/registrations/begin.html", form=again)
    return page("organisations/registrations/choose.html", form=form, email=proof and proof.email)


def _register(proof_id: UUID, token: str, form: ChooseForm) -> None:
    """The same form sent twice makes one account, and signs in each time."""
    with suppress(AlreadyDone):
        people.register_person(actor(), proof_id, token=token, **form.values)


def _signed_in_as(email: str, password: str, path: str) -> Response:
    token = people.sign_in_person(
        actor(), None, email=email, password=password, device=request.user_agent.string
    )
    return with_cookie(token, path)
