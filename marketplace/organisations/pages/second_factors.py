"""One's own second factor: what is set up, what is added, and the recovery codes."""

from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, PasswordField

from marketplace.engine import clock
from marketplace.engine.shown import NAME
from marketplace.gateways import one_time_codes, passkeys
from marketplace.organisations.actions import authenticators, recovery_codes
from marketplace.organisations.actions import passkeys as own_passkeys
from marketplace.organisations.pages.people import own_page
from marketplace.organisations.pages.proofs import site_shown, this_site
from marketplace.organisations.queries.people import details_of, is_of_the_demonstration
from marketplace.organisations.queries.second_factors import (
    own_authenticator,
    own_passkey,
    second_factors_of,
    waiting_reset,
)
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, own_id, page, said, say, signed_in

pages = Blueprint("second_factors", __name__, url_prefix="/account/second-factor")


class AppForm(PageForm):
    code = TextField("The code that the app shows now", [Needed("Enter the code.")])
    offer = HiddenField()
    password = PasswordField("Your password", [Needed("Enter your password.")])


class PasskeyForm(PageForm):
    name = TextField("Name of the passkey", [Needed("Give the passkey a name.")])
    password = PasswordField("Your password", [Needed("Enter your password.")])
    factor_passkey = HiddenField()


@pages.get("")
@signed_in
def show() -> ResponseReturnValue:
    return page(
        "organisations/second_factors/show.html",
        factors=second_factors_of(own_id()),
        waiting=waiting_reset(own_id()),
        next=own_page(said("next")),
        site=this_site(),
        has_its_name=site_shown() is not None,
    )


@pages.route("/app", methods=["GET", "POST"])
@signed_in
def add_app() -> ResponseReturnValue:
    """The picture that an app reads, and the code that shows it did."""
    person_id = own_id()
    form = AppForm()
    if second_factors_of(person_id).any:
        del form.password
    offer = authenticators.offer_to(person_id, form.offer.data or "")
    form.offer.data = offer.sealed
    if form.accepts(
        lambda: authenticators.add_authenticator(
            actor(), person_id, **{"password": "", **form.values}
        )
    ):
        say("The app is your second factor from now on.")
        return redirect(url_for("second_factors.show", next=own_page(said("next"))))
    details = details_of(person_id)
    account = details.email if details else ""
    return page(
        "organisations/second_factors/add_app.html",
        form=form,
        secret=offer.secret,
        address=one_time_codes.address(offer.secret, account, NAME),
        picture=one_time_codes.picture(offer.secret, account, NAME),
        shown_code=one_time_codes.next_code(offer.secret, clock.real())
        if is_of_the_demonstration(details)
        else None,
    )


@pages.post("/app/remove")
@signed_in
def remove_app() -> ResponseReturnValue:
    row = get_or_404(own_authenticator(own_id()))
    authenticators.remove_authenticator(actor(), row.id)
    say("The app is removed: its codes count no longer.")
    return redirect(url_for("second_factors.show"))


@pages.route("/passkey", methods=["GET", "POST"])
@signed_in
def add_passkey() -> ResponseReturnValue:
    """The browser makes it, of the telephone, the computer or a key; the person names it."""
    person_id, site = own_id(), site_shown()
    factors = second_factors_of(person_id)
    form = PasskeyForm()
    if factors.any:
        del form.password
    if form.accepts(lambda: _add_passkey(form, person_id)):
        say("The passkey is your second factor from now on.")
        return redirect(url_for("second_factors.show", next=own_page(said("next"))))
    details = details_of(person_id)
    options = site and passkeys.to_make(
        site,
        own_passkeys.making(person_id),
        details.email if details else "",
        NAME,
        [row.credential_id for row in factors.passkeys],
        clock.real(),
    )
    return page(
        "organisations/second_factors/add_passkey.html",
        form=form,
        options=options,
        site=this_site(),
    )


def _add_passkey(form: PageForm, person_id: UUID) -> None:
    answer = form.factor_passkey.data
    form.factor_passkey.data = ""  # an answer counts once
    own_passkeys.add_passkey(
        actor(),
        person_id,
        name=form.name.data,
        answer=answer,
        password=form.values.get("password", ""),
        site=this_site(),
    )


@pages.post("/passkeys/<uuid:passkey_id>/remove")
@signed_in
def remove_passkey(passkey_id: UUID) -> ResponseReturnValue:
    row = get_or_404(own_passkey(own_id(), passkey_id))
    own_passkeys.remove_passkey(actor(), row.id)
    say("The passkey is removed: it counts no longer.")
    return redirect(url_for("second_factors.show"))


@pages.post("/recovery-codes")
@signed_in
def make_codes() -> Response:
    """The new codes, on the answer itself: they are shown once and kept nowhere."""
    codes = recovery_codes.make_recovery_codes(actor(), own_id())
    return make_response(
        page(
            "organisations/second_factors/codes.html",
            codes=codes,
            next=own_page(request.form.get("next")),
        )
    )
