"""Who builds it? The owner of a development names the main contractor, an organisation here or not."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.organisations.queries.like_named import organisations_like
from marketplace.packages.actions import contractors
from marketplace.packages.queries.developments import details_of, development_seen_by
from marketplace.web.forms import PageForm, SearchForm, TextField
from marketplace.web.tools import actor, get_or_404, id_in, page, say, signed_in

pages = Blueprint("contractors", __name__)


class NameForm(SearchForm):
    name = TextField("Name of the main contractor")


class ChooseForm(PageForm):
    name = TextField("Name of the main contractor")


@pages.route("/developments/<uuid:development_id>/contractor", methods=["GET", "POST"])
@signed_in
def choose(development_id: UUID) -> ResponseReturnValue:
    """Organisations here whose names are like what is typed, and the way for one that is not."""
    development = get_or_404(development_seen_by(actor(), development_id), "contractor.choose")
    form = ChooseForm()
    if form.accepts(
        lambda: contractors.choose_contractor(
            actor(),
            development.id,
            contractor_id=id_in(request.form.get("contractor_id", "")),
            name=form.name.data or "",
        )
    ):
        say("The main contractor is named on the page.")
        return redirect(url_for("developments.show", development_id=development.id))
    looked = NameForm()
    typed = looked.name.data or form.name.data or ""
    return page(
        "packages/contractors/choose.html",
        development=development,
        details=details_of(development),
        form=form,
        looked=looked,
        typed=typed,
        like=organisations_like(typed),
    )
