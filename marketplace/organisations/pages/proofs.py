"""Showing that it is you: the second step of signing in, and again before what matters.

An action that wants a second factor first stops; the page that is shown then holds all that
was typed, and sends it on together with the code.
"""

from flask import Blueprint, current_app, g, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from marketplace.engine import clock
from marketplace.engine.access import NOBODY
from marketplace.engine.second_factor import FactorWanted
from marketplace.gateways import passkeys
from marketplace.gateways.passkeys import Site
from marketplace.organisations.actions import proofs
from marketplace.organisations.actions.passkeys import using
from marketplace.organisations.pages.people import own_page
from marketplace.organisations.queries.people import actor_of
from marketplace.organisations.queries.second_factors import (
    SecondFactors,
    second_factors_of,
    who_signs_in,
)
from marketplace.web import kept_forms, sign_in_cookie
from marketplace.web.forms import PageForm, TextField
from marketplace.web.tools import NotSignedIn, actor, page, said, stop_reading
from procurement.ground.refusal import Refusal

pages = Blueprint("proofs", __name__)

OPEN_WITHOUT = {
    None, "accounts", "addresses", "demonstration", "people", "proofs", "public", "registrations",
    "second_factors", "security_events",
}  # fmt: skip
"""The pages for whoever has still to set up the factor that their roles want."""

_OF_THE_FORM = {"csrf_token", "factor_code", "factor_passkey"}
"""What belongs to the page that asks again, and not to what it asks about."""


class ProofForm(PageForm):
    factor_code = TextField("Code from your app, or a recovery code")
    factor_passkey = HiddenField()


class SignInForm(ProofForm):
    next = HiddenField()


@pages.route("/sign-in/second-factor", methods=["GET", "POST"])
def sign_in() -> ResponseReturnValue:
    """The second step, after the password."""
    form = SignInForm(next=said("next"))
    path = own_page(form.next.data) or url_for("work.show")
    if actor().person_id:
        return redirect(path)
    factors = _factors()
    if form.accepts(lambda: _prove(form)):
        return redirect(path)
    return page(
        "organisations/proofs/sign_in.html", form=form, factors=factors, **_passkeys(factors)
    )


@pages.app_errorhandler(FactorWanted)
def ask_again(_: FactorWanted) -> ResponseReturnValue:
    """Before what matters: the page of the code; of setting one up, where there is none."""
    stop_reading()
    if not _factors().any:
        return redirect(url_for("second_factors.show", next=kept_forms.keep()))
    return _asked_again(ProofForm())


@pages.before_app_request
def take_proof() -> ResponseReturnValue | None:
    """A form that comes back from being asked again brings the code with it."""
    is_back = request.method == "POST" and "factor_code" in request.form
    if not is_back or request.blueprint == "proofs" or actor().sign_in_id is None:
        return None
    form = ProofForm()
    if not form.accepts(lambda: _prove(form)):
        return _asked_again(form)
    g.actor = actor_of(sign_in_cookie.read() or "")
    return None


@pages.before_app_request
def lead_to_set_up() -> ResponseReturnValue | None:
    """Whose roles want a second factor sets one up before going on."""
    who = g.get("actor", NOBODY)
    if not who.lacks_factor or request.blueprint in OPEN_WITHOUT:
        return None
    path = kept_forms.keep() if request.method == "POST" else request.full_path.rstrip("?")
    return redirect(url_for("second_factors.show", next=path))


def _factors() -> SecondFactors:
    sign_in_id = actor().sign_in_id
    if sign_in_id is None:
        raise NotSignedIn
    return second_factors_of(who_signs_in(sign_in_id))


def this_site() -> Site | None:
    """The site for which passkeys are made."""
    return passkeys.site_of(current_app.config["SETTINGS"].base_url)


def site_shown() -> Site | None:
    """The same, where the browser has opened the site under that very name."""
    site = this_site()
    return site if site and site.origin == request.host_url.rstrip("/") else None


def _passkeys(factors: SecondFactors) -> dict[str, str | None]:
    """What the browser is asked, where the person has passkeys that it can use here."""
    site, sign_in_id = site_shown(), actor().sign_in_id
    if not factors.passkeys or site is None or sign_in_id is None:
        return {"options": None}
    known = [row.credential_id for row in factors.passkeys]
    about = using(sign_in_id)
    return {"options": passkeys.to_use(site, about, known, clock.real())}


def _prove(form: ProofForm) -> None:
    code, passkey = form.factor_code.data, form.factor_passkey.data
    form.factor_passkey.data = ""  # an answer counts once
    if not code and not passkey:
        raise Refusal("Enter the code.", field="factor_code")
    fault = proofs.prove_sign_in(
        actor(), actor().sign_in_id, code=code, passkey=passkey, site=this_site()
    )
    if fault:
        raise Refusal(fault, field="factor_code")


def _goes_on(name: str) -> bool:
    """Whether what was typed under this name is sent on; never a password."""
    return name not in _OF_THE_FORM and not name.endswith("password")


def _asked_again(form: ProofForm) -> ResponseReturnValue:
    typed = [pair for pair in request.form.items(multi=True) if _goes_on(pair[0])]
    factors = _factors()
    answer = make_response(
        page(
            "organisations/proofs/ask_again.html",
            form=form,
            factors=factors,
            **_passkeys(factors),
            typed=typed,
            address=request.full_path.rstrip("?"),
            came_from=kept_forms.came_from(),
        )
    )
    answer.status_code = 422 if form.faults else 403
    return answer
