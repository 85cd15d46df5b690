"""The form in which the scores of one bid are given: by one person alone, or by the panel."""

from collections.abc import Mapping
from uuid import UUID

from flask import request
from wtforms import Field, RadioField, SelectMultipleField, TextAreaField

from marketplace.assessment.actions.scores import GivenScore, PanelScore
from marketplace.assessment.models.evaluations import AgreedScore, Score
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment
from marketplace.web.forms import PageForm
from marketplace.web.tools import number_in
from procurement.ground.refusal import Refusal
from procurement.tendering.scoring_scale import score_in_words


def score_form(
    facts: AssessmentFacts,
    bid_id: UUID,
    kept: Mapping[UUID, Score | AgreedScore | None],
    *,
    with_discussion: bool = False,
) -> PageForm:
    """A form with a score, a reason and perhaps a discussion for each criterion in ``kept``: nobody
    meets, and nothing is discussed, where one person alone scores it.

    Where nothing is promised the score is 0, and its reason stands there already. Nobody scores
    alone what the panel has agreed.
    """
    fields: dict[str, Field] = {}
    values: dict[str, object] = {}
    words = facts.assessment.tender.scale_words
    for criterion in facts.assessment.criteria:
        if criterion.id not in kept:
            continue
        if not with_discussion and (bid_id, criterion.id) in facts.assessment.agreed:
            continue
        row, key = kept[criterion.id], criterion.id
        highest = facts.highest(bid_id, key)
        choices = [(str(number), score_in_words(number, words)) for number in range(highest + 1)]
        nothing = "" if highest else "Nothing is promised."
        fields[f"score_{key}"] = RadioField("Score", choices=choices, validate_choice=False)
        fields[f"reason_{key}"] = TextAreaField("Reason")
        values[f"score_{key}"] = str(row.score) if row else "0" if nothing else None
        values[f"reason_{key}"] = row.reason if row else nothing
        if with_discussion and len(facts.panel(bid_id, key)) > 1:
            fields[f"discussion_{key}"] = TextAreaField("What was discussed")
            values[f"discussion_{key}"] = (
                row.discussion if isinstance(row, AgreedScore) else nothing
            )
    if with_discussion and len(facts.assessment.panel_for(bid_id)) > 1:
        fields["present"] = SelectMultipleField(
            "Who of the panel took part in the meeting?",
            choices=[
                (
                    str(row.person_id),
                    facts.assessment.names.get(row.person_id, "A former colleague"),
                )
                for row in facts.assessment.panel_for(bid_id)
            ],
        )
    form: PageForm = type("ScoreForm", (PageForm,), fields)(**values)
    return form


def present_in(form: PageForm) -> frozenset[UUID]:
    """Who met; nobody where nobody is asked for."""
    return frozenset(map(UUID, form["present"].data or ())) if "present" in form else frozenset()


def scores_in(form: PageForm, assessment: Assessment) -> dict[UUID, GivenScore]:
    """The scores of one person."""
    typed = _typed(form, assessment, "reason")
    return {key: GivenScore(score, *words) for key, (score, words) in typed.items()}


def agreed_in(form: PageForm, assessment: Assessment) -> dict[UUID, PanelScore]:
    """The scores of the panel, each with its reason and what was discussed."""
    typed = _typed(form, assessment, "reason", "discussion")
    return {key: PanelScore(score, *words) for key, (score, words) in typed.items()}


def _typed(
    form: PageForm, assessment: Assessment, *parts: str
) -> dict[UUID, tuple[int, list[str]]]:
    """What was filled in, by criterion; a criterion left wholly empty is left for later."""
    filled: dict[UUID, tuple[int, list[str]]] = {}
    for criterion in assessment.criteria:
        if f"score_{criterion.id}" not in form:
            continue
        typed = form[f"score_{criterion.id}"].data
        names = [f"{part}_{criterion.id}" for part in parts]
        words = [(form[name].data or "").strip() if name in form else "" for name in names]
        if not typed and not any(words):
            continue
        if number_in(typed, -1) < 0:
            raise Refusal("Choose a score.", field=f"score_{criterion.id}")
        filled[criterion.id] = (number_in(typed), words)
    if not filled and request.method == "POST":
        raise Refusal("Score at least one question before you save.")
    return filled
