"""How is a document kept? As versions of bytes, each quarantined until it was scanned."""

from dataclasses import dataclass
from pathlib import PurePath
from uuid import UUID

from sqlalchemy import func, select

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.gateways import files
from marketplace.gateways.file_kinds import checked_kind
from marketplace.organisations.models.documents import (
    SCAN,
    Document,
    DocumentVersion,
    ScanState,
    Visibility,
)
from marketplace.organisations.models.organisations import Organisation
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent: ``media_type`` is what the browser said of it."""

    name: str
    media_type: str
    content: bytes


def attach(
    act: Act,
    organisation_id: UUID,
    subject: str,
    subject_id: UUID,
    kind: str,
    visibility: Visibility,
    file: Upload,
    *,
    document_id: UUID | None = None,
) -> DocumentVersion:
    """Keep a document about a thing, within an action; with ``document_id`` its next version.

    The bytes are kept under their hash, so that a transaction that fails leaves
    nothing that anything names. The kept media type is what the content shows.
    Refuses a file that is empty, over 10 MB, or of a kind that is not allowed.
    """
    shown_name = PurePath(file.name.replace("\\", "/")).name[:200] or "document"
    media_kind = checked_kind(shown_name, file.content)
    document = _document(act, organisation_id, subject, subject_id, kind, visibility, document_id)
    last = db.session.scalar(
        select(func.max(DocumentVersion.number)).where(DocumentVersion.document_id == document.id)
    )
    version = act.add(
        DocumentVersion(
            document_id=document.id,
            number=(last or 0) + 1,
            file_name=shown_name,
            media_type=media_kind,
            size=len(file.content),
            sha256=files.store(file.content),
            stored_at=act.now,
            stored_by=act.person_id,
        )
    )
    act.note(
        document_id=document.id, version=version.number, sha256=version.sha256, said=file.media_type
    )
    act.enqueue("scan_document", version_id=version.id, once=f"scan:{version.id}")
    return version


def copy_document(
    act: Act,
    document: Document,
    version: DocumentVersion,
    subject: str,
    subject_id: UUID,
    *,
    kind: str = "",
) -> None:
    """Keep one version of a document about another thing as well, for everybody who reads of that;
    it stays as it is, whatever becomes of the one it was copied from."""
    copy = act.add(
        Document(
            organisation_id=document.organisation_id,
            subject=subject,
            subject_id=subject_id,
            kind=kind or document.kind,
            visibility=Visibility.PUBLIC,
        )
    )
    kept = act.add(
        DocumentVersion(
            document_id=copy.id,
            number=1,
            file_name=version.file_name,
            media_type=version.media_type,
            size=version.size,
            sha256=version.sha256,
            scan=version.scan,
            stored_at=act.now,
            stored_by=act.person_id,
        )
    )
    if kept.scan is ScanState.QUARANTINED:
        act.enqueue("scan_document", version_id=kept.id, once=f"scan:{kept.id}")


@action("document.add")
def add_document(
    act: Act,
    organisation: Organisation,
    *,
    kind: str,
    visibility: Visibility,
    file: Upload,
    document_id: UUID | None = None,
) -> DocumentVersion:
    """Keep a document of an organisation about itself: its governing document, a certificate."""
    if not kind.strip():
        raise Refusal("Say what the document is.", field="kind")
    return attach(
        act,
        organisation.id,
        "organisation",
        organisation.id,
        kind.strip(),
        visibility,
        file,
        document_id=document_id,
    )


@action("document.clear")
def clear_document(act: Act, version: DocumentVersion, *, is_clean: bool) -> None:
    """Note the scanner's word; an infected version is never handed out."""
    version.scan = SCAN.after(version.scan, "clear" if is_clean else "condemn")
    if not is_clean:
        act.notify(version.stored_by, "document_infected", file_name=version.file_name)


def _document(
    act: Act,
    organisation_id: UUID,
    subject: str,
    subject_id: UUID,
    kind: str,
    visibility: Visibility,
    document_id: UUID | None,
) -> Document:
    if document_id is None:
        return act.add(
            Document(
                organisation_id=organisation_id,
                subject=subject,
                subject_id=subject_id,
                kind=kind,
                visibility=visibility,
            )
        )
    known: Document | None = db.session.execute(
        select(Document)
        .where(
            Document.id == document_id,
            Document.organisation_id == organisation_id,
            Document.subject == subject,
            Document.subject_id == subject_id,
        )
        .with_for_update()
    ).scalar_one_or_none()
    if known is None:
        raise NotThere("Document")
    known.kind, known.visibility = kind, visibility
    return known
