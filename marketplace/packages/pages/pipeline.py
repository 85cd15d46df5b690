"""What is coming on a development: read by everybody, kept by its builders, watched by enterprises."""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from marketplace.engine.act import NotThere
from marketplace.packages.actions import pipeline
from marketplace.packages.models.developments import Development
from marketplace.packages.models.pipeline import ComingPackage
from marketplace.packages.queries.developments import development_seen_by, phases_of
from marketplace.packages.queries.pipeline import (
    coming_package_of,
    coming_packages,
    watched_developments,
)
from marketplace.web.forms import MoneyField, MonthField, Needed, PageForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, say, signed_in
from procurement.open_data.cpv import cpv_name
from procurement.packages.pipeline import ComingWork

pages = Blueprint("pipeline", __name__)


class ComingForm(PageForm):
    title = TextField("What work is coming?", [Needed("Say what work is coming.")])
    about = TextAreaField("What should an enterprise know to prepare for it?")
    month = MonthField("In which month should it begin?", [Needed("Enter a month.")])
    phase = SelectField("In which phase?")
    value_from = MoneyField("Value from, without VAT")
    value_to = MoneyField("Value to, without VAT")
    cpv = TextField("Kind of work, by its number")

    def work(self) -> ComingWork:
        """What was typed, still to be judged."""
        return ComingWork(**self.values | {"about": self.about.data or ""})


@pages.get("/developments/<uuid:development_id>/coming")
@kept
def index(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    return page(
        "packages/pipeline/index.html",
        development=development,
        listed=coming_packages(development.id, beside()),
        cpv_name=cpv_name,
    )


@pages.route("/developments/<uuid:development_id>/coming/new", methods=["GET", "POST"])
@signed_in
def add(development_id: UUID) -> ResponseReturnValue:
    development = _kept_by_the_person(development_id)
    form = _form(development)
    if form.accepts(lambda: pipeline.add_coming_package(actor(), development.id, work=form.work())):
        say(
            "It stands on the page. Enterprises that watch this development are told by e-mail."
            if development.published_at
            else "It is kept. Everybody reads it once you publish the development."
        )
        return redirect(url_for("pipeline.index", development_id=development.id))
    return page("packages/pipeline/edit.html", form=form, development=development, coming=None)


@pages.route(
    "/developments/<uuid:development_id>/coming/<uuid:coming_id>/edit", methods=["GET", "POST"]
)
@signed_in
def edit(development_id: UUID, coming_id: UUID) -> ResponseReturnValue:
    development = _kept_by_the_person(development_id)
    coming = get_or_404(coming_package_of(development.id, coming_id))
    form = _form(development, coming)
    if form.accepts(
        lambda: pipeline.update_coming_package(
            actor(), development.id, coming_id=coming.id, work=form.work()
        )
    ):
        say("It is changed.")
        return redirect(url_for("pipeline.index", development_id=development.id))
    return page("packages/pipeline/edit.html", form=form, development=development, coming=coming)


@pages.post("/developments/<uuid:development_id>/coming/<uuid:coming_id>/withdraw")
@signed_in
def withdraw(development_id: UUID, coming_id: UUID) -> ResponseReturnValue:
    development = _kept_by_the_person(development_id)
    pipeline.withdraw_coming_package(actor(), development.id, coming_id=coming_id)
    say("It is taken off the list.")
    return redirect(url_for("pipeline.index", development_id=development.id))


@pages.post("/developments/<uuid:development_id>/watch")
@signed_in
def watch(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    pipeline.begin_watch(actor(), development.id, organisation_id=_chosen())
    say("Your people who write bids are told by e-mail what comes on this development.")
    return redirect(url_for("developments.show", development_id=development.id))


@pages.post("/developments/<uuid:development_id>/unwatch")
@signed_in
def unwatch(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    pipeline.end_watch(actor(), development.id, organisation_id=_chosen())
    say("You are told no more of this development.")
    return redirect(url_for("developments.show", development_id=development.id))


@pages.get("/developments/watched")
@signed_in
def watched() -> ResponseReturnValue:
    """What the person's enterprises watch."""
    listed = watched_developments(actor(), beside())
    return page("packages/pipeline/watched.html", listed=listed)


def _kept_by_the_person(development_id: UUID) -> Development:
    """The development, for those who keep its page."""
    return get_or_404(development_seen_by(actor(), development_id), "coming_package.add")


def _chosen() -> UUID:
    """The enterprise that the form names."""
    organisation_id = id_in(request.form.get("organisation_id", ""))
    if organisation_id is None:
        raise NotThere("Organisation")
    return organisation_id


def _form(development: Development, coming: ComingPackage | None = None) -> ComingForm:
    names = ("title", "about", "month", "phase", "value_from", "value_to", "cpv")
    saved: dict[str, Any] = {name: getattr(coming, name) for name in names} if coming else {}
    form = ComingForm(data=saved)
    titles = [phase.title for phase in phases_of(development.id)]
    if coming and coming.phase:
        titles.append(coming.phase)
    form.phase.choices = [("", "No particular phase"), *((t, t) for t in dict.fromkeys(titles))]
    return form
