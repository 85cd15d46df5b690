"""How safe the result is: read before the award, and changes nothing."""

from collections.abc import Hashable, Mapping
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.assessments import Assessment
from marketplace.assessment.queries.rankings import rankings_of
from marketplace.assessment.queries.safety import safety_of
from marketplace.engine.act import NotThere
from marketplace.web.tools import page, signed_in
from procurement.assessment.assessment_method import Component
from procurement.tendering.price_formula import FORMULA_IN_WORDS

pages = Blueprint("safety", __name__, url_prefix="/evaluations")


@pages.get("/<uuid:tender_id>/safety")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    kept = rankings_of(tender.id)
    if not kept:
        raise NotThere("LotRanking")
    assessment = assessment_read(tender)
    return page(
        "assessment/safety/show.html",
        tender=tender,
        lots=safety_of(assessment, list(kept)),
        bidders={bid.id: assessment.name_of(bid.id) for bid in assessment.bids},
        people=assessment.names,
        weights=_weights(assessment),
        formulas=FORMULA_IN_WORDS,
    )


def _weights(assessment: Assessment) -> Mapping[Hashable, str]:
    """What each weight is called."""
    named: dict[Hashable, str] = {
        Component.PRICE: "price",
        Component.QUALITY: "quality",
        Component.SOCIAL_VALUE: "social value",
    }
    questions = {row.id: f"question {row.number}, within quality" for row in assessment.questions}
    return named | questions
