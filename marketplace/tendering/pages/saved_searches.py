"""The searches that a person keeps, and whether their finds come by e-mail."""

from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import RadioField

from marketplace.engine.act import NotThere
from marketplace.tendering.actions import saved_searches
from marketplace.tendering.models.saved_searches import Among, SavedSearch
from marketplace.tendering.pages.work_search import NoticeSearch, TenderSearch, in_words
from marketplace.tendering.queries.saved_searches import (
    saved_search_by_id,
    saved_searches_of,
    suggested_to,
)
from marketplace.tendering.queries.tender_lists import buyers, places
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, get_or_404, own_id, page, said, say, signed_in

pages = Blueprint("saved_searches", __name__)

_DAILY, _NONE = "daily", "none"


class KeepForm(PageForm):
    name = TextField("Name of the search", [Needed("Give the search a name.")])
    letters = RadioField(
        "E-mail",
        [Needed("Choose whether we write to you.")],
        choices=[
            (_DAILY, "Once a day, when something is new or changed"),
            (_NONE, "None: I look myself"),
        ],
    )

    @property
    def is_daily(self) -> bool:
        return bool(self.letters.data == _DAILY)


class ChangeForm(KeepForm, DraftForm):
    """The same for one that is kept, with the revision that its author saw."""


@pages.get("/searches")
@signed_in
def index() -> ResponseReturnValue:
    kept = saved_searches_of(actor())
    named = places(), buyers()
    return page(
        "tendering/saved_searches/index.html",
        kept=[row for row in kept if row.deleted_at is None],
        deleted=[row for row in kept if row.deleted_at is not None],
        words={row.id: in_words(row.among, row.query, *named) for row in kept},
        suggested=[
            (one, in_words(Among.TENDERS, one.query, *named)) for one in suggested_to(actor())
        ],
    )


@pages.get("/searches/<uuid:search_id>")
@signed_in
def show(search_id: UUID) -> ResponseReturnValue:
    """What it finds now."""
    search = get_or_404(saved_search_by_id(actor(), search_id))
    return redirect(url_for(f"{search.among}.index", **search.query))


@pages.route("/searches/add", methods=["GET", "POST"])
@signed_in
def add() -> ResponseReturnValue:
    """Keep what the address asks for."""
    among = Among.NOTICES if said("among") == Among.NOTICES else Among.TENDERS
    query = _asked(among)
    form = KeepForm(name=said("called"))
    if form.accepts(
        lambda: saved_searches.add_saved_search(
            actor(),
            own_id(),
            among=among,
            name=form.name.data or "",
            query=query,
            is_daily=form.is_daily,
        )
    ):
        say(f"The search “{form.result.name}” is kept.")
        return redirect(url_for("saved_searches.index"))
    words = in_words(among, query, places(), buyers())
    return page("tendering/saved_searches/edit.html", form=form, words=words, search=None)


@pages.route("/searches/<uuid:search_id>/change", methods=["GET", "POST"])
@signed_in
def change(search_id: UUID) -> ResponseReturnValue:
    search = get_or_404(saved_search_by_id(actor(), search_id), "saved_search.change")
    kept = {
        "revision": search.revision,
        "name": search.name,
        "letters": _DAILY if search.is_daily else _NONE,
    }
    form = ChangeForm(data=kept)
    if form.accepts(
        lambda: saved_searches.change_saved_search(
            actor(), search_id, name=form.name.data or "", is_daily=form.is_daily
        )
    ):
        say("The search is saved.")
        return redirect(url_for("saved_searches.index"))
    form.catch_up()
    words = in_words(search.among, search.query, places(), buyers())
    return page("tendering/saved_searches/edit.html", form=form, words=words, search=search)


@pages.post("/searches/<uuid:search_id>/delete")
@signed_in
def delete(search_id: UUID) -> ResponseReturnValue:
    search: SavedSearch = get_or_404(saved_search_by_id(actor(), search_id), "saved_search.delete")
    saved_searches.delete_saved_search(actor(), search_id)
    say(f"The search “{search.name}” is deleted. You can bring it back below for 30 days.")
    return redirect(url_for("saved_searches.index"))


@pages.post("/searches/<uuid:search_id>/restore")
@signed_in
def restore(search_id: UUID) -> ResponseReturnValue:
    search: SavedSearch = get_or_404(saved_search_by_id(actor(), search_id), "saved_search.restore")
    saved_searches.restore_saved_search(actor(), search_id)
    say(f"The search “{search.name}” is back.")
    return redirect(url_for("saved_searches.index"))


@pages.route("/searches/stop/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """The page of the link in an e-mail, for whoever has it: nobody need sign in."""
    person_id = saved_searches.told_person(token)
    if person_id is None:
        raise NotThere(request.path)
    form = PageForm()
    if form.accepts(lambda: saved_searches.stop_search_letters(actor(), person_id, token=token)):
        say("You get no more e-mails about your searches. The searches themselves are kept.")
        return redirect(url_for("tenders.index"))
    return page("tendering/saved_searches/stop.html", form=form)


def _asked(among: Among) -> dict[str, str]:
    """What the address asks for, and nothing that such a search does not know."""
    form = (TenderSearch if among is Among.TENDERS else NoticeSearch)()
    return {name: text for name, text in form.query.items() if name != "shelf"}
