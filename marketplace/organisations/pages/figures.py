"""Figures of law: what is known until when, and what an operator adds with its source."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import figures
from marketplace.organisations.queries.figures import (
    IN_POUNDS,
    added_figure,
    added_figures,
    figure_warnings,
    known_figures,
)
from marketplace.web.forms import DayField, Needed, NumberField, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("figures", __name__)

_NAMES = {
    ("reference_rates", "reference"): "Bank Rate that statutory interest adds 8% to",
    ("thresholds", "central"): "Threshold: goods and services, central government and NHS",
    ("thresholds", "sub_central"): "Threshold: goods and services, other authorities",
    ("thresholds", "utility"): "Threshold: goods and services, utilities",
    ("thresholds", "works"): "Threshold: works",
    ("thresholds", "concession"): "Threshold: concessions",
    ("thresholds", "light_touch"): "Threshold: light-touch services",
    ("thresholds", "light_touch_concession"): "Threshold: light-touch concessions",
    ("thresholds", "utility_light_touch"): "Threshold: light-touch services, utilities",
    ("thresholds", "works_suitability_central"): "Works that may be shortlisted: central and NHS",
    ("thresholds", "works_suitability_other"): "Works that may be shortlisted: other authorities",
}


class FigureForm(PageForm):
    figure = PickField("Which figure")
    value = NumberField("The figure", [Needed("Enter the figure.")])
    since = DayField("First day in force", [Needed("Enter the first day in force.")])
    until = DayField("Last day in force", [Needed("Enter the last day in force.")])
    source = TextField("Where it was published", [Needed("Name where it was published.")])


@pages.route("/operator/figures", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """What is known and until when; a figure is added."""
    if not actor().is_operator:
        raise NotAllowed
    ending = sorted(known_figures().ending(), key=lambda row: (row[2], row[0], row[1]))
    form = FigureForm()
    form.figure.choices = [("", "Choose one"), *((f"{t}/{k}", named(t, k)) for t, k, _ in ending)]
    if form.accepts(lambda: _add(form)):
        say("The figure is added. What needs it is worked out with it from now on.")
        return redirect(url_for("figures.index"))
    return page(
        "organisations/figures/index.html",
        form=form,
        ending=ending,
        added=added_figures(actor()),
        warnings=figure_warnings(clock.today()),
        named=named,
        in_pounds=IN_POUNDS,
    )


@pages.post("/figures/<uuid:figure_id>/withdraw")
@signed_in
def withdraw(figure_id: UUID) -> ResponseReturnValue:
    figures.withdraw_figure(actor(), get_or_404(added_figure(actor(), figure_id)).id)
    say("The figure is taken back.")
    return redirect(url_for("figures.index"))


def named(table: str, key: str) -> str:
    """What a figure is called."""
    return _NAMES.get((table, key), f"{table}: {key}".replace("_", " "))


def _add(form: FigureForm) -> None:
    table, _, key = form.figure.data.partition("/")
    figures.add_figure(
        actor(),
        None,
        table=table,
        key=key,
        since=form.since.data,
        until=form.until.data,
        value=form.value.data * 100 if table in IN_POUNDS else form.value.data,
        source=form.source.data,
    )
