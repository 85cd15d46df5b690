"""What a bidder says of the conditions of participation and assures, for the buyer to check."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.assessment.pages.evaluations import assessed_tender
from marketplace.assessment.queries.assessments import assessment_of
from marketplace.assessment.queries.condition_checks import said_of_itself
from marketplace.web.tools import page, row_or_404, signed_in

pages = Blueprint("condition_checks", __name__, url_prefix="/evaluations")


@pages.get("/<uuid:tender_id>/bids/<uuid:bid_id>/conditions")
@signed_in
def show(tender_id: UUID, bid_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_of(tender)
    bid = row_or_404(assessment.bids, bid_id)
    return page(
        "assessment/condition_checks/show.html",
        tender=tender,
        name=assessment.name_of(bid.id),
        said=said_of_itself(assessment, bid),
        is_open=tender.state == "opened",
    )
