"""How does an organisation keep sets of clauses for its next tenders, and put one into a draft?"""

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import FieldList, FormField, RadioField

from marketplace.organisations.pages.organisations import managed_organisation
from marketplace.tendering.actions import clause_sets
from marketplace.tendering.models.banks import SetClause
from marketplace.tendering.models.tenders import Clause
from marketplace.tendering.pages.bank_questions import BankSearch
from marketplace.tendering.pages.draft_forms import ClauseRow
from marketplace.tendering.pages.draft_rows import filled, rows_filled
from marketplace.tendering.pages.draft_sections import CLAUSE
from marketplace.tendering.pages.drafts import draft_edited
from marketplace.tendering.queries.banks import clause_set_by_id, clauses_of, sets_kept
from marketplace.tendering.queries.tenders import parts_of
from marketplace.web.draft_form import DraftForm
from marketplace.web.forms import Needed, PageForm, TextField
from marketplace.web.tools import actor, beside, get_or_404, page, said, say, signed_in

pages = Blueprint("clause_sets", __name__)

_NEW_ROWS = 2
_DEFAULTS = {**CLAUSE, "minimum": None}


class ClauseSetForm(PageForm):
    name = TextField("Name of the set", [Needed("Give the set a name.")])
    clauses = FieldList(FormField(ClauseRow), "Clause")

    def terms(self) -> dict[str, Any]:
        """What was typed, still to be judged."""
        return {
            "name": self.name.data,
            "clauses": filled(self.clauses, _DEFAULTS),
        }

    def judged(self, name: str) -> list[FormField]:
        """Without the rows that are empty or to be left out."""
        return rows_filled(super().judged(name), _DEFAULTS)


class ChangeForm(ClauseSetForm, DraftForm):
    """The same for one that stands, with the revision that its author saw."""


class PutForm(DraftForm):
    set_id = RadioField("Set", [Needed("Choose a set.")])


@pages.get("/organisations/<uuid:organisation_id>/clause-sets")
@signed_in
def index(organisation_id: UUID) -> ResponseReturnValue:
    organisation = managed_organisation(organisation_id, "clause_set.add")
    is_retired = bool(said("retired"))
    listed = sets_kept(organisation.id, said("text"), beside(), retired=is_retired)
    return page(
        "tendering/clause_sets/index.html",
        organisation=organisation,
        form=BankSearch(),
        is_retired=is_retired,
        listed=listed,
        clauses=clauses_of([row for (row,) in listed.rows]),
    )


@pages.route("/organisations/<uuid:organisation_id>/clause-sets/new", methods=["GET", "POST"])
@signed_in
def add(organisation_id: UUID) -> ResponseReturnValue:
    """Afresh, or with the clauses of a draft that ``?from=`` names."""
    organisation = managed_organisation(organisation_id, "clause_set.add")
    source = request.args.get("from", type=UUID)
    rows = [_row(one) for one in parts_of(draft_edited(source).id).clauses] if source else []
    form = ClauseSetForm(clauses=rows + [{}] * _NEW_ROWS)
    if form.accepts(lambda: clause_sets.add_clause_set(actor(), organisation.id, **form.terms())):
        say("The set is kept for the next tenders.")
        return redirect(url_for("clause_sets.index", organisation_id=organisation.id))
    return page(
        "tendering/clause_sets/edit.html",
        form=form,
        organisation_id=organisation.id,
        clause_set=None,
    )


@pages.route("/clause-sets/<uuid:set_id>", methods=["GET", "POST"])
@signed_in
def change(set_id: UUID) -> ResponseReturnValue:
    clause_set = get_or_404(clause_set_by_id(actor(), set_id), "clause_set.change")
    rows = [_row(one) for one in clauses_of([clause_set]).get(clause_set.id, ())]
    form = ChangeForm(
        data={
            "revision": clause_set.revision,
            "name": clause_set.name,
            "clauses": rows + [{}] * _NEW_ROWS,
        }
    )
    if form.accepts(lambda: clause_sets.change_clause_set(actor(), clause_set.id, **form.terms())):
        say("The set is saved for the next tenders.")
        return redirect(url_for("clause_sets.index", organisation_id=clause_set.organisation_id))
    form.catch_up()
    return page(
        "tendering/clause_sets/edit.html",
        form=form,
        organisation_id=clause_set.organisation_id,
        clause_set=clause_set,
    )


@pages.post("/clause-sets/<uuid:set_id>/retire")
@signed_in
def retire(set_id: UUID) -> ResponseReturnValue:
    clause_set = get_or_404(clause_set_by_id(actor(), set_id), "clause_set.retire")
    clause_sets.retire_clause_set(actor(), clause_set.id)
    say("The set is retired. Tenders that hold its clauses keep them.")
    return redirect(url_for("clause_sets.index", organisation_id=clause_set.organisation_id))


@pages.route("/tenders/<uuid:tender_id>/draft/clause-sets", methods=["GET", "POST"])
@signed_in
def put(tender_id: UUID) -> ResponseReturnValue:
    """A whole set into a draft."""
    tender = draft_edited(tender_id)
    listed = sets_kept(tender.buyer_id, said("text"), beside())
    form = PutForm(data={"revision": tender.revision})
    form.set_id.choices = [(str(row.id), row.name) for (row,) in listed.rows]
    if form.accepts(
        lambda: clause_sets.put_clause_set(actor(), tender_id, set_id=UUID(form.set_id.data))
    ):
        say("The clauses are in the draft. Adapt each and give it its weight, then save.")
        return redirect(url_for("drafts.section", tender_id=tender_id, slug="clauses"))
    form.catch_up()
    return page(
        "tendering/clause_sets/put.html",
        tender=tender,
        form=form,
        search=BankSearch(),
        listed=listed,
        clauses=clauses_of([row for (row,) in listed.rows]),
    )


def _row(clause: Clause | SetClause) -> dict[str, object]:
    return {name: getattr(clause, name) for name in (*CLAUSE, "minimum")}
