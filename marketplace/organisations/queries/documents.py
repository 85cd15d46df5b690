"""Which documents of a thing may this person read?"""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on

from marketplace.engine import db
from marketplace.engine.access import Actor
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    documents_visible_to,
)


def documents_of(actor: Actor, subject: str, subject_id: UUID) -> list[DocumentVersion]:
    """The newest version of each document of a thing that this person may read, in one query."""
    visible = documents_visible_to(actor).where(
        Document.subject == subject, Document.subject_id == subject_id
    )
    return list(
        db.session.scalars(
            select(DocumentVersion)
            .where(DocumentVersion.document_id.in_(visible.with_only_columns(Document.id)))
            .ext(distinct_on(DocumentVersion.document_id))
            .order_by(DocumentVersion.document_id, DocumentVersion.number.desc())
        )
    )
