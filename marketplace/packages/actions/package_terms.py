"""What stands beside the words of a package: the document of its terms, others, and its promises."""

from collections.abc import Sequence
from uuid import UUID

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.search import know
from marketplace.organisations.actions.documents import Upload, attach, copy_document
from marketplace.organisations.models.documents import (
    Document,
    DocumentVersion,
    ScanState,
    Visibility,
)
from marketplace.organisations.models.organisations import Organisation
from marketplace.packages.models.packages import Package, PackageClause
from marketplace.packages.queries.package_documents import SUBJECT, clauses_of, own_document
from procurement.ground.refusal import Refusal
from procurement.packages.clause import AskedClause
from procurement.packages.package import Audience

TERMS = "Terms"
"""What the document is called that holds a package’s terms."""


def terms_document(
    poster: Organisation, document_id: UUID | None
) -> tuple[Document, DocumentVersion] | None:
    """The poster’s own document that holds the terms, where one is chosen; refuses an unsafe one."""
    if document_id is None:
        return None
    chosen = own_document(poster.id, document_id)
    if chosen is None:
        raise NotThere("Document")
    if chosen[1].scan is not ScanState.CLEAN:
        raise Refusal(
            "This document is still being checked for viruses, or is not safe. Try again in a "
            "minute, or write the terms in words.",
            field="terms_document_id",
        )
    return chosen


def with_document(words: str, document: Document, version: DocumentVersion) -> str:
    """The terms as both sides sign them: which bytes hold them, and what was said beside."""
    named = f"The document “{document.kind}” ({version.file_name}, SHA-256 {version.sha256})."
    return f"{named}\n\n{words.strip()}".strip()


def keep_terms(act: Act, package: Package, document: Document, version: DocumentVersion) -> None:
    """The terms stay with the package as they are now, whatever becomes of the poster’s own document."""
    copy_document(act, document, version, SUBJECT, package.id, kind=f"{TERMS}: {document.kind}")


def know_words(package: Package) -> None:
    """What everybody reads of it is known to the search, where a word typed wrongly is compared."""
    if package.audience is Audience.EVERYONE:
        know([package.title, package.about])


def keep_with(act: Act, package: Package, kind: str, file: Upload) -> None:
    """One more document that belongs to the package."""
    attach(act, package.poster_id, SUBJECT, package.id, kind, Visibility.PUBLIC, file)


def ask_promises(package: Package, asked: Sequence[AskedClause]) -> None:
    """What whoever is chosen is to promise, in place of what was asked before."""
    for row in clauses_of(package.id):
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        PackageClause(
            package_id=package.id,
            position=position,
            text=clause.text.strip(),
            unit=clause.unit.strip(),
            quantity=clause.quantity,
            due_on=clause.due_on,
            proof=clause.proof.strip(),
        )
        for position, clause in enumerate(asked, 1)
    )
