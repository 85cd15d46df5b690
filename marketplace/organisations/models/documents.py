"""Which documents are kept, in which versions, and who may read them?"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.access import Actor
from marketplace.engine.db import Row, choice
from procurement.ground.transitions import Transitions


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


SCAN: Transitions[ScanState] = Transitions(
    "file",
    {
        "clear": ({ScanState.QUARANTINED}, ScanState.CLEAN),
        "condemn": ({ScanState.QUARANTINED}, ScanState.INFECTED),
    },
)
"""The scanner's word is final; what the marketplace writes itself begins as clean."""


class Document(Row):
    """A named document of an organisation, about one thing (a tender, an invoice, a grant)."""

    __tablename__ = "documents"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    subject: Mapped[str]
    subject_id: Mapped[UUID] = mapped_column(index=True)
    kind: Mapped[str]
    visibility: Mapped[Visibility] = mapped_column(choice(Visibility))


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


Readers = Callable[[Actor], ColumnElement[bool]]

READERS: dict[str, Readers] = {}
"""Of each noun: which documents about such things this person may read."""


def readers(noun: str) -> Callable[[Readers], Readers]:
    """``@readers("tender")``: who may read the documents of tenders."""

    def keep(function: Readers) -> Readers:
        READERS[noun] = function
        return function

    return keep


def are_own(actor: Actor) -> ColumnElement[bool]:
    """The documents that the person's own organisations keep."""
    return Document.organisation_id.in_(actor.organisations)


def are_shared_with(actor: Actor) -> ColumnElement[bool]:
    """The documents that their owners share with the broker, where the person is one."""
    return (Document.visibility == Visibility.SHARED) & literal(actor.is_broker)


@readers("organisation")
def _of_an_organisation(actor: Actor) -> ColumnElement[bool]:
    public = Document.visibility == Visibility.PUBLIC
    return are_own(actor) | are_shared_with(actor) | public


def documents_visible_to(actor: Actor) -> Select[Document]:
    """What the noun of each document lets the person read; a noun without readers shows nothing."""
    return select(Document).where(
        or_(*(and_(Document.subject == noun, rule(actor)) for noun, rule in READERS.items()))
    )
