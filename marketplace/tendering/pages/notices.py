"""Notices of other bodies, as published elsewhere; a buyer may draft a tender from its own."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from marketplace.engine.access import Role
from marketplace.engine.shown import words
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.actions import tenders
from marketplace.tendering.queries.notice_lists import (
    PAGE,
    WEST_MIDLANDS,
    WantedNotices,
    listed_notices,
    notice_buyers,
    notice_seen_by,
)
from marketplace.tendering.queries.tender_lists import places
from marketplace.web.forms import PageForm, TextField
from marketplace.web.tools import actor, get_or_404, id_in, page, page_number, said, say, signed_in
from procurement.open_data.notice import NoticeStage

pages = Blueprint("notices", __name__)


class SearchForm(PageForm):
    text = TextField("Words")
    stage = SelectField(
        "Stage",
        choices=[("", "All stages"), *((stage.value, words(stage)) for stage in NoticeStage)],
    )
    cpv = TextField("CPV code begins with")
    place = SelectField("Place")
    buyer = SelectField("Buyer")


@pages.get("/notices")
def index() -> ResponseReturnValue:
    form = SearchForm(
        data={name: said(name) for name in ("text", "stage", "cpv", "place", "buyer")}
    )
    form.place.choices = [("", "Anywhere"), (WEST_MIDLANDS, "West Midlands"), *places()]
    form.buyer.choices = [("", "All buyers"), *((str(key), name) for key, name in notice_buyers())]
    wanted = WantedNotices(
        text=said("text"),
        stage=said("stage"),
        cpv=said("cpv")[:8],
        place=said("place"),
        buyer_id=id_in(said("buyer")),
    )
    rows, total = listed_notices(actor(), wanted, page_number())
    return page(
        "tendering/notices/index.html",
        form=form,
        rows=rows,
        total=total,
        number=page_number(),
        last=max(1, -(-total // PAGE)),
        query={name: value for name, value in request.args.items() if name != "page" and value},
    )


@pages.get("/notices/<uuid:notice_id>")
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
