"""Which documents of an invoice are kept?"""

from uuid import UUID

from sqlalchemy import select

from marketplace.engine.db import session
from marketplace.organisations.models.documents import Document, DocumentVersion

XML, PDF = "invoice_xml", "invoice_pdf"


def kept_documents(invoice_id: UUID) -> dict[str, DocumentVersion]:
    """The kept documents of an invoice by kind: ``invoice_xml``, ``invoice_pdf``."""
    rows = session.execute(
        select(Document.kind, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(Document.subject == "invoice", Document.subject_id == invoice_id)
    )
    return {row[0]: row[1] for row in rows}
