"""Why one person alone scores a question, a bid or everything."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, TextAreaField

from marketplace.assessment.actions.sole_scorers import explain_sole_scorer, field_of
from marketplace.assessment.pages.reading import assessed_tender
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.sole_scorers import reason_for, sole_in_words, soles_of
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("sole_scorers", __name__, url_prefix="/evaluations")


@pages.route("/<uuid:tender_id>/sole-scorers", methods=["GET", "POST"])
@signed_in
def explain(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    form = _form(assessment_of(tender))
    if form.accepts(
        lambda: explain_sole_scorer(
            actor(),
            tender.id,
            reasons={field.name: field.data or "" for field in form},
        )
    ):
        say("Why one person scores alone is kept.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page("assessment/sole_scorers/explain.html", tender=tender, form=form)


def _form(assessment: Assessment) -> PageForm:
    """One reason for each place where one person scores alone, as it was said last."""
    fields: dict[str, Field] = {}
    values: dict[str, object] = {}
    for sole in soles_of(assessment):
        row = reason_for(assessment, sole)
        fields[field_of(sole)] = TextAreaField(f"{sole_in_words(assessment, sole)} Why?")
        values[field_of(sole)] = row.reason if row else None
    form: PageForm = type("ExplainForm", (PageForm,), fields)(**values)
    return form
