"""What a poster puts to a package after it was posted: one more plan, a later version of one."""

from uuid import UUID

from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload, attach
from marketplace.organisations.models.documents import DocumentVersion, Visibility
from marketplace.packages.actions.package_changes import next_version
from marketplace.packages.actions.package_terms import TERMS
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.package_documents import SUBJECT, documents_of_package
from marketplace.packages.queries.packages import takes_offers
from procurement.ground.refusal import Refusal
from procurement.packages.package_change import Changed


@action("attachment.add")
def add_attachment(
    act: Act, package: Package, *, kind: str, file: Upload, document_id: UUID | None = None
) -> DocumentVersion:
    """Put a document to a package, or the next version of one; those it concerns are told."""
    if not kind.strip():
        raise Refusal("Say what the document is.", field="kind")
    if not takes_offers(package, act.now):
        raise Refusal("Documents are added while a package takes offers.")
    was = _replaced(package, document_id, kind) if document_id else ""
    version = attach(
        act,
        package.poster_id,
        SUBJECT,
        package.id,
        kind.strip(),
        Visibility.PUBLIC,
        file,
        document_id=document_id,
    )
    note = "A later version of a document." if document_id else "One more document."
    added = Changed(
        f"Document “{kind.strip()}”", was, f"{version.file_name}, version {version.number}"
    )
    next_version(act, package, [added], note, package.closes_at)
    return version


def _replaced(package: Package, document_id: UUID, kind: str) -> str:
    """What a later version takes the place of, in words. The terms name their document by its
    bytes, so no other takes its place; a plan stays the plan it was called."""
    known = {
        document.id: (document, newest) for document, newest in documents_of_package(package.id)
    }
    if document_id not in known:
        raise NotThere("Document")
    document, newest = known[document_id]
    if document.kind.startswith(f"{TERMS}: "):
        raise Refusal(
            "This document holds the terms, which name it: it stays. Change the terms in words, or "
            "add another document.",
            field="replaces",
        )
    if document.kind != kind.strip():
        raise Refusal(
            f"This takes the place of “{document.kind}”: give it that name, or add it as a new "
            "document.",
            field="kind",
        )
    return f"{newest.file_name}, version {newest.number}"
