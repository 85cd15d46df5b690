"""Developments: what is built here, each one's page, and what its owner says of it."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from wtforms import BooleanField, FieldList, Form, FormField, TextAreaField

from marketplace.desk.queries.developments import figures_of
from marketplace.engine import shown
from marketplace.engine.paging import Beside
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import own_organisation
from marketplace.packages.actions import developments
from marketplace.packages.actions.developments import DevelopmentTerms
from marketplace.packages.models.developments import Development
from marketplace.packages.queries.developments import (
    details_of,
    developing_for,
    development_seen_by,
    own_developments,
    phases_of,
    posting_on,
    published_developments,
)
from marketplace.packages.queries.pipeline import coming_packages, watching_for
from marketplace.web.charts import site_map
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import DayField, Needed, PageForm, PickField, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.open_data.cpv import cpv_name
from procurement.packages.development import DevelopmentKind, Phase

pages = Blueprint("developments", __name__)

_NEXT = 3
"""How much of the coming work stands on the page itself."""


class PhaseRow(Form):
    title = TextField("What is done in this phase?")
    starts_on = DayField("First day")
    ends_on = DayField("Last day")
    remove = BooleanField("Remove this phase")


class DevelopmentForm(PageForm):
    name = TextField("Name of the development", [Needed("Give the development its name.")])
    kind = PickField(
        "What is built?", choices=[(kind.value, shown.words(kind)) for kind in DevelopmentKind]
    )
    about = TextAreaField("What is it, in a few sentences?")
    postcode = TextField("Postcode of the site", [Needed("Enter the postcode.")])
    starts_on = DayField("When does it start?", [Needed("Enter the first day.")])
    ends_on = DayField("When is it finished?", [Needed("Enter the last day.")])
    phases = FieldList(FormField(PhaseRow), "Phase")

    def terms(self) -> DevelopmentTerms:
        """What was typed, still to be judged; a phase without a title and days is none."""
        rows = [row.form for row in self.phases if not row.form.remove.data]
        return DevelopmentTerms(
            name=self.name.data,
            kind=DevelopmentKind(self.kind.data),
            postcode=self.postcode.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            about=self.about.data or "",
            phases=[_phase(row, self) for row in rows if row.title.data or row.starts_on.data],
        )


class ChangeForm(DevelopmentForm, DraftForm):
    """The same for one that stands, with the revision that its author saw."""


def _phase(row: Any, form: DevelopmentForm) -> Phase:
    """A day that is left out is that of the whole development."""
    starts: date = row.starts_on.data or form.starts_on.data
    return Phase(row.title.data or "", starts, row.ends_on.data or form.ends_on.data)


@pages.get("/developments")
@kept
def index() -> ResponseReturnValue:
    """What is built here, for everybody."""
    listing = published_developments(beside())
    return page(
        "packages/developments/index.html", listing=listing, opens=bool(developing_for(actor()))
    )


@pages.get("/developments/mine")
@signed_in
def mine() -> ResponseReturnValue:
    listing = own_developments(actor(), beside())
    return page("packages/developments/mine.html", listing=listing, owners=developing_for(actor()))


@pages.get("/developments/<uuid:development_id>")
@kept
def show(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    return page(
        "packages/developments/show.html",
        development=development,
        details=details_of(development),
        figures=figures_of(development.id),
        site=_site(development),
        coming=coming_packages(development.id, Beside(), _NEXT),
        cpv_name=cpv_name,
        watchers=watching_for(actor(), development.id) if development.published_at else [],
        posters=posting_on(actor(), development),
    )


@pages.route("/organisations/<uuid:organisation_id>/developments/new", methods=["GET", "POST"])
@signed_in
def begin(organisation_id: UUID) -> ResponseReturnValue:
    owner: Organisation = get_or_404(
        own_organisation(actor(), organisation_id), "development.begin"
    )
    form = DevelopmentForm(data={"phases": [{}]})
    if form.accepts(lambda: developments.begin_development(actor(), owner.id, terms=form.terms())):
        say("The development is opened. Only your people see it until you publish it.")
        return redirect(url_for("developments.show", development_id=form.result.id))
    return page("packages/developments/edit.html", form=form, development=None)


@pages.route("/developments/<uuid:development_id>/edit", methods=["GET", "POST"])
@signed_in
def edit(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "development.update")
    form = ChangeForm(data=_saved(development))
    if form.accepts(
        lambda: developments.update_development(actor(), development.id, terms=form.terms())
    ):
        say("The development is changed.")
        return redirect(url_for("developments.show", development_id=development.id))
    form.catch_up()
    return page("packages/developments/edit.html", form=form, development=development)


@pages.post("/developments/<uuid:development_id>/publish")
@signed_in
def publish(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "development.publish")
    developments.publish_development(actor(), development.id)
    say("The development is published: everybody can read this page.")
    return redirect(url_for("developments.show", development_id=development.id))


def _site(development: Development) -> Markup | None:
    """The map, where it is known where the site lies."""
    if development.latitude is None or development.longitude is None:
        return None
    point = (float(development.longitude), float(development.latitude))
    return site_map("site", f"Where {development.name} lies", development.ward_code, point)


def _saved(development: Development) -> dict[str, Any]:
    names = ("name", "about", "postcode", "starts_on", "ends_on", "revision")
    rows = [
        {"title": row.title, "starts_on": row.starts_on, "ends_on": row.ends_on}
        for row in phases_of(development.id)
    ]
    values = {name: getattr(development, name) for name in names}
    return {**values, "kind": development.kind.value, "phases": [*rows, {}]}
