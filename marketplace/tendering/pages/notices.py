"""Notices of other bodies, as published elsewhere; a buyer may draft a tender from its own."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.engine import clock
from marketplace.engine.access import Role
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of, organisation_named_by
from marketplace.tendering.actions import tenders
from marketplace.tendering.pages.work_search import NoticeSearch, TenderSearch
from marketplace.tendering.queries.notice_lists import found_notices, notice_seen_by
from marketplace.tendering.queries.tender_lists import open_tenders, places
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.ground.calendar import london_day

pages = Blueprint("notices", __name__)


@pages.get("/notices")
@kept
def index() -> ResponseReturnValue:
    form, now = NoticeSearch(), clock.now()
    known = form.know_places(places())
    wanted = form.wanted(london_day(now))
    buyer = names_of([wanted.buyer_id]).get(wanted.buyer_id) if wanted.buyer_id else None
    found = found_notices(
        actor(), wanted, known, london_day(now), beside(), is_numbered=form.is_numbered
    )
    chosen, (shared, also) = form.chosen(buyer=buyer), form.shared(TenderSearch, london_day(now))
    form.number(found.numbers)
    return page(
        "tendering/notices/index.html",
        form=form,
        found=found,
        open_here=open_tenders(also, found.asked, now),
        shared=shared,
        chosen=chosen,
        looser=form.looser(chosen, found.numbers),
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
