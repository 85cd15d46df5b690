"""The record of a procurement: its trail to read, and all of it to take away."""

import json
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from marketplace.assessment.pages.reading import assessed_tender, assessment_read
from marketplace.desk.queries.procurement_record import trail_of, whole_record
from marketplace.web.tools import beside, page, signed_in

pages = Blueprint("procurement_records", __name__)

_READ_ME = """Record of the procurement “{title}”.

One file for each kind of thing: versions, questions and answers, bids as they were opened, scores,
reasons, decisions, summaries, notices, contracts. acts.json says who did what and when; people.json
and organisations.json say who is meant by an id. Times are in UTC. What a bidder wrote before its bid
was opened, and how a consortium came together, is not the buyer's to read and is not in it.
sha256.txt has the fingerprint of each file.
"""


@pages.get("/tenders/<uuid:tender_id>/trail")
@signed_in
def trail(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    return page(
        "desk/procurement_records/trail.html", tender=tender, listed=trail_of(tender, beside())
    )


@pages.get("/tenders/<uuid:tender_id>/record.zip")
@signed_in
def download(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment_read(tender)
    body = _zipped(tender.title, whole_record(tender))
    response = Response(body, mimetype="application/zip")
    name = f"record-{tender.id}.zip"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _zipped(title: str, record: Mapping[str, Any]) -> bytes:
    files = {
        f"{name}.json": json.dumps(said, ensure_ascii=False, indent=1).encode()
        for name, said in record.items()
    }
    files["read-me.txt"] = _READ_ME.format(title=title).encode()
    told = "".join(f"{sha256(body).hexdigest()}  {name}\n" for name, body in files.items())
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, body in {**files, "sha256.txt": told.encode()}.items():
            archive.writestr(ZipInfo(name), body, ZIP_DEFLATED)  # whenever it is packed, the same
    return packed.getvalue()
