"""Why one person alone scores something: said by the buyer, kept, and published with the award."""

from collections.abc import Mapping

from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.models.evaluations import SoleScorer
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.sole_scorers import reason_for, soles_of
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.sole_scorer import Sole, reason_faults
from procurement.ground.refusal import Refusal, refuse_if_any


@action("sole_scorer.explain")
def explain_sole_scorer(act: Act, tender: Tender, *, reasons: Mapping[str, str]) -> None:
    """Say why one person scores alone, each place by ``field_of``; what is said already may stand."""
    assessment = assessment_of(tender)
    soles = {field_of(sole): sole for sole in soles_of(assessment)}
    if not soles:
        raise Refusal("Nobody scores anything alone, so no reason is needed.")
    given = {field: reasons.get(field, "").strip() for field in soles}
    refuse_if_any(reason_faults(given, _names(assessment)))
    before_ranking(tender.id)
    for field, sole in soles.items():
        last = reason_for(assessment, sole)
        if last is None or last.reason != given[field]:
            row = act.add(_row(act, assessment, sole, given[field]))
            act.note(**{f"sole_scorer_{row.id}": row.reason})


def field_of(sole: Sole) -> str:
    """The field in which its reason is written."""
    return f"because_{sole.person}_{sole.criterion or 'all'}_{sole.bid or 'all'}"


def _row(act: Act, assessment: Assessment, sole: Sole, reason: str) -> SoleScorer:
    is_question = sole.criterion in {question.id for question in assessment.questions}
    return SoleScorer(
        tender_id=assessment.tender.id,
        person_id=sole.person,
        question_id=sole.criterion if is_question else None,
        clause_id=None if is_question else sole.criterion,
        bid_id=sole.bid,
        reason=reason,
        explained_by=act.person_id,
        explained_at=act.now,
    )


def _names(assessment: Assessment) -> list[str]:
    bidders = [party.name for parties in assessment.parties.values() for party in parties]
    return [*assessment.names.values(), *bidders, *assessment.groups.values()]
