"""Which documents are kept, in which versions, and who may read them?"""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, Select, UniqueConstraint, and_, or_, select
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


Readers = Callable[[Actor, Visibility], Select[UUID] | None]

READERS: dict[str, Readers] = {}
"""Of each noun: the ids of the things whose documents of a visibility this person may read.

None stands for all of them. A noun that is not here shows its public documents to
everybody, its shared ones to the broker, its sealed ones to nobody but the owner.
"""


def readers(noun: str) -> Callable[[Readers], Readers]:
    """``@readers("tender")``: who may read the documents of tenders."""

    def keep(function: Readers) -> Readers:
        READERS[noun] = function
        return function

    return keep


def documents_visible_to(actor: Actor) -> Select[Document]:
    """One's own organisations' documents, and those that their subjects' rules show."""
    allowed: list[ColumnElement[bool]] = [Document.organisation_id.in_(actor.organisations)]
    for noun, rule in READERS.items():
        for visibility in Visibility:
            ids = rule(actor, visibility)
            of_it = and_(Document.subject == noun, Document.visibility == visibility)
            allowed.append(of_it if ids is None else of_it & Document.subject_id.in_(ids))
    others = Document.subject.not_in(READERS)
    allowed.append(others & (Document.visibility == Visibility.PUBLIC))
    if actor.is_broker:
        allowed.append(others & (Document.visibility == Visibility.SHARED))
    return select(Document).where(or_(*allowed))
