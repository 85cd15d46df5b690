"""Which documents belong to a package: its terms, plans, a specification; and which promises?"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from marketplace.engine import clock
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    Visibility,
    are_own,
    readers,
)
from marketplace.packages.models.package_readers import package_ids_visible_to
from marketplace.packages.models.packages import PackageClause

SUBJECT = "package"


@readers(SUBJECT)
def _readers(actor: Actor) -> ColumnElement[bool]:
    """Whoever sees the package reads what belongs to it."""
    public = Document.visibility == Visibility.PUBLIC
    seen = [Document.subject_id.in_(ids) for ids in package_ids_visible_to(actor, clock.today())]
    return are_own(actor) | public & or_(*seen)


def documents_of_package(package_id: UUID) -> list[tuple[Document, DocumentVersion]]:
    """Each document in the order they were added, with its newest version; one query."""
    rows = session.execute(
        select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(Document.subject == SUBJECT, Document.subject_id == package_id)
        .order_by(Document.id, DocumentVersion.number)
    )
    newest = {document.id: (document, version) for document, version in rows}
    return list(newest.values())


def documents_signed(package_id: UUID) -> list[dict[str, Any]]:
    """The same, as the contract of the package names them: each by its SHA-256."""
    return [
        {
            "kind": document.kind,
            "file_name": version.file_name,
            "number": version.number,
            "sha256": version.sha256,
        }
        for document, version in documents_of_package(package_id)
    ]


def own_document(
    organisation_id: UUID, document_id: UUID
) -> tuple[Document, DocumentVersion] | None:
    """A document that an organisation keeps about itself, with its newest version."""
    row = session.execute(
        select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(
            Document.id == document_id,
            Document.subject == "organisation",
            Document.subject_id == organisation_id,
        )
        .order_by(DocumentVersion.number.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def clauses_of(package_id: UUID) -> Sequence[PackageClause]:
    """What it asks to be promised, in the order in which it was asked: one query."""
    return session.scalars(
        select(PackageClause)
        .where(PackageClause.package_id == package_id)
        .order_by(PackageClause.position)
    ).all()
