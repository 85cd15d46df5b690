"""How does a buyer delete a draft, and bring it back?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.tendering.actions import tenders
from marketplace.tendering.queries.tender_lists import worked_on_by
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.draft_form import DraftForm
from marketplace.web.tools import actor, beside, get_or_404, page, say, signed_in
from procurement.tendering.tender import TenderState

pages = Blueprint("deleted_drafts", __name__)


@pages.get("/tenders/deleted")
@signed_in
def index() -> ResponseReturnValue:
    listed = worked_on_by(actor(), beside(), deleted=True)
    return page("tendering/deleted_drafts/index.html", listed=listed)


@pages.route("/tenders/<uuid:tender_id>/delete", methods=["GET", "POST"])
@signed_in
def delete(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "tender.delete")
    form = DraftForm(data={"revision": tender.revision})
    if form.accepts(lambda: tenders.delete_tender(actor(), tender_id)):
        say(f"The draft “{tender.title}” is deleted. You can bring it back here.")
        return redirect(url_for("deleted_drafts.index"))
    if tender.state is not TenderState.DRAFT:
        return redirect(url_for("tenders.show", tender_id=tender_id))
    form.catch_up()
    return page("tendering/deleted_drafts/delete.html", tender=tender, form=form)


@pages.post("/tenders/<uuid:tender_id>/restore")
@signed_in
def restore(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id), "tender.restore")
    tenders.restore_tender(actor(), tender_id)
    say(f"The draft “{tender.title}” is back.")
    return redirect(url_for("drafts.show", tender_id=tender_id))
