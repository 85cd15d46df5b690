"""The bytes of an issued invoice: kept once, with their SHA-256, never made again."""

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.gateways import files
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    ScanState,
    Visibility,
)
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.invoice_documents import PDF, XML, kept_documents
from procurement.ground.refusal import Refusal

_TYPES = {XML: ("xml", "application/xml"), PDF: ("pdf", "application/pdf")}


@action("rendering.keep")
def keep_rendering(
    act: Act, invoice: Invoice, *, xml: bytes, pdf: bytes | None, peppol_faults: list[str]
) -> None:
    """Keep the structured invoice, what Peppol says of it, and the PDF where one could be made."""
    if kept_documents(invoice.id):
        raise Refusal("This invoice has its documents; they are never made again.")
    invoice.peppol_faults = peppol_faults
    act.note(xml=_keep(act, invoice, XML, xml), pdf=pdf and _keep(act, invoice, PDF, pdf))


def _keep(act: Act, invoice: Invoice, kind: str, content: bytes) -> str:
    ending, media_type = _TYPES[kind]
    document = act.add(
        Document(
            organisation_id=invoice.supplier_id,
            subject="invoice",
            subject_id=invoice.id,
            kind=kind,
            visibility=Visibility.SHARED,
        )
    )
    row = act.add(
        DocumentVersion(
            document_id=document.id,
            number=1,
            file_name=f"{invoice.number}.{ending}",
            media_type=media_type,
            size=len(content),
            sha256=files.store(content),
            scan=ScanState.CLEAN,
            stored_at=act.now,
            stored_by=act.person_id,
        )
    )
    return row.sha256
