"""The receipt of each time a sealed offer was made, and what was sealed, for those behind it."""

from typing import Any
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.bidding.queries import sealed
from marketplace.engine.act import NotThere
from marketplace.organisations.queries.directory import names_of
from marketplace.packages.models.offers import Offer, OfferVersion
from marketplace.packages.pages.offers import visible_offer
from marketplace.packages.queries.offer_content import own_bytes, own_offer, which
from marketplace.packages.queries.offer_receipts import mark_of_version, may_read, version_of
from marketplace.packages.queries.offers import package_of
from marketplace.web.tools import actor, get_or_404, json_file, page, signed_in
from procurement.bidding.sealing import canonical

pages = Blueprint("offer_receipts", __name__)


@pages.get("/offers/<uuid:offer_id>/versions/<int:number>")
@signed_in
def show(offer_id: UUID, number: int) -> ResponseReturnValue:
    """The receipt of one version, and what was sealed in it."""
    offer, row = _version(offer_id, number)
    content = own_offer(offer, row)
    return page(
        "packages/offer_receipts/show.html",
        offer=offer,
        row=row,
        package=package_of(offer),
        content=content,
        names=names_of([party.organisation_id for party in content.parties]),
        signature=sealed.signature(which(offer, number), row.received_at, row.sha256),
        mark=mark_of_version(offer.id, number),
    )


@pages.get("/offers/<uuid:offer_id>/versions/<int:number>/receipt.json")
@signed_in
def file(offer_id: UUID, number: int) -> ResponseReturnValue:
    """The receipt as a file."""
    offer, row = _version(offer_id, number)
    held: dict[str, Any] = dict(
        sealed.receipt_json(which(offer, number), row.received_at, row.sha256)
    )
    held["mark"] = mark_of_version(offer.id, number)
    return json_file(canonical(held), f"receipt-version-{number}.json")


@pages.get("/offers/<uuid:offer_id>/versions/<int:number>/sealed.json")
@signed_in
def submitted(offer_id: UUID, number: int) -> ResponseReturnValue:
    """The very bytes that the receipt’s SHA-256 was taken of."""
    offer, row = _version(offer_id, number)
    return json_file(own_bytes(offer, row), f"offer-version-{number}.json")


def _version(offer_id: UUID, number: int) -> tuple[Offer, OfferVersion]:
    """For who writes offers for one of those behind it then: who joined later reads none of it."""
    offer = visible_offer(offer_id)
    row: OfferVersion = get_or_404(version_of(offer.id, number))
    if not may_read(actor(), offer, row):
        raise NotThere("OfferVersion")
    return offer, row
