"""Taking no more offers: sealed ones are opened by it."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.packages.actions import openings
from marketplace.packages.queries.packages import package_seen_by
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("openings", __name__)


@pages.route("/packages/<uuid:package_id>/close", methods=["GET", "POST"])
@signed_in
def close(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "package.close")
    form = PageForm()
    if form.accepts(lambda: openings.close_package(actor(), package.id)):
        say("This package takes no more offers.")
        return redirect(url_for("packages.show", package_id=package.id))
    return page("packages/openings/close.html", form=form, package=package)
