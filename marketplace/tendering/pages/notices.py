"""Notices of other bodies, as published elsewhere; a buyer may draft a tender from its own."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from marketplace.engine.access import Role
from marketplace.engine.shown import words
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of, organisation_named_by
from marketplace.tendering.actions import tenders
from marketplace.tendering.models.search_documents import WEST_MIDLANDS
from marketplace.tendering.queries.notice_lists import (
    WantedNotices,
    found_notices,
    notice_seen_by,
)
from marketplace.tendering.queries.tender_lists import places
from marketplace.web.forms import SearchForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, id_in, page, said, say, signed_in
from procurement.open_data.notice import NoticeStage

pages = Blueprint("notices", __name__)


class NoticeSearch(SearchForm):
    text = TextField("Words")
    stage = SelectField(
        "Stage",
        choices=[("", "All stages"), *((stage.value, words(stage)) for stage in NoticeStage)],
    )
    cpv = TextField("CPV code begins with")
    place = SelectField("Place")
    buyer = HiddenField("Buyer")


@pages.get("/notices")
@kept
def index() -> ResponseReturnValue:
    form = NoticeSearch()
    form.place.choices = [("", "Anywhere"), (WEST_MIDLANDS, "West Midlands"), *places()]
    wanted = WantedNotices(
        text=said("text"),
        stage=said("stage"),
        cpv=said("cpv")[:8],
        place=said("place"),
        buyer_id=id_in(said("buyer")),
    )
    buyer = names_of([wanted.buyer_id]).get(wanted.buyer_id) if wanted.buyer_id else None
    return page(
        "tendering/notices/index.html",
        form=form,
        found=found_notices(actor(), wanted, beside()),
        chosen=form.chosen(buyer=buyer),
    )


@pages.get("/notices/<uuid:notice_id>")
@kept
def show(notice_id: UUID) -> ResponseReturnValue:
    notice = get_or_404(notice_seen_by(actor(), notice_id))
    buyer = organisation_named_by(notice.buyer_id)
    return page(
        "tendering/notices/show.html",
        notice=notice,
        buyer=buyer,
        drafts_for=_drafts_for(buyer),
    )


@pages.post("/notices/<uuid:notice_id>/draft")
@signed_in
def draft(notice_id: UUID) -> ResponseReturnValue:
    notice = get_or_404(notice_seen_by(actor(), notice_id))
    buyer = organisation_named_by(notice.buyer_id)
    buyer_id = _drafts_for(buyer) or buyer.id
    tender = tenders.draft_tender(actor(), buyer_id, notice_id=notice.id)
    say("The draft is made from the notice. Check each task: a notice says less than a tender.")
    return redirect(url_for("drafts.show", tender_id=tender.id))


def _drafts_for(buyer: Organisation) -> UUID | None:
    """The organisation for which this person may draft from a notice of this buyer."""
    own = actor().organisations_as(Role.BUYER)
    return next((key for key in (buyer.merged_into_id, buyer.id) if key in own), None)
