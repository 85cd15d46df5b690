"""The documents of an issued invoice, to take away: exactly the bytes that are kept."""

from uuid import UUID

from flask import Blueprint, Response

from marketplace.engine.act import NotThere
from marketplace.gateways import files
from marketplace.payments.pages.invoices import visible_invoice
from marketplace.payments.queries.invoice_documents import PDF, XML, kept_documents
from marketplace.web.tools import signed_in

pages = Blueprint("invoice_documents", __name__)


@pages.get("/invoices/<uuid:invoice_id>/xml")
@signed_in
def xml(invoice_id: UUID) -> Response:
    return _download(invoice_id, XML)


@pages.get("/invoices/<uuid:invoice_id>/pdf")
@signed_in
def pdf(invoice_id: UUID) -> Response:
    return _download(invoice_id, PDF)


def _download(invoice_id: UUID, kind: str) -> Response:
    version = kept_documents(visible_invoice(invoice_id).id).get(kind)
    content = files.read(version.sha256) if version else None
    if version is None or content is None:
        raise NotThere(kind)
    name = f'attachment; filename="{version.file_name}"'
    return Response(content, mimetype=version.media_type, headers={"Content-Disposition": name})
