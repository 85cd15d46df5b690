"""The files of an opened bid: read beside its answers by the buyer and by the panel."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.assessment.models.missing_documents import MissingDocument
from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.assessment.queries.missing_documents import accepted_late
from marketplace.bidding.models.bids import BidFile
from marketplace.bidding.queries.bid_files import bytes_of
from marketplace.engine.access import buys_for_its_buyer
from marketplace.engine.act import NotThere
from marketplace.web.tools import actor, attached_file, row_or_404, signed_in

pages = Blueprint("bid_attachments", __name__, url_prefix="/evaluations")


@pages.get("/<uuid:tender_id>/bids/<uuid:bid_id>/files/<uuid:file_id>")
@signed_in
def read(tender_id: UUID, bid_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """For whoever reads the answer: an evaluator who declared and scores it, and the buyer."""
    tender = assessed_tender(tender_id)
    assessment = assessment_read(tender, bid_id)
    bid = row_or_404(assessment.bids, bid_id)
    me = assessment.evaluator(actor().person_id)
    rows: list[BidFile | MissingDocument] = [
        *assessment.files_of(bid.id),
        *accepted_late(bid.id),
    ]
    if me is not None and not buys_for_its_buyer(actor(), tender):
        theirs = {criterion.id for criterion in assessment.criteria_for(me.person_id, bid.id)}
        rows = [row for row in rows if row.question_id in theirs]
    file = row_or_404(rows, file_id)
    content = bytes_of(file)
    if content is None:
        raise NotThere("bytes")
    return attached_file(content, file.name, file.media_type)
