"""The moderation record: the whole assessment of a tender as one document, on a page and as a PDF."""

import json
from dataclasses import asdict
from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.moderation_records import ModerationRecord, moderation_record
from marketplace.assessment.queries.rankings import rankings_of
from marketplace.engine import clock
from marketplace.engine.access import buys_for_its_buyer
from marketplace.tendering.models.tenders import Tender
from marketplace.web import pdf
from marketplace.web.tools import actor, attached_file, page, signed_in
from procurement.assessment.moderation import before_reading_record
from procurement.ground.refusal import Refusal

pages = Blueprint("moderation_records", __name__, url_prefix="/evaluations")

_MOST_ROWS = 1_500
"""The most scores that a PDF is made of while somebody waits; more can be printed from the page."""


@pages.get("/<uuid:tender_id>/record")
@signed_in
def show(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id)
    return page(
        "assessment/moderation_records/show.html",
        tender=tender,
        record=_record(tender),
        made_at=clock.now(),
    )


@pages.get("/<uuid:tender_id>/record.pdf")
@signed_in
def as_pdf(tender_id: UUID) -> ResponseReturnValue:
    """With the same words as data attached, for whoever reads it by machine."""
    tender = assessed_tender(tender_id)
    record = _record(tender)
    if sum(len(part.grid.rows) for part in record.parts if part.grid) > _MOST_ROWS:
        raise Refusal(
            "This record is too long for a PDF that is made while you wait. Open the page and print "
            "it: your browser can save that as a PDF."
        )
    made_at = clock.now()
    data = json.dumps(asdict(record), ensure_ascii=False, indent=2).encode()
    try:
        made = pdf.render(
            "moderation_record",
            "moderation-record.json",
            data,
            record=record,
            made_at=made_at,
        )
    except pdf.PdfUnavailable as no:
        raise Refusal(str(no)) from no
    return attached_file(made, f"moderation-record-{tender.ocid}.pdf", "application/pdf")


def _record(tender: Tender) -> ModerationRecord:
    assessment = assessment_read(tender)
    before_reading_record(is_all_agreed=assessment.is_all_agreed)
    return moderation_record(
        assessment,
        rankings_of(tender.id),
        is_for_buyer=buys_for_its_buyer(actor(), tender),
        reader=actor().person_id,
    )
