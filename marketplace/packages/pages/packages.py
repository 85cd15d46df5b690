"""Packages: what is wanted now, each one's page, and how one is posted and withdrawn."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.queries.directory import own_organisation
from marketplace.organisations.queries.documents import documents_of
from marketplace.packages.actions import packages
from marketplace.packages.models.packages import Package
from marketplace.packages.pages.package_forms import PackageForm
from marketplace.packages.queries.above import asked_by
from marketplace.packages.queries.offers import answering_for, offers_for
from marketplace.packages.queries.packages import (
    details_of,
    own_packages,
    package_seen_by,
    packages_listed_for,
)
from marketplace.packages.queries.posters import (
    contracts_held_by,
    managed_here,
    own_developments_of,
    posting_for,
    site_of,
)
from marketplace.web.forms import Needed, PageForm
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, say, signed_in
from procurement.tendering.regime import Authority, authority_of
from procurement.tendering.tender import STANDARD_PAYMENT_DAYS

pages = Blueprint("packages", __name__)


class WithdrawForm(PageForm):
    reason = TextAreaField(
        "Why do you withdraw it?", [Needed("Say why: everyone who was asked reads it.")]
    )


@pages.get("/packages")
@kept
def index() -> ResponseReturnValue:
    """What is wanted now and this person may answer."""
    listing = packages_listed_for(actor(), clock.today(), beside())
    return page("packages/packages/index.html", listing=listing, posts=bool(posting_for(actor())))


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
        offers=offers_for(actor(), package),
        answering=answering_for(actor(), package, clock.today()),
    )


@pages.route("/organisations/<uuid:organisation_id>/packages/new", methods=["GET", "POST"])
@signed_in
def post(organisation_id: UUID) -> ResponseReturnValue:
    poster = get_or_404(own_organisation(actor(), organisation_id), "package.post")
    developments, contracts = own_developments_of(poster.id), contracts_held_by(poster.id)
    above = id_in(said("development") or said("contract"))
    form = PackageForm(
        payment_days=STANDARD_PAYMENT_DAYS,
        postcode=site_of(above, developments, contracts) or poster.postcode,
        development_id=said("development"),
        parent_contract_id=said("contract"),
    )
    own = documents_of(actor(), "organisation", poster.id).documents.values()
    form.offer(list(own), developments, contracts)
    if not own:
        form.terms.label.text = "Your terms, in words"
    managed = managed_here()

    def posted() -> Package:
        posting = form.posting()
        if not form.short_is_meant.data:
            managed.warn_of_short(posting.facts.closes_at, clock.today())
        return packages.post_package(actor(), poster.id, posting=posting)

    if form.accepts(posted):
        say("The package is posted. Now invite the enterprises that you want to answer it.")
        return redirect(url_for("invitations.invite", package_id=form.result.id))
    return page(
        "packages/packages/post.html",
        form=form,
        poster=poster,
        is_public=authority_of(poster.kind) is not Authority.NOT_PUBLIC,
        has_documents=bool(own),
        has_developments=bool(developments),
        contracts=contracts,
        asked_by=asked_by([row.id for row in contracts]),
        managed=managed,
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
