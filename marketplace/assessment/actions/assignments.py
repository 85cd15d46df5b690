"""Who scores what: the buyer says it before scoring begins, and gives a reason after that."""

from collections.abc import Hashable, Mapping

from sqlalchemy import select

from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.models.evaluations import Assignment, Evaluator
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.assessment.queries.evaluators import is_scored_already
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.tendering.models.tenders import Tender
from procurement.assessment import panel as rules
from procurement.ground.refusal import Refusal, refuse_if_any


@action("assignment.decide")
def decide_assignment(
    act: Act, tender: Tender, *, whose: Mapping[Hashable, frozenset[Hashable]], reason: str
) -> None:
    """Decide who scores each question and clause, by its id the persons.

    What everybody on the panel scores is kept as such: whoever joins the panel scores it too.
    Scores of whom it is taken from stay on record and no longer count.
    """
    _wait_for_scores(tender)
    before_ranking(tender.id)
    assessment = assessment_of(tender)
    rules.before_assigning(is_any_agreed=assessment.has_agreed_any)
    if not assessment.evaluators:
        raise Refusal("Choose the evaluators first, then say who scores what.")
    before = assessment.panel.assigned
    refuse_if_any(rules.assignment_faults(assessment.panel, whose))
    is_scored = is_scored_already(tender.id)
    rules.before_changing_panel(is_any_scored=is_scored, reason=reason)
    members = frozenset(row.person_id for row in assessment.evaluators)
    chosen = rules.chosen_from(members, {id: whose[id] for id in before})
    row = act.add(
        Assignment(
            tender_id=tender.id,
            whose={str(id): sorted(map(str, people)) for id, people in chosen.items()},
            reason=reason.strip() if is_scored else "",
            decided_by=act.person_id,
            decided_at=act.now,
        )
    )
    act.note(
        assignment=row.id,
        **{
            name.replace(" ", "_"): row.whose.get(str(id), "everybody on the panel")
            for id, name in assessment.called.items()
        },
    )
    if tender.opened_at is not None:
        _tell(act, assessment, before, whose)


def _wait_for_scores(tender: Tender) -> None:
    """Scores in hand are kept before this, and those that come wait for it."""
    places = select(Evaluator.id).where(Evaluator.tender_id == tender.id)
    db.session.execute(places.order_by(Evaluator.id).with_for_update())


def _tell(
    act: Act,
    assessment: Assessment,
    before: Mapping[Hashable, frozenset[Hashable]],
    whose: Mapping[Hashable, frozenset[Hashable]],
) -> None:
    """Each whose part is another now reads of it."""
    tender = assessment.tender
    for row in assessment.evaluators:
        if any((row.person_id in before[id]) != (row.person_id in whose[id]) for id in before):
            act.notify(row.person_id, "scores_assigned", tender_id=tender.id, title=tender.title)
