"""The documents of a tender: put to a draft, taken out again, and changed in the open later."""

from uuid import UUID

from sqlalchemy import select

from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.organisations.actions.documents import Upload, attach
from marketplace.organisations.models.documents import Document, DocumentVersion, Visibility
from marketplace.tendering.actions.approvals import follow_draft
from marketplace.tendering.actions.tender_changes import begin_change, publish_change
from marketplace.tendering.actions.tenders import refuse_deleted
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_documents import SUBJECT
from procurement.ground.refusal import Refusal
from procurement.tendering.tender import TenderState


@action("document.attach")
def attach_document(
    act: Act,
    tender: Tender,
    *,
    kind: str,
    file: Upload,
    document_id: UUID | None = None,
    why: str = "",
    is_substantial: bool = False,
) -> DocumentVersion:
    """Put a document to a tender; with ``document_id`` as the next version of that one.

    To a draft it is added at once. A published tender is changed by it, as by
    ``tender.amend``: with a reason, as a new version, before the deadline.
    """
    refuse_deleted(tender)
    if not kind.strip():
        raise Refusal("Say what the document is.", field="kind")
    is_published = tender.state is not TenderState.DRAFT
    change = begin_change(act, tender, why, is_substantial=is_substantial) if is_published else None
    version = attach(
        act,
        tender.buyer_id,
        SUBJECT,
        tender.id,
        kind.strip(),
        Visibility.PUBLIC,
        file,
        document_id=document_id,
    )
    if change is not None:
        publish_change(act, tender, change, "is_substantial")
    else:
        follow_draft(tender, act.now)
    return version


@action("document.remove")
def remove_document(act: Act, tender: Tender, *, document_id: UUID) -> None:
    """Take a document out of a draft. What was published stays: it can only be replaced."""
    if tender.state is not TenderState.DRAFT:
        raise Refusal(
            "This tender is published, so its documents stay. You can replace one by a new version."
        )
    refuse_deleted(tender)
    document = db.session.scalars(
        select(Document).where(
            Document.id == document_id,
            Document.subject == SUBJECT,
            Document.subject_id == tender.id,
        )
    ).one_or_none()
    if document is None:
        raise NotThere("Document")
    document.visibility = Visibility.SEALED
    follow_draft(tender, act.now)
    act.note(document_id=document.id)
