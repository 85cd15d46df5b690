"""Figures of law: what is known until when, and what an operator adds with its source."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.organisations.actions import figures
from marketplace.organisations.queries.figures import added_figure, added_figures, figure_warnings
from marketplace.organisations.queries.law import known_figures
from marketplace.web.forms import DayField, Needed, NumberField, PageForm, PickField, TextField
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.refusal import Refusal

pages = Blueprint("figures", __name__)

_NAMES = {
    ("reference_rates", "reference"): "Late payment: Bank Rate that the margin is added to",
    ("late_payment_figures", "statutory_margin"): "Late payment: margin above Bank Rate",
    ("late_payment_figures", "fixed_sum_from_0"): "Late payment: fixed sum, debt below £1,000",
    (
        "late_payment_figures",
        "fixed_sum_from_100000",
    ): "Late payment: fixed sum, £1,000 to £9,999.99",
    (
        "late_payment_figures",
        "fixed_sum_from_1000000",
    ): "Late payment: fixed sum, £10,000 and above",
    ("living_wage", "uk"): "Real Living Wage of the UK: an hour",
    ("vat_rates", "standard"): "VAT: standard rate",
    ("vat_rates", "reduced"): "VAT: reduced rate",
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
"""What an operator may add."""

_IN_POUNDS = ("thresholds/", "living_wage/", "late_payment_figures/fixed_sum")
"""What is money: kept in pence, typed in pounds; all else is in per cent."""


class FigureForm(PageForm):
    figure = PickField("Which figure")
    value = NumberField("The figure", [Needed("Enter the figure.")])
    since = DayField("First day in force", [Needed("Enter the first day in force.")])
    until = DayField("Last day in force (optional for VAT, margin and fixed sums)")
    source = TextField("Where it was published", [Needed("Name where it was published.")])


@pages.route("/operator/figures", methods=["GET", "POST"])
@signed_in
def index() -> ResponseReturnValue:
    """What is known and until when; a figure is added."""
    if not actor().is_operator:
        raise NotAllowed
    form = FigureForm()
    names = sorted(_NAMES.items(), key=lambda item: item[1])
    form.figure.choices = [("", "Choose one"), *((f"{t}/{k}", name) for (t, k), name in names)]
    if form.accepts(lambda: _add(form)):
        say("The figure is added. What needs it is worked out with it from now on.")
        return redirect(url_for("figures.index"))
    return page(
        "organisations/figures/index.html",
        form=form,
        newest=[(table, known_figures().newest(table, key)) for (table, key), _ in names],
        added=added_figures(actor()),
        warnings=figure_warnings(clock.today()),
        named=named,
        in_pounds=in_pounds,
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


def in_pounds(table: str, key: str) -> bool:
    """Is it money?"""
    return f"{table}/{key}".startswith(_IN_POUNDS)


def _add(form: FigureForm) -> None:
    table, _, key = form.figure.data.partition("/")
    value = form.value.data * 100 if in_pounds(table, key) else form.value.data
    if in_pounds(table, key) and value % 1:
        raise Refusal("An amount has at most two decimal places, such as 40.50.", field="value")
    figures.add_figure(
        actor(),
        None,
        table=table,
        key=key,
        since=form.since.data,
        until=form.until.data,
        value=value,
        source=form.source.data,
    )
