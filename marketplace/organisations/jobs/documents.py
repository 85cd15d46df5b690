"""Documents: each version is scanned once before anybody can read it."""

from uuid import UUID

from marketplace.engine import db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in
from marketplace.gateways import files, virus_scan
from marketplace.organisations.actions import documents
from marketplace.organisations.models.documents import DocumentVersion


@job_in(Lane.IMPORTS)
def scan_document(outbox_id: UUID, version_id: str) -> None:
    """Ask the scanner, outside of any transaction, and note its word."""
    sha256 = db.session.get_one(DocumentVersion, UUID(version_id)).sha256
    db.session.rollback()
    content = files.read(sha256)
    if content is None:
        raise RuntimeError(f"The bytes of {sha256} are missing or were changed.")
    is_clean = virus_scan.is_clean(content)
    with once_for(outbox_id):
        documents.clear_document(SYSTEM, UUID(version_id), is_clean=is_clean)
