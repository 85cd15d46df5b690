"""Closing an organisation here: what stands in the way, and what becomes of it."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.desk.actions import closings
from marketplace.desk.queries.open_business import open_business
from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("closings", __name__)


@pages.route("/organisations/<uuid:organisation_id>/close", methods=["GET", "POST"])
@signed_in
def close(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "organisation.close")
    form = PageForm()
    if form.accepts(lambda: closings.close_organisation(actor(), organisation.id)):
        say(f"{organisation.name} is closed here.")
        return redirect(url_for("accounts.show"))
    return page(
        "desk/closings/close.html",
        form=form,
        organisation=organisation,
        waiting=open_business(organisation.id),
    )
