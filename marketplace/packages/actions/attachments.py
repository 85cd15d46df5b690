"""What a poster puts to a package after it was posted: one more plan, a later version of one."""

from uuid import UUID

from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload, attach
from marketplace.organisations.models.documents import DocumentVersion, Visibility
from marketplace.packages.actions.package_changes import next_version
from marketplace.packages.models.packages import Package
from marketplace.packages.queries.package_documents import SUBJECT
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
        f"Document “{kind.strip()}”", "", f"{version.file_name}, version {version.number}"
    )
    next_version(act, package, [added], note, package.closes_at)
    return version
