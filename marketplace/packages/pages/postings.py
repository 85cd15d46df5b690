"""Posting a package."""

from collections.abc import Sequence
from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.organisations.queries.directory import own_organisation
from marketplace.organisations.queries.documents import documents_of
from marketplace.packages.actions import packages
from marketplace.packages.models.developments import Development
from marketplace.packages.models.packages import Package
from marketplace.packages.pages.package_forms import PackageForm
from marketplace.packages.queries.above import asked_by
from marketplace.packages.queries.links import developments_above, link_of
from marketplace.packages.queries.posters import (
    contracts_held_by,
    managed_here,
    own_developments_of,
    site_of,
)
from marketplace.web.tools import actor, get_or_404, id_in, page, said, say, signed_in
from procurement.tendering.paperwork import Paperwork
from procurement.tendering.regime import Authority, authority_of
from procurement.tendering.tender import STANDARD_PAYMENT_DAYS

pages = Blueprint("postings", __name__)


@pages.route("/organisations/<uuid:organisation_id>/packages/new", methods=["GET", "POST"])
@signed_in
def post(organisation_id: UUID) -> ResponseReturnValue:
    poster = get_or_404(own_organisation(actor(), organisation_id), "package.post")
    developments, contracts = own_developments_of(poster.id), contracts_held_by(poster.id)
    above = id_in(said("development") or said("contract"))
    form = PackageForm(
        payment_days=STANDARD_PAYMENT_DAYS,
        postcode=site_of(above, developments, contracts) or poster.postcode,
        development_id=said("development") or _development_of(said("contract"), developments),
        parent_contract_id=said("contract"),
        development_asked=said("contract"),
    )
    own = documents_of(actor(), "organisation", poster.id).documents.values()
    form.offer(list(own), developments, contracts, developments_above(contracts, developments))
    if not own:
        form.terms.label.text = "Your terms, in words"
    managed = managed_here()

    def posted() -> Package:
        posting = form.posting()
        short = managed.short_faults(posting.facts.closes_at, clock.today())
        much = managed.much_faults(_paperwork(form))
        warnings = [
            *(short if not form.short_is_meant.data else []),
            *(much if not form.much_is_meant.data else []),
        ]
        return packages.post_package(actor(), poster.id, posting=posting, warnings=warnings)

    if form.accepts(posted):
        say("The package is posted. Now invite the enterprises that you want to answer it.")
        return redirect(url_for("invitations.invite", package_id=form.result.id))
    return page(
        "packages/postings/post.html",
        form=form,
        poster=poster,
        is_public=authority_of(poster.kind) is not Authority.NOT_PUBLIC,
        has_documents=bool(own),
        has_developments=bool(developments),
        contracts=contracts,
        asked_by=asked_by([row.id for row in contracts]),
        managed=managed,
        counted=managed.counted(_paperwork(form)),
    )


def _development_of(contract_id: str, among: Sequence[Development]) -> str:
    """That of these with which the contract above is shown; the poster can choose another, or none."""
    key = id_in(contract_id)
    link = link_of(None, key) if key else None
    return str(link.development_id) if link and link.development_id in {d.id for d in among} else ""


def _paperwork(form: PackageForm) -> Paperwork:
    """What is asked of whoever answers, by what is typed so far."""
    return Paperwork(0, 0, form.documents, form.count_asked, form.value)
