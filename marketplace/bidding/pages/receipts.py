"""The receipt of each submission of a bid, and what was submitted, for those behind it."""

from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from marketplace.bidding.models.bids import Bid, BidVersion, bids_visible_to
from marketplace.bidding.pages.bid_tasks import where_files_are
from marketplace.bidding.queries import sealed
from marketplace.bidding.queries.bid_content import split_price
from marketplace.bidding.queries.bid_details import is_open_for_bids
from marketplace.bidding.queries.bids import (
    inclusion_of,
    mark_of_version,
    reads_version,
    version_of,
    which,
)
from marketplace.engine import clock
from marketplace.engine.act import NotThere
from marketplace.tendering.queries.tenders import parts_of, tender_of
from marketplace.web.tools import actor, get_or_404, json_file, page, signed_in
from procurement.bidding.bid import word_count
from procurement.bidding.receipt_check import text_faults
from procurement.bidding.sealing import canonical

pages = Blueprint("receipts", __name__)


@pages.get("/bids/<uuid:bid_id>/versions/<int:number>")
@signed_in
def show(bid_id: UUID, number: int) -> ResponseReturnValue:
    """The receipt of one submission, and what was submitted, for the bidder."""
    bid, row = _version(bid_id, number)
    tender = tender_of(bid.tender_id)
    return page(
        "bidding/receipts/show.html",
        bid=bid,
        row=row,
        tender=tender,
        parts=parts_of(tender.id),
        content=sealed.own_content(which(bid, number), row.sealed),
        inclusion=inclusion_of(bid) if number == bid.version else None,
        signature=sealed.signature(which(bid, number), row.received_at, row.sha256),
        mark=mark_of_version(bid.id, number),
        is_open=is_open_for_bids(tender, clock.now()),
        words_in=word_count,
        split_price=split_price,
        file_at=where_files_are(bid),
    )


@pages.get("/bids/<uuid:bid_id>/versions/<int:number>/receipt.json")
@signed_in
def file(bid_id: UUID, number: int) -> ResponseReturnValue:
    """The receipt as a file; after the opening with the proof that it was counted."""
    bid, row = _version(bid_id, number)
    held = dict(sealed.receipt_json(which(bid, number), row.received_at, row.sha256))
    held["mark"] = mark_of_version(bid.id, number)
    inclusion = inclusion_of(bid) if number == bid.version else None
    if inclusion is not None:
        held["counted"] = {
            "leaf": inclusion.leaf.decode(),
            "index": inclusion.index,
            "size": inclusion.size,
            "proof": inclusion.proof,
            "root": inclusion.root,
        }
    return json_file(canonical(held), f"receipt-version-{number}.json")


@pages.get("/bids/<uuid:bid_id>/versions/<int:number>/submitted.json")
@signed_in
def submitted(bid_id: UUID, number: int) -> ResponseReturnValue:
    """The very bytes that the receipt's SHA-256 was taken of."""
    bid, row = _version(bid_id, number)
    return json_file(sealed.own_bytes(which(bid, number), row.sealed), f"bid-version-{number}.json")


@pages.get("/receipts/check")
def check() -> ResponseReturnValue:
    """Anybody checks a receipt that somebody shows them, and finds the key to check it elsewhere."""
    text = request.args.get("receipt", "").strip()
    keys = sealed.receipts_keys()
    return page(
        "bidding/receipts/check.html",
        text=text,
        faults=text_faults(text, keys) if text else [],
        keys=keys,
    )


def _version(bid_id: UUID, number: int) -> tuple[Bid, BidVersion]:
    bid = get_or_404(bids_visible_to(actor()).where(Bid.id == bid_id))
    row = get_or_404(version_of(bid.id, number))
    if not reads_version(actor(), bid, row):
        raise NotThere("BidVersion")
    return bid, row
