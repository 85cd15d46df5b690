"""Tenders as everybody may read them, without an account."""

from itertools import pairwise
from uuid import UUID

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from marketplace.bidding.queries.bids import own_bids_for
from marketplace.contracts.queries.outcomes import outcomes_of
from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.engine.shown import words
from marketplace.payments.queries.payers import promise_records
from marketplace.tendering.queries.clarifications import answered, asked_by
from marketplace.tendering.queries.drafts import drafting_for
from marketplace.tendering.queries.tender_lists import (
    PAGE,
    Shelf,
    Wanted,
    buyers,
    counts,
    listed,
    places,
    worked_on_by,
)
from marketplace.tendering.queries.tender_versions import differences
from marketplace.tendering.queries.tender_view import view_of
from marketplace.tendering.queries.tenders import tender_seen_by, versions_of
from marketplace.web.forms import PageForm, TextField
from marketplace.web.tools import actor, get_or_404, id_in, page, page_number, said, signed_in
from procurement.ground.theme import Theme
from procurement.tendering.tender import is_closed

pages = Blueprint("tenders", __name__)


class SearchForm(PageForm):
    text = TextField("Words")
    theme = SelectField("Theme")
    place = SelectField("Buyer based in")
    buyer = SelectField("Buyer")


@pages.get("/tenders")
def index() -> ResponseReturnValue:
    form = SearchForm(data={name: said(name) for name in ("text", "theme", "place", "buyer")})
    form.theme.choices = [("", "All themes"), *((theme.value, words(theme)) for theme in Theme)]
    form.place.choices = [("", "Anywhere"), *places()]
    form.buyer.choices = [("", "All buyers"), *((str(key), name) for key, name in buyers())]
    wanted, number, now = _wanted(), page_number(), clock.now()
    rows, total = listed(wanted, now, number)
    return page(
        "tendering/tenders/index.html",
        form=form,
        wanted=wanted,
        rows=rows,
        records=promise_records({row.tender.buyer_id for row in rows}, now),
        total=total,
        counts=counts(wanted, now),
        number=number,
        last=max(1, -(-total // PAGE)),
        query={name: value for name, value in request.args.items() if name != "page" and value},
        buys=bool(drafting_for(actor())),
    )


@pages.get("/tenders/mine")
@signed_in
def mine() -> ResponseReturnValue:
    return page("tendering/tenders/mine.html", tenders=worked_on_by(actor()))


@pages.get("/tenders/<uuid:tender_id>")
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
        record=promise_records([tender.buyer_id], clock.now())[tender.buyer_id],
        versions=versions,
        changes=changes[::-1],
        is_over=tender.closes_at is not None and is_closed(tender.closes_at, clock.now()),
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
