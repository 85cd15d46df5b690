"""Who on the panel scores which question or clause."""

from uuid import UUID

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field, SelectMultipleField, TextAreaField

from marketplace.assessment.actions.assignments import decide_assignment
from marketplace.assessment.pages.reading import assessed_tender
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.evaluators import is_scored_already
from marketplace.web.forms import PageForm
from marketplace.web.tools import actor, page, say, signed_in

pages = Blueprint("assignments", __name__, url_prefix="/evaluations")


@pages.route("/<uuid:tender_id>/assignments", methods=["GET", "POST"])
@signed_in
def assign(tender_id: UUID) -> ResponseReturnValue:
    tender = assessed_tender(tender_id, for_buyer=True)
    assessment = assessment_of(tender)
    is_scored = is_scored_already(tender.id)
    form = _form(assessment)
    if form.accepts(
        lambda: decide_assignment(
            actor(),
            tender.id,
            whose={
                criterion.id: frozenset(map(UUID, form[f"whose_{criterion.id}"].data or ()))
                for criterion in assessment.criteria
            },
            reason=form["reason"].data or "",
        )
    ):
        say("Who scores what is kept.")
        return redirect(url_for("evaluations.show", tender_id=tender.id))
    return page(
        "assessment/assignments/assign.html",
        tender=tender,
        assessment=assessment,
        form=form,
        is_scored=is_scored,
    )


def _form(assessment: Assessment) -> PageForm:
    """For each question and clause those on the panel; ticked is who scores it now."""
    fields: dict[str, Field] = {"reason": TextAreaField("Why does this change?")}
    values: dict[str, object] = {}
    numbered = dict.fromkeys(assessment.questions, "Question")
    for criterion in assessment.criteria:
        noun = "Question" if criterion in numbered else "Clause"
        fields[f"whose_{criterion.id}"] = SelectMultipleField(
            f"{noun} {criterion.number}: {criterion.text}",
            choices=[
                (str(row.person_id), assessment.names.get(row.person_id, "A former colleague"))
                for row in assessment.evaluators
            ],
        )
        values[f"whose_{criterion.id}"] = [
            str(person_id) for person_id in assessment.panel.assigned[criterion.id]
        ]
    form: PageForm = type("AssignForm", (PageForm,), fields)(**values)
    return form
