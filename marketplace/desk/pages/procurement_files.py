"""The public file of a procurement: whoever doubts its result works it out again."""

import json
from uuid import UUID

from flask import Blueprint, abort
from flask.typing import ResponseReturnValue

from marketplace.desk.queries.procurement_files import procurement_file
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, get_or_404, json_file

pages = Blueprint("procurement_files", __name__)


@pages.get("/tenders/<uuid:tender_id>/procurement.json")
@kept
def file(tender_id: UUID) -> ResponseReturnValue:
    tender = get_or_404(tender_seen_by(actor(), tender_id))
    said = procurement_file(tender)
    if said is None:
        abort(404)
    body = json.dumps(said, ensure_ascii=False, indent=2).encode()
    return json_file(body, f"procurement-{tender.id}.json")
