"""Documents: an organisation's own, and the way any document is downloaded."""

from logging import getLogger
from subprocess import TimeoutExpired
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, RadioField

from marketplace.engine.act import NotThere
from marketplace.gateways import files, virus_scan
from marketplace.organisations.actions import documents
from marketplace.organisations.models.documents import (
    DocumentVersion,
    ScanState,
    Visibility,
)
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.documents import (
    document_seen_by,
    documents_of,
    organisation_read_by,
    version_of,
)
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import (
    actor,
    attached_file,
    get_or_404,
    page,
    said,
    say,
    signed_in,
    stop_reading,
)
from procurement.ground.refusal import Refusal

pages = Blueprint("documents", __name__)
_log = getLogger(__name__)


class DocumentForm(PageForm):
    kind = TextField("What it is", [Needed("Say what the document is.")])
    visibility = RadioField(
        "Who may read it",
        choices=[
            (Visibility.SHARED.value, "We and the broker"),
            (Visibility.PUBLIC.value, "Everybody"),
        ],
    )
    file = FileField("File")


@pages.route("/organisations/<uuid:organisation_id>/documents", methods=["GET", "POST"])
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    """What an organisation keeps about itself: its own people add, the broker reads."""
    organisation = get_or_404(organisation_read_by(actor(), organisation_id))
    form = DocumentForm(kind=said("kind"))
    if form.accepts(lambda: _add(organisation, form)):
        say("The document is kept. It can be opened once it was checked, in a few seconds.")
        return redirect(url_for("documents.index", organisation_id=organisation.id))
    kept = documents_of(actor(), "organisation", organisation.id)
    return page(
        "organisations/documents/index.html",
        organisation=organisation,
        form=form,
        versions=kept.versions,
        documents=kept.documents,
    )


@pages.get("/documents/<uuid:document_id>")
def newest(document_id: UUID) -> ResponseReturnValue:
    """The newest version of a document."""
    return _sent(document_id, None)


@pages.get("/documents/<uuid:document_id>/versions/<int:number>")
def version(document_id: UUID, number: int) -> ResponseReturnValue:
    """One version of a document."""
    return _sent(document_id, number)


def received(field: FileField) -> documents.Upload:
    """The uploaded file. Refuses where none was chosen."""
    chosen = field.data
    if not chosen or isinstance(chosen, str) or not chosen.filename:
        raise Refusal("Choose a file.", field=field.name)
    return documents.Upload(chosen.filename, chosen.mimetype, chosen.read())


def unsafe(file: documents.Upload, field: str) -> list[Refusal]:
    """Why a file is not taken at once: the scanner, which is asked outside of any transaction, has
    found something, or does not answer."""
    stop_reading()
    try:
        if virus_scan.is_clean(file.content):
            return []
        said = f"“{file.name}” is not safe: the virus scanner found something in it. Send another."
    except (RuntimeError, TimeoutExpired):
        _log.exception("The virus scanner does not answer.")
        said = (
            f"“{file.name}” cannot be checked for viruses just now, so it is not taken. Try again "
            "in a few minutes."
        )
    return [Refusal(said, field=field)]


def received_if_any(field: FileField) -> documents.Upload | None:
    """The uploaded file, or None where none was chosen."""
    chosen = request.files.get(field.name)
    return received(field) if chosen is not None and chosen.filename else None


def _add(organisation: Organisation, form: DocumentForm) -> DocumentVersion:
    return documents.add_document(
        actor(),
        organisation.id,
        kind=form.kind.data,
        visibility=Visibility(form.visibility.data),
        file=received(form.file),
    )


def _sent(document_id: UUID, number: int | None) -> ResponseReturnValue:
    """The bytes as a download; 404 for who may not read them, a sentence while they are checked."""
    document = get_or_404(document_seen_by(actor(), document_id))
    row = get_or_404(version_of(document.id, number))
    if row.scan is ScanState.QUARANTINED:
        raise Refusal("This file is still being checked for viruses. Try again in a minute.")
    if row.scan is ScanState.INFECTED:
        raise Refusal("This file is not safe, so nobody can open it. Ask for it to be sent again.")
    content = files.read(row.sha256)
    if content is None:
        raise NotThere("bytes")
    return attached_file(content, row.file_name, row.media_type)
