"""Hostings: a group names its registered host, who agrees; either ends it."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.organisations.actions import hostings
from marketplace.organisations.models.hostings import Hosting
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.organisations.queries.hostings import (
    host_of,
    hosted_by,
    hosting_seen_by,
    is_registered,
)
from marketplace.organisations.queries.like_named import organisations_like
from marketplace.web.forms import SearchForm, TextField
from marketplace.web.tools import actor, beside, get_or_404, page, said, say, signed_in

pages = Blueprint("hostings", __name__)


class HostForm(SearchForm):
    name = TextField("Which organisation?")


@pages.get("/organisations/<uuid:organisation_id>/hosting")
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "hosting.ask")
    typed = said("name")
    return page(
        "organisations/hostings/index.html",
        organisation=organisation,
        is_registered=is_registered(organisation.id),
        host=host_of(organisation.id),
        listed=hosted_by(organisation.id, beside()),
        looked=HostForm(),
        typed=typed,
        like=organisations_like(typed),
    )


@pages.post("/organisations/<uuid:organisation_id>/hosting/<uuid:host_id>")
@signed_in
def ask(organisation_id: UUID, host_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "hosting.ask")
    hostings.ask_hosting(actor(), organisation.id, host_id=host_id)
    say("The host is asked by e-mail. Once it agrees, its contracts can name your group.")
    return redirect(url_for("hostings.index", organisation_id=organisation.id))


@pages.post("/hostings/<uuid:hosting_id>/agree")
@signed_in
def agree(hosting_id: UUID) -> ResponseReturnValue:
    hosting = _hosting(hosting_id, "hosting.agree")
    hostings.agree_hosting(actor(), hosting.id)
    say(
        "You host the group. Name it when you bid or offer, or on a contract before either side has signed."
    )
    return redirect(url_for("hostings.index", organisation_id=hosting.host_id))


@pages.post("/hostings/<uuid:hosting_id>/decline")
@signed_in
def decline(hosting_id: UUID) -> ResponseReturnValue:
    hosting = _hosting(hosting_id, "hosting.decline")
    hostings.decline_hosting(actor(), hosting.id)
    say("The group is told that you do not host it.")
    return redirect(url_for("hostings.index", organisation_id=hosting.host_id))


@pages.post("/hostings/<uuid:hosting_id>/end")
@signed_in
def end(hosting_id: UUID) -> ResponseReturnValue:
    hosting = _hosting(hosting_id, "hosting.end")
    hostings.end_hosting(actor(), hosting.id)
    say("The hosting is ended. What is signed for the group goes on.")
    mine = hosting.group_id if hosting.group_id in actor().organisations else hosting.host_id
    return redirect(url_for("hostings.index", organisation_id=mine))


def _hosting(hosting_id: UUID, right: str) -> Hosting:
    return get_or_404(hosting_seen_by(actor(), hosting_id), right)
