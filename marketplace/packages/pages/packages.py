"""Packages: what is wanted now, each one's page, and how one is withdrawn."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField, TextAreaField

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.queries.directory import is_known_to
from marketplace.packages.actions import packages
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.offers import answering_for, offers_for
from marketplace.packages.queries.package_details import details_of
from marketplace.packages.queries.package_search import found_packages
from marketplace.packages.queries.packages import has_posted, own_packages, package_seen_by
from marketplace.packages.queries.posters import posting_for
from marketplace.web.forms import Needed, PageForm, SearchForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in

pages = Blueprint("packages", __name__)


_ONLY_FITTING = "fits"


class PackageSearch(SearchForm):
    text = TextField("Words")
    fits = SelectField(
        "Show",
        choices=[("", "All that you may read"), (_ONLY_FITTING, "What fits your profile")],
    )


class WithdrawForm(PageForm):
    reason = TextAreaField(
        "Why do you withdraw it?", [Needed("Say why: everyone who was asked reads it.")]
    )


@pages.get("/packages")
@kept
def index() -> ResponseReturnValue:
    """What is wanted now and this person may answer."""
    form = PackageSearch()
    is_poster = has_posted(actor())
    found = found_packages(
        actor(),
        clock.today(),
        form.text.data or "",
        beside(),
        only_fitting=form.fits.data == _ONLY_FITTING,
    )
    return page(
        "packages/packages/index.html",
        form=form,
        found=found,
        chosen=form.chosen(),
        posters=[row for row in posting_for(actor()) if is_poster or row.kind.buys],
        has_posted=is_poster,
    )


@pages.get("/packages/mine")
@signed_in
def mine() -> ResponseReturnValue:
    listing = own_packages(actor(), beside())
    return page("packages/packages/mine.html", listing=listing, posters=posting_for(actor()))


@pages.get("/packages/<uuid:package_id>")
@kept
def show(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id))
    return page(
        "packages/packages/show.html",
        package=package,
        details=details_of(actor(), package, clock.now()),
        posts=actor().has(package.poster_id, Role.BUYER),
        knows_poster=is_known_to(actor(), package.poster_id, clock.today()),
        offers=offers_for(actor(), package, clock.today()),
        answering=answering_for(actor(), package, clock.today()),
    )


@pages.route("/packages/<uuid:package_id>/withdraw", methods=["GET", "POST"])
@signed_in
def withdraw(package_id: UUID) -> ResponseReturnValue:
    package: Package = get_or_404(package_seen_by(actor(), package_id), "package.withdraw")
    form = WithdrawForm()
    if form.accepts(
        lambda: packages.withdraw_package(actor(), package.id, reason=form.reason.data or "")
    ):
        say("The package is withdrawn. Everyone who was asked is told why.")
        return redirect(url_for("packages.show", package_id=package.id))
    return page("packages/packages/withdraw.html", form=form, package=package)
