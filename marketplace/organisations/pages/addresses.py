"""One's e-mail address: proved by a link, changed by one; and the link that stops a change."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from marketplace.engine import clock
from marketplace.organisations.actions import addresses
from marketplace.organisations.queries.addresses import change_with, proof_with
from marketplace.organisations.queries.people import details_of
from marketplace.web import shown_link
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, own_id, page, say, signed_in
from procurement.ground.refusal import Refusal

pages = Blueprint("addresses", __name__, url_prefix="/account/address")


class ChangeForm(PageForm):
    email = TextField("New e-mail address", [Needed("Enter your new e-mail address.")])
    password = PasswordField("Your password", [Needed("Enter your password.")])


@pages.route("", methods=["GET", "POST"])
@signed_in
def change() -> ResponseReturnValue:
    form = ChangeForm()
    if form.accepts(lambda: addresses.request_address_change(actor(), own_id(), **form.values)):
        shown_link.keep(form.result)
        return redirect(url_for("addresses.sent"))
    return page("organisations/addresses/change.html", form=form, details=details_of(own_id()))


@pages.post("/ask")
@signed_in
def ask() -> ResponseReturnValue:
    shown_link.keep(addresses.request_address_proof(actor(), own_id()))
    return redirect(url_for("addresses.sent"))


@pages.get("/sent")
@signed_in
def sent() -> ResponseReturnValue:
    return page("organisations/addresses/sent.html", link=shown_link.take())


@pages.route("/<token>", methods=["GET", "POST"])
@signed_in
def prove(token: str) -> ResponseReturnValue:
    """The page of the link: for the person it was sent for, signed in."""
    proof = proof_with(token)
    addresses.check_proof(proof, token, clock.now())
    if proof is None or proof.person_id != actor().person_id:
        raise Refusal(
            "This link is for another account. Sign in with that one, then open it again."
        )
    form = PageForm()
    if form.accepts(lambda: addresses.prove_address(actor(), proof.id, token=token)):
        say(f"Your address is proved: {proof.email}.")
        return redirect(url_for("accounts.show"))
    return page("organisations/addresses/prove.html", form=form, proof=proof)


@pages.route("/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """The page of the link in the e-mail to the old address."""
    change = change_with(token)
    addresses.check_stop(change, token, clock.now())
    form = PageForm()
    if change and form.accepts(
        lambda: addresses.stop_address_change(actor(), change.id, token=token)
    ):
        say("The change is stopped, and every device is signed out. Choose a new password now.")
        return redirect(url_for("accounts.ask_reset"))
    return page("organisations/addresses/stop.html", form=form, change=change)
