"""What was published about a tender, as a log that anybody can keep."""

from uuid import UUID

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from marketplace.gateways import public_log
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.tools import actor, get_or_404

pages = Blueprint("publications", __name__)


@pages.get("/tenders/<uuid:tender_id>/published.jsonl")
def log(tender_id: UUID) -> ResponseReturnValue:
    """One signed line for each version: bids open by these alone."""
    tender = get_or_404(tender_seen_by(actor(), tender_id))
    return Response(public_log.raw(str(tender.id)), mimetype="application/jsonl")
