"""The tenders and contracts of a development: read by everybody, chosen by those who buy for them."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.queries.contracts import last_days
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.packages.actions import links
from marketplace.packages.models.links import DevelopmentLink
from marketplace.packages.queries.developments import development_seen_by
from marketplace.packages.queries.links import link_seen_by, linkable, linked
from marketplace.packages.queries.packages import packages_of_development
from marketplace.tendering.models.tenders import Tender
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, say, signed_in

pages = Blueprint("links", __name__)


@pages.get("/developments/<uuid:development_id>/tenders")
@kept
def tenders(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    listed = linked(actor(), development, Tender, beside())
    return page("packages/links/tenders.html", development=development, listed=listed)


@pages.get("/developments/<uuid:development_id>/contracts")
@kept
def contracts(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    listed = linked(actor(), development, Contract, beside())
    return page(
        "packages/links/contracts.html",
        development=development,
        listed=listed,
        last_days=last_days(row.thing.id for row in listed.rows),
    )


@pages.get("/developments/<uuid:development_id>/packages")
@kept
def packages(development_id: UUID) -> ResponseReturnValue:
    """The packages under a development that the person sees: those that are open, or, with
    ``?of=ended``, those that take offers no more."""
    development = get_or_404(development_seen_by(actor(), development_id))
    ended = said("of") == "ended"
    listing = packages_of_development(actor(), development.id, clock.today(), beside(), ended=ended)
    return page(
        "packages/links/packages.html", development=development, listing=listing, ended=ended
    )


@pages.get("/developments/<uuid:development_id>/link")
@signed_in
def choose(development_id: UUID) -> ResponseReturnValue:
    """What the person may show with it: contracts, or tenders with ``?of=tenders``."""
    development = get_or_404(development_seen_by(actor(), development_id), "link.add")
    things = Tender if said("of") == "tenders" else Contract
    listed = linkable(actor(), development, things, beside())
    return page(
        "packages/links/choose.html",
        development=development,
        listed=listed,
        last_days=last_days(row.id for (row,) in listed.rows if things is Contract),
        of="tenders" if things is Tender else "contracts",
    )


@pages.post("/developments/<uuid:development_id>/link")
@signed_in
def add(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id), "link.add")
    tender_id, contract_id = (
        id_in(request.form.get(name, "")) for name in ("tender_id", "contract_id")
    )
    if tender_id is None and contract_id is None:
        raise NotThere("Tender or Contract")
    links.add_link(actor(), development.id, tender_id=tender_id, contract_id=contract_id)
    say("It is shown with the development.")
    return redirect(
        url_for(
            "links.tenders" if contract_id is None else "links.contracts",
            development_id=development.id,
        )
    )


@pages.post("/developments/<uuid:development_id>/links/<uuid:link_id>/remove")
@signed_in
def remove(development_id: UUID, link_id: UUID) -> ResponseReturnValue:
    link: DevelopmentLink = get_or_404(link_seen_by(actor(), development_id, link_id))
    contract_id = link.contract_id
    links.remove_link(actor(), link.id)
    say("It is shown with the development no more.")
    if contract_id and said("from") == "contract":
        return redirect(url_for("contracts.show", contract_id=contract_id))
    return redirect(url_for("developments.show", development_id=development_id))
