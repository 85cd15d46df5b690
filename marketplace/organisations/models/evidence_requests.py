"""Which enterprise was asked to show that it is a social enterprise, and has it answered?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, and_, exists
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row
from marketplace.organisations.models.documents import Document, DocumentVersion
from marketplace.organisations.models.organisations import Organisation


class EvidenceRequest(Row):
    """What a broker last asked an enterprise for; it answers by words, or by a document of its own."""

    __tablename__ = "evidence_requests"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    reason: Mapped[str] = mapped_column(info={"personal": True})
    """Why it cannot be verified yet, and what would show it."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    answered_at: Mapped[datetime | None]


def was_sent_since() -> ColumnElement[bool]:
    """Of a request: that its organisation has put a document there since."""
    return exists().where(
        Document.subject == "organisation",
        Document.subject_id == EvidenceRequest.organisation_id,
        DocumentVersion.document_id == Document.id,
        DocumentVersion.stored_at > EvidenceRequest.asked_at,
    )


def awaits_evidence() -> ColumnElement[bool]:
    """Of an organisation: that it was asked, and has sent nothing and said nothing since."""
    return exists().where(and_(EvidenceRequest.organisation_id == Organisation.id, is_open()))


def is_open() -> ColumnElement[bool]:
    """Of a request: that nothing came since."""
    return and_(EvidenceRequest.answered_at.is_(None), ~was_sent_since())
