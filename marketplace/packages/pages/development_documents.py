"""The documents of a development: read by everybody, or by its working group."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, RadioField

from marketplace.organisations.models.documents import Visibility
from marketplace.organisations.pages.documents import received
from marketplace.organisations.queries.documents import documents_of
from marketplace.packages.actions import development_documents
from marketplace.packages.models.groups import SUBJECT
from marketplace.packages.queries.developments import development_seen_by
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.kept_pages import kept
from marketplace.web.tools import actor, get_or_404, page, say, signed_in

pages = Blueprint("development_documents", __name__)


class DocumentForm(PageForm):
    kind = TextField("What it is", [Needed("Say what the document is.")])
    visibility = RadioField(
        "Who may read it",
        choices=[
            (Visibility.PUBLIC.value, "Everybody"),
            (Visibility.SHARED.value, "The working group"),
        ],
    )
    file = FileField("File")


@pages.get("/developments/<uuid:development_id>/documents")
@kept
def index(development_id: UUID) -> ResponseReturnValue:
    development = get_or_404(development_seen_by(actor(), development_id))
    return page(
        "packages/development_documents/index.html",
        development=development,
        documents=documents_of(actor(), SUBJECT, development.id),
    )


@pages.route("/developments/<uuid:development_id>/documents/new", methods=["GET", "POST"])
@signed_in
def add(development_id: UUID) -> ResponseReturnValue:
    wanted = development_seen_by(actor(), development_id)
    development = get_or_404(wanted, "development_document.add")
    form = DocumentForm()
    if form.accepts(
        lambda: development_documents.add_development_document(
            actor(),
            development.id,
            kind=form.kind.data,
            visibility=Visibility(form.visibility.data),
            file=received(form.file),
        )
    ):
        say("The document is kept. It can be opened once it was checked, in a few seconds.")
        return redirect(url_for("development_documents.index", development_id=development_id))
    return page("packages/development_documents/add.html", form=form, development=development)
