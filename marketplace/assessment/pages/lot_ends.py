"""One lot ends without a contract: why, and with which notice where one is owed."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import TextAreaField

from marketplace.assessment.actions.procurement_end import cancel_lot
from marketplace.assessment.pages.reading import awarded_tender
from marketplace.assessment.queries.endings import ending_of
from marketplace.engine import clock
from marketplace.tendering.pages.published_form import PublishedForm
from marketplace.tendering.queries.tenders import parts_of
from marketplace.web.tools import actor, page, row_or_404, say, signed_in

pages = Blueprint("lot_ends", __name__)


class EndForm(PublishedForm):
    reason = TextAreaField("Reason")


@pages.route("/tenders/<uuid:tender_id>/lots/<uuid:lot_id>/cancel", methods=["GET", "POST"])
@signed_in
def cancel(tender_id: UUID, lot_id: UUID) -> ResponseReturnValue:
    tender = awarded_tender(tender_id)
    lot = row_or_404(parts_of(tender.id).lots, lot_id)
    form, number = EndForm(), lot.number
    if form.accepts(
        lambda: cancel_lot(
            actor(),
            tender_id,
            lot_id=lot_id,
            reason=(form.reason.data or "").strip(),
            published=form.published,
        )
    ):
        say(f"Lot {number} is cancelled. Its bidders are told why.")
        return redirect(url_for("awards.show", tender_id=tender_id))
    return page(
        "assessment/awards/cancel_lot.html",
        tender=tender,
        form=form,
        ending=ending_of(tender, lot, clock.now()),
    )
