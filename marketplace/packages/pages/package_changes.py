"""Changing a package that was posted."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.packages.actions import package_changes
from marketplace.packages.models.packages import Package, PackageClause
from marketplace.packages.pages.package_clause_forms import OWN_ROWS
from marketplace.packages.pages.work_forms import WorkForm
from marketplace.packages.queries.package_documents import clauses_of
from marketplace.packages.queries.packages import package_seen_by
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import Needed
from marketplace.web.tools import actor, get_or_404, page, say, signed_in
from procurement.ground.money import Money
from procurement.packages.package import PackageFacts

pages = Blueprint("package_changes", __name__)


class ChangeForm(WorkForm, DraftForm):
    """A posted package said anew, with the revision that its author saw."""

    terms = TextAreaField("Your terms", [Needed("Write the terms.")])
    why = TextAreaField(
        "Why is it changed?", [Needed("Say why: everyone who was asked or has answered reads it.")]
    )

    def facts(self, package: Package) -> PackageFacts:
        """What was typed, still to be judged; who may answer and how stays."""
        return self.work(package.audience, package.way, self.terms.data or "")


@pages.route("/packages/<uuid:package_id>/change", methods=["GET", "POST"])
@signed_in
def change(package_id: UUID) -> ResponseReturnValue:
    package: Package = get_or_404(package_seen_by(actor(), package_id), "package.change")
    form = ChangeForm(data=_saved(package))
    if form.accepts(
        lambda: package_changes.change_package(
            actor(), package.id, facts=form.facts(package), why=form.why.data or ""
        )
    ):
        say("The package is changed. Everyone who was asked or has answered is told what.")
        return redirect(url_for("packages.show", package_id=package.id, _anchor="changes"))
    form.catch_up()
    return page("packages/package_changes/change.html", form=form, package=package)


def _saved(package: Package) -> dict[str, Any]:
    said = {
        name: getattr(package, name)
        for name in (
            "title", "about", "starts_on", "ends_on", "budget", "quantity", "closes_at",
            "payment_days", "payment_reason", "retention", "terms", "revision",
        )
    }  # fmt: skip
    rate = package.asked_rate
    pounds = Money(int(rate.pounds * 100)) if rate else None
    clauses = [_row(clause, package.ends_on) for clause in clauses_of(package.id)]
    return said | {
        "rate": pounds,
        "unit": rate.unit.value if rate else "",
        "clauses": [*clauses, *[{}] * OWN_ROWS],
    }


def _row(clause: PackageClause, ends_on: date) -> dict[str, Any]:
    """A promise as it is typed: due on the last day of the work, it is so whatever day that becomes."""
    said = {name: getattr(clause, name) for name in ("text", "quantity", "unit", "due_on", "proof")}
    return said | ({"due_on": None} if clause.due_on == ends_on else {})
