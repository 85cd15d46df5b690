"""How does a poster put a document to a package, or a later version of one?"""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import FileField, SelectField

from marketplace.organisations.pages.documents import received
from marketplace.packages.actions import attachments
from marketplace.packages.actions.package_terms import TERMS
from marketplace.packages.queries.package_documents import clauses_of, documents_of_package
from marketplace.packages.queries.packages import package_seen_by
from marketplace.packages.queries.posters import managed_here
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, id_in, page, say, signed_in
from procurement.tendering.paperwork import Paperwork

pages = Blueprint("attachments", __name__)


class AttachmentForm(PageForm):
    replaces = SelectField("New, or in place of another?", validate_choice=False)
    kind = TextField("What it is", [Needed("Say what the document is.")])
    file = FileField("File")


@pages.route("/packages/<uuid:package_id>/documents", methods=["GET", "POST"])
@signed_in
def add(package_id: UUID) -> ResponseReturnValue:
    package = get_or_404(package_seen_by(actor(), package_id), "attachment.add")
    documents = documents_of_package(package.id)
    form = AttachmentForm()
    form.replaces.choices = [
        ("", "A new document"),
        *(
            (str(row.id), f"In place of “{row.kind}”")
            for row, _ in documents
            if not row.kind.startswith(f"{TERMS}: ")
        ),
    ]
    if form.accepts(
        lambda: attachments.add_attachment(
            actor(),
            package.id,
            kind=form.kind.data,
            file=received(form.file),
            document_id=id_in(form.replaces.data or ""),
        )
    ):
        say("The document is kept. It can be opened once it was checked, in a few seconds.")
        return redirect(url_for("packages.show", package_id=package.id))
    promises = len(clauses_of(package.id))
    with_one_more = Paperwork(0, 0, len(documents) + 1, promises, package.sum_asked)
    return page(
        "packages/attachments/add.html",
        package=package,
        form=form,
        warnings=managed_here().much_warnings(with_one_more),
    )
