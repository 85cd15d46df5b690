"""How does a buyer put documents to a tender, replace them, and take them out of a draft?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, RadioField, SelectField, TextAreaField

from marketplace.organisations.models.documents import DocumentVersion
from marketplace.organisations.pages.documents import received
from marketplace.tendering.actions import tender_documents
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.tender_documents import documents_of_tender
from marketplace.tendering.queries.tenders import tender_seen_by
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, id_in, page, say, signed_in
from procurement.tendering.tender import TenderState

pages = Blueprint("tender_documents", __name__)


class AttachForm(PageForm):
    replaces = SelectField("New, or in place of another?", validate_choice=False)
    kind = TextField("What it is", [Needed("Say what the document is.")])
    file = FileField("File")


class AttachLaterForm(AttachForm):
    """After publication a document is a change of the tender: said why, and judged as one."""

    is_substantial = RadioField(
        "Might a supplier bid differently, or bid at all, because of this document?",
        choices=[("yes", "Yes: it is substantial"), ("no", "No: it only makes things clearer")],
    )
    why = TextAreaField(
        "Why is it added or replaced?", [Needed("Give the reason: it is published.")]
    )


@pages.route("/tenders/<uuid:tender_id>/documents", methods=["GET", "POST"])
@signed_in
def index(tender_id: UUID) -> ResponseReturnValue:
    tender = _tender(tender_id)
    documents = documents_of_tender(tender_id)
    is_draft = tender.state is TenderState.DRAFT
    form = AttachForm() if is_draft else AttachLaterForm()
    form.replaces.choices = [
        ("", "A new document"),
        *((str(document.id), f"In place of “{document.kind}”") for document in documents),
    ]
    if form.accepts(lambda: _attach(tender_id, form)):
        say(
            "The document is kept. It can be opened once it was checked, in a few seconds."
            if is_draft
            else "The document is published. Everyone who has begun a bid or asked is told by e-mail."
        )
        return redirect(url_for("tender_documents.index", tender_id=tender_id))
    return page(
        "tendering/tender_documents/documents.html", tender=tender, documents=documents, form=form
    )


@pages.post("/tenders/<uuid:tender_id>/documents/<uuid:document_id>/remove")
@signed_in
def remove(tender_id: UUID, document_id: UUID) -> ResponseReturnValue:
    _tender(tender_id)
    tender_documents.remove_document(actor(), tender_id, document_id=document_id)
    say("The document is taken out of the draft.")
    return redirect(url_for("tender_documents.index", tender_id=tender_id))


def _attach(tender_id: UUID, form: AttachForm) -> DocumentVersion:
    is_later = isinstance(form, AttachLaterForm)
    return tender_documents.attach_document(
        actor(),
        tender_id,
        kind=form.kind.data,
        file=received(form.file),
        document_id=id_in(form.replaces.data or ""),
        why=form.why.data if is_later else "",
        is_substantial=is_later and form.is_substantial.data == "yes",
    )


def _tender(tender_id: UUID) -> Tender:
    return get_or_404(tender_seen_by(actor(), tender_id), "document.attach")
