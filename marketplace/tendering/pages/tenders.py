"""Tenders as everybody may read them, without an account."""

from itertools import pairwise
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from marketplace.bidding.queries.bids import own_bids_for
from marketplace.contracts.queries.outcomes import outcomes_of
from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.engine.shown import words
from marketplace.payments.pages.payer_records import records_of
from marketplace.tendering.queries.clarifications import answered, asked_by
from marketplace.tendering.queries.drafts import drafting_for
from marketplace.tendering.queries.tender_lists import (
    Shelf,
    Wanted,
    buyers,
    found_tenders,
    places,
    worked_on_by,
)
from marketplace.tendering.queries.tender_versions import differences
from marketplace.tendering.queries.tender_view import view_of
from marketplace.tendering.queries.tenders import tender_seen_by, versions_of
from marketplace.web.forms import SearchForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, signed_in
from procurement.ground.theme import Theme

pages = Blueprint("tenders", __name__)


class TenderSearch(SearchForm):
    text = TextField("Words")
    theme = SelectField("Theme")
    place = SelectField("Buyer based in")
    buyer = SelectField("Buyer")
    shelf = HiddenField("Shelf")


@pages.get("/tenders")
@kept
def index() -> ResponseReturnValue:
    form = TenderSearch()
    form.theme.choices = [("", "All themes"), *((theme.value, words(theme)) for theme in Theme)]
    form.place.choices = [("", "Anywhere"), *places()]
    form.buyer.choices = [("", "All buyers"), *((str(key), name) for key, name in buyers())]
    wanted, now = _wanted(), clock.now()
    listing = found_tenders(wanted, now, beside())
    return page(
        "tendering/tenders/index.html",
        form=form,
        wanted=wanted,
        found=listing,
        records=records_of({row.tender.buyer_id for row in listing.listed.rows}),
        chosen=form.chosen(),
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


def _wanted() -> Wanted:
    shelf = said("shelf")
    return Wanted(
        shelf=Shelf(shelf) if shelf in list(Shelf) else Shelf.OPEN,
        text=said("text"),
        theme=said("theme"),
        place=said("place"),
        buyer_id=id_in(said("buyer")),
    )
