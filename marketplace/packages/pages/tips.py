"""For brokers: which enterprises fit work that is coming or takes offers, and telling them."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectMultipleField

from marketplace.engine import clock
from marketplace.engine.act import NotAllowed
from marketplace.engine.shown import BEGINS, ENDS, plural
from marketplace.packages.actions import tips
from marketplace.packages.models.developments import Development
from marketplace.packages.queries.developments import development_seen_by
from marketplace.packages.queries.tips import (
    Tippable,
    coming_seen_by,
    coming_work,
    fitting_coming,
    fitting_package,
    open_package_seen_by,
    open_packages,
)
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, say, signed_in
from procurement.open_data.cpv import cpv_name

pages = Blueprint("tips", __name__)


class TellForm(PageForm):
    enterprises = SelectMultipleField("Enterprises to tell", validate_choice=False)

    def offer(self, fitting: Sequence[Tippable]) -> None:
        """Those that were not told yet, each with the reasons why it fits."""
        self.enterprises.choices = [
            (str(row.fitting.organisation_id), _in_words(row)) for row in fitting if not row.told_at
        ]

    @property
    def chosen(self) -> list[UUID]:
        return [key for text in self.enterprises.data or () if (key := id_in(text))]


@pages.get("/broker/coming")
@signed_in
def coming() -> ResponseReturnValue:
    """What is coming on every published development."""
    _only_the_broker()
    listed = coming_work(actor(), beside())
    return page("packages/tips/coming.html", listed=listed, cpv_name=cpv_name)


@pages.get("/broker/packages")
@signed_in
def packages() -> ResponseReturnValue:
    """What takes offers from everyone."""
    _only_the_broker()
    return page(
        "packages/tips/packages.html", found=open_packages(actor(), clock.today(), beside())
    )


@pages.route("/broker/coming/<uuid:coming_id>/enterprises", methods=["GET", "POST"])
@signed_in
def tell_of_coming(coming_id: UUID) -> ResponseReturnValue:
    row = get_or_404(coming_seen_by(actor(), coming_id), "coming_tip.give")
    development: Development = get_or_404(development_seen_by(actor(), row.development_id))
    fitting, form = fitting_coming(actor(), clock.today(), row), TellForm()
    form.offer(fitting)
    if form.accepts(lambda: tips.give_coming_tip(actor(), row.id, organisation_ids=form.chosen)):
        say(f"{plural(form.result, 'enterprise')} told by e-mail.")
        return redirect(url_for("tips.tell_of_coming", coming_id=row.id))
    return page(
        "packages/tips/tell.html",
        form=form,
        title=row.title,
        about=development.name,
        fitting=fitting,
        back_to=("tips.coming", "Coming work"),
    )


@pages.route("/broker/packages/<uuid:package_id>/enterprises", methods=["GET", "POST"])
@signed_in
def tell_of_package(package_id: UUID) -> ResponseReturnValue:
    row = get_or_404(open_package_seen_by(actor(), clock.today(), package_id), "package_tip.give")
    fitting, form = fitting_package(actor(), clock.today(), row), TellForm()
    form.offer(fitting)
    if form.accepts(lambda: tips.give_package_tip(actor(), row.id, organisation_ids=form.chosen)):
        say(f"{plural(form.result, 'enterprise')} told by e-mail.")
        return redirect(url_for("tips.tell_of_package", package_id=row.id))
    return page(
        "packages/tips/tell.html",
        form=form,
        title=row.title,
        about="A package that takes offers",
        fitting=fitting,
        back_to=("tips.packages", "Packages that take offers"),
    )


def _in_words(row: Tippable) -> str:
    reasons = [one.replace(BEGINS, "").replace(ENDS, "") for one in row.fitting.reasons]
    return f"{row.fitting.name} ({', '.join(reasons)})"


def _only_the_broker() -> None:
    if not actor().is_broker:
        raise NotAllowed
