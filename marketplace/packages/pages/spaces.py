"""The community and meanwhile spaces of a development."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.packages.actions import spaces
from marketplace.packages.queries.developments import development_seen_by
from marketplace.packages.queries.spaces import listed_spaces
from marketplace.web.forms import DayField, Needed, PageForm, TextField, WholeNumberField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.packages.space import Space

pages = Blueprint("spaces", __name__)


class SpaceForm(PageForm):
    what = TextField("What is the space?", [Needed("Say what the space is.")])
    starts_on = DayField("From when can it be used?", [Needed("Enter the first day.")])
    ends_on = DayField("Until when? Leave it empty where it stays.")
    square_metres = WholeNumberField("How large is it?")
    used_by = TextField("Who uses it, if that is known?")


@pages.get("/developments/<uuid:development_id>/spaces")
@kept
def index(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    listed = listed_spaces(development.id, beside())
    return page("packages/spaces/index.html", development=development, listed=listed)


@pages.route("/developments/<uuid:development_id>/spaces/new", methods=["GET", "POST"])
@signed_in
def add(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "space.add")
    form = SpaceForm()
    if form.accepts(lambda: spaces.add_space(actor(), development.id, space=Space(**form.values))):
        say("The space stands on the page.")
        return redirect(url_for("spaces.index", development_id=development.id))
    return page("packages/spaces/add.html", form=form, development=development)


@pages.post("/developments/<uuid:development_id>/spaces/<uuid:space_id>/remove")
@signed_in
def remove(development_id: UUID, space_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "space.remove")
    spaces.remove_space(actor(), development.id, space_id=space_id)
    say("The space is taken off the page.")
    return redirect(url_for("spaces.index", development_id=development.id))
