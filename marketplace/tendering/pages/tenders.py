"""Tenders as everybody may read them, without an account."""

from itertools import pairwise
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.bidding.queries.bids import own_bids_for
from marketplace.contracts.queries.outcomes import outcomes_of
from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.payments.pages.payer_records import records_of
from marketplace.tendering.pages.work_search import NoticeSearch, TenderSearch
from marketplace.tendering.queries.clarifications import answered, asked_by
from marketplace.tendering.queries.drafts import drafting_for
from marketplace.tendering.queries.notice_lists import count_of_notices
from marketplace.tendering.queries.tender_lists import (
    Shelf,
    buyers,
    found_tenders,
    places,
    worked_on_by,
)
from marketplace.tendering.queries.tender_versions import differences
from marketplace.tendering.queries.tender_view import view_of
from marketplace.tendering.queries.tenders import tender_seen_by, versions_of
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, said, signed_in
from procurement.ground.calendar import london_day

pages = Blueprint("tenders", __name__)


@pages.get("/tenders")
@kept
def index() -> ResponseReturnValue:
    form, now = TenderSearch(), clock.now()
    form.buyer.choices = [("", "All buyers"), *((str(key), name) for key, name in buyers())]
    known = form.know_places(places())
    wanted, shelf = form.wanted(london_day(now)), _shelf()
    listing = found_tenders(wanted, shelf, known, now, beside(), is_numbered=form.is_numbered)
    chosen, (shared, also) = form.chosen(), form.shared(NoticeSearch, london_day(now))
    form.number(listing.numbers)
    return page(
        "tendering/tenders/index.html",
        form=form,
        shelf=shelf,
        found=listing,
        elsewhere=count_of_notices(also, listing.asked, london_day(now)),
        shared=shared,
        records=records_of({row.tender.buyer_id for row in listing.listed.rows}),
        chosen=chosen,
        looser=form.looser(chosen, listing.numbers),
        buys=bool(drafting_for(actor())),
    )


@pages.get("/tenders/mine")
@signed_in
def mine() -> ResponseReturnValue:
    return page(
        "tendering/tenders/mine.html",
        listed=worked_on_by(actor(), beside()),
        buyers=drafting_for(actor()),
    )


@pages.get("/tenders/<uuid:tender_id>")
@kept
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id))
    versions = versions_of(tender_id)
    changes = [
        (later, differences(earlier.content, later.content))
        for earlier, later in pairwise(versions)
    ]
    return page(
        "tendering/tenders/show.html",
        tender=tender,
        view=view_of(tender, clock.now()),
        record=records_of([tender.buyer_id])[tender.buyer_id],
        versions=versions,
        changes=changes[::-1],
        clarifications=answered(tender_id),
        outcomes=outcomes_of(tender_id),
        own_bids=own_bids_for(actor(), tender_id),
        asked=asked_by(tender_id, actor().organisations_as(Role.BID_WRITER)),
    )


def _shelf() -> Shelf:
    shelf = said("shelf")
    return Shelf(shelf) if shelf in list(Shelf) else Shelf.OPEN
