"""Which documents of a thing may this person read, and in which versions?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    documents_visible_to,
)
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_by_id, own_organisation


@dataclass(frozen=True, slots=True)
class KeptDocuments:
    """The newest version of each document of a thing, and the documents by their ids."""

    versions: Sequence[DocumentVersion]
    documents: Mapping[UUID, Document]


def documents_of(actor: Actor, subject: str, subject_id: UUID) -> KeptDocuments:
    """What is kept of a thing and this person may read, in one query."""
    visible = documents_visible_to(actor).where(
        Document.subject == subject, Document.subject_id == subject_id
    )
    rows = db.session.execute(
        visible.join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .add_columns(DocumentVersion)
        .ext(distinct_on(Document.id))
        .order_by(Document.id, DocumentVersion.number.desc())
    ).all()
    return KeptDocuments(
        [version for _, version in rows], {document.id: document for document, _ in rows}
    )


def document_seen_by(actor: Actor, document_id: UUID) -> Select[Document]:
    """One document, where this person may read it."""
    return documents_visible_to(actor).where(Document.id == document_id)


def version_of(document_id: UUID | None, number: int | None = None) -> Select[DocumentVersion]:
    """One version of a document by its number, or the newest."""
    wanted = select(DocumentVersion).where(DocumentVersion.document_id == document_id)
    if number is not None:
        wanted = wanted.where(DocumentVersion.number == number)
    return wanted.order_by(DocumentVersion.number.desc()).limit(1)


def newest_version(document_id: UUID | None) -> DocumentVersion | None:
    """The newest version of a document; None where there is no document."""
    return db.session.scalars(version_of(document_id)).one_or_none()


def organisation_read_by(actor: Actor, organisation_id: UUID) -> Select[Organisation]:
    """An organisation whose own documents this person reads: its people and the broker."""
    if actor.is_broker:
        return organisation_by_id(organisation_id)
    return own_organisation(actor, organisation_id)
