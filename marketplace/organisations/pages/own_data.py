"""Your data: what is held and why, to take away, and to erase in two steps."""

import json
from datetime import timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import PasswordField

from marketplace.engine import attempts, clock
from marketplace.engine.attempts import Limit
from marketplace.engine.personal_place import Fate
from marketplace.organisations.actions import erasure
from marketplace.organisations.queries.handing_over import hand_over_first
from marketplace.organisations.queries.own_data import own_data, searched
from marketplace.web import sign_in_cookie
from marketplace.web.forms import Needed, PageForm
from marketplace.web.tools import actor, own_id, page, say, signed_in, stop_reading

pages = Blueprint("own_data", __name__)

TAKEN = Limit(20, timedelta(hours=1))
"""How often somebody may take their data away."""


class EraseForm(PageForm):
    password = PasswordField("Your password", [Needed("Enter your password.")])


@pages.get("/account/data")
@signed_in
def show() -> ResponseReturnValue:
    """What is held about who asks, why, for how long, and what erasing does to it."""
    return page(
        "organisations/own_data/show.html",
        holdings=own_data(own_id()),
        searched=searched(),
        fates=Fate,
    )


@pages.get("/account/data.json")
@signed_in
def take_json() -> ResponseReturnValue:
    """Everything, for a machine to read."""
    _not_too_often()
    taken = [
        {
            "what": holding.place.what,
            "why": holding.place.why,
            "kept": holding.place.until,
            "when you erase your details": holding.place.fate,
            "rows": holding.rows,
        }
        for holding in own_data(own_id())
    ]
    text = json.dumps({"taken_at": clock.now().isoformat(), "data": taken}, indent=2, default=str)
    return _file(text, "application/json", "your-data.json")


@pages.get("/account/data.html")
@signed_in
def take_page() -> ResponseReturnValue:
    """Everything, for a person to read; one file that needs no other."""
    _not_too_often()
    text = render_template(
        "organisations/own_data/taken.html", holdings=own_data(own_id()), taken_at=clock.now()
    )
    return _file(text, "text/html", "your-data.html")


@pages.get("/account/erase")
@signed_in
def erase() -> ResponseReturnValue:
    """The first step: what goes, what stays and why, and what must be handed over before."""
    return page(
        "organisations/own_data/erase.html",
        holdings=own_data(own_id()),
        searched=searched(),
        to_hand_over=hand_over_first(own_id()),
    )


@pages.route("/account/erase/now", methods=["GET", "POST"])
@signed_in
def erase_now() -> ResponseReturnValue:
    """The second step: the password, and it is done."""
    form = EraseForm()
    if form.accepts(lambda: erasure.erase_person(actor(), own_id(), **form.values)):
        say(
            "Your personal details are erased, and you are signed out. What the law asks to be "
            "kept stays under a number instead of your name."
        )
        return sign_in_cookie.take_back(make_response(redirect(url_for("public.home"))))
    return page("organisations/own_data/erase_now.html", form=form)


def _not_too_often() -> None:
    stop_reading()
    attempts.take([(f"data of {own_id()}", TAKEN)])


def _file(text: str, kind: str, name: str) -> Response:
    return Response(
        text,
        content_type=f"{kind}; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        },
    )
