"""The file of a notice, to hand to the platform on which it is published first."""

import json
from uuid import UUID

from flask import Blueprint, abort, url_for
from flask.typing import ResponseReturnValue

from marketplace.contracts.queries.notice_stage import contract_of_tender
from marketplace.contracts.queries.official_notices import notice_draft
from marketplace.desk.queries.notice_files import notice_release
from marketplace.engine import clock, shown
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.tools import actor, get_or_404, json_file, signed_in
from procurement.open_data.ocds_package import release_package
from procurement.open_data.release_facts import Publisher

pages = Blueprint("notice_files", __name__)


@pages.get("/tenders/<uuid:tender_id>/notices/<code>/file.json")
@pages.get("/tenders/<uuid:tender_id>/contracts/<uuid:contract_id>/notices/<code>/file.json")
@signed_in
def file(tender_id: UUID, code: str, contract_id: UUID | None = None) -> ResponseReturnValue:
    """A release package of OCDS 1.1.5 with the extensions that it declares."""
    tender = get_or_404(tender_seen_by(actor(), tender_id), "official_notice.record")
    contract = None
    if contract_id is not None:
        contract = get_or_404(contract_of_tender(tender.id, contract_id))
    if notice_draft(tender, code, contract, clock.now()) is None:
        abort(404)
    home = url_for("public.home", _external=True).rstrip("/")
    package = release_package(
        [notice_release(tender, code, home, clock.now(), contract)],
        Publisher(shown.NAME, home),
        uri=url_for("tenders.show", tender_id=tender.id, _external=True),
        published_at=clock.now(),
    )
    body = json.dumps(package, ensure_ascii=False, indent=2).encode()
    return json_file(body, f"{code}-{tender.id}.json")
