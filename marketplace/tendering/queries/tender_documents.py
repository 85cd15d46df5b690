"""Which documents belong to a tender: specification, plans, the contract to be signed?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    ScanState,
    Visibility,
    are_own,
    readers,
)
from marketplace.tendering.models.tenders import Tender
from procurement.tendering.tender import TenderState

SUBJECT = "tender"


@dataclass(frozen=True, slots=True)
class TenderDocument:
    """A document as it counts now: what it is, and its newest version."""

    record: Document
    newest: DocumentVersion

    @property
    def id(self) -> UUID:
        return self.record.id

    @property
    def kind(self) -> str:
        return self.record.kind

    @property
    def is_unsafe(self) -> bool:
        """The scan has found something in its newest version."""
        return self.newest.scan is ScanState.INFECTED

    @property
    def published(self) -> dict[str, Any]:
        """What a published version of the tender says of it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "file_name": self.newest.file_name,
            "number": self.newest.number,
            "sha256": self.newest.sha256,
        }


@readers(SUBJECT)
def _readers(actor: Actor) -> ColumnElement[bool]:
    """Everybody reads those of a published tender; those of a draft its buyer's people only."""
    published = select(Tender.id).where(Tender.state != TenderState.DRAFT)
    public = Document.visibility == Visibility.PUBLIC
    return are_own(actor) | (public & Document.subject_id.in_(published))


def documents_by_tender(
    tender_ids: Iterable[UUID] | Select[UUID],
) -> Mapping[UUID, list[TenderDocument]]:
    """The documents of each tender in the order they were added; one query.

    A document taken out of a draft is sealed: it belongs to no tender any more.
    """
    rows = session.execute(
        select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(
            Document.subject == SUBJECT,
            Document.subject_id.in_(tender_ids),
            Document.visibility == Visibility.PUBLIC,
        )
        .order_by(Document.id, DocumentVersion.number)
    )
    newest = {document.id: TenderDocument(document, version) for document, version in rows}
    by_tender: dict[UUID, list[TenderDocument]] = {}
    for document in newest.values():
        by_tender.setdefault(document.record.subject_id, []).append(document)
    return by_tender


def documents_of_tender(tender_id: UUID) -> list[TenderDocument]:
    return documents_by_tender([tender_id]).get(tender_id, [])
