"""Which documents are kept, in which versions, and who may read them?"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db import Row, choice


class Visibility(StrEnum):
    """Public to all, shared between the parties of its subject, or sealed to its owner."""

    PUBLIC = "public"
    SHARED = "shared"
    SEALED = "sealed"


class ScanState(StrEnum):
    """Quarantined until the scanner has cleared it."""

    QUARANTINED = "quarantined"
    CLEAN = "clean"
    INFECTED = "infected"


class Document(Row):
    """A named document of an organisation, about one thing (a tender, an invoice, a grant)."""

    __tablename__ = "documents"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    subject: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility))
    keep_until: Mapped[datetime | None]


class DocumentVersion(Row):
    """The bytes of a document at one time, known by their SHA-256."""

    __tablename__ = "document_versions"
    __table_args__ = (UniqueConstraint("document_id", "number"),)

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    number: Mapped[int]
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    scan: Mapped[ScanState] = mapped_column(choice(ScanState), default=ScanState.QUARANTINED)
    stored_at: Mapped[datetime]
    stored_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
