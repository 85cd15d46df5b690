"""The scores of one bid: each evaluator's own, and what the panel agreed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from marketplace.assessment.actions.evaluators import still_evaluates
from marketplace.assessment.actions.impartiality import require_impartial, require_reasons
from marketplace.assessment.actions.rankings import before_ranking
from marketplace.assessment.models.evaluations import AgreedScore, Evaluator, Reopening, Score
from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment, assessment_of
from marketplace.bidding.models.bids import Bid
from marketplace.engine import db, trail
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.engine.plain import plain
from marketplace.tendering.models.tenders import Tender
from procurement.assessment import moderation, panel
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class GivenScore:
    """One evaluator's score for one question or clause of a bid, and the reason for it."""

    score: int
    reason: str


@dataclass(frozen=True, slots=True)
class PanelScore:
    """The panel's score, the reason that the supplier reads, and the note of the discussion."""

    score: int
    reason: str
    discussion: str


@action("bid.score")
def score_bid(
    act: Act, evaluator: Evaluator, *, bid_id: UUID, scores: Mapping[UUID, GivenScore]
) -> None:
    """Give one's own scores with a reason each, by the id of the question or clause.

    What was scored before is replaced, until the panel has agreed on that criterion.
    """
    tender = still_evaluates(act, evaluator)
    _one_at_a_time(bid_id)
    assessment = assessment_of(tender)
    require_impartial(act, assessment, bid_id)
    assessment.bid(bid_id)
    _require_own(assessment, evaluator.person_id, bid_id, scores)
    for criterion_id in scores:
        moderation.before_changing(is_agreed=(bid_id, criterion_id) in assessment.agreed)
    before_ranking(tender.id)
    refuse_if_any(_score_faults(assessment, bid_id, scores))
    for criterion in assessment.criteria:
        if criterion.id not in scores:
            continue
        given = scores[criterion.id]
        row = assessment.scores.get((bid_id, criterion.id), {}).get(evaluator.person_id) or Score(
            bid_id=bid_id, person_id=evaluator.person_id, **_key(assessment, criterion.id)
        )
        row.score, row.reason, row.scored_at = given.score, given.reason, act.now
        db.session.add(row)
    act.note(bid_id=bid_id, scores={key: given.score for key, given in scores.items()})


@action("scores.agree")
def agree_scores(
    act: Act,
    tender: Tender,
    *,
    bid_id: UUID,
    scores: Mapping[UUID, PanelScore],
    present: frozenset[UUID],
) -> None:
    """Record the panel's agreed score, reason and discussion for one bid, after all scored alone.

    ``present`` are those of the panel who met.
    """
    _one_at_a_time(bid_id)
    assessment = assessment_of(tender)
    require_impartial(act, assessment, bid_id)
    assessment.bid(bid_id)
    moderation.before_changing(is_agreed=assessment.is_agreed(bid_id))
    before_ranking(tender.id)
    refuse_if_any(_agreement_faults(assessment, bid_id, scores, present))
    for criterion_id, given in scores.items():
        kept = assessment.agreed | assessment.void
        row = kept.get((bid_id, criterion_id)) or AgreedScore(
            bid_id=bid_id, **_key(assessment, criterion_id)
        )
        row.score, row.reason, row.discussion = given.score, given.reason, given.discussion
        row.present = sorted(map(str, present))
        row.agreed_by, row.agreed_at, row.reopened_at = act.person_id, act.now, None
        db.session.add(row)
    given_scores = {key: given.score for key, given in scores.items()}
    act.note(bid_id=bid_id, present=sorted(present), scores=given_scores)


@action("scores.reopen")
def reopen_scores(act: Act, tender: Tender, *, bid_id: UUID, reason: str) -> None:
    """Open an agreed bid again: its agreement and every approval are void, and kept on record."""
    assessment = assessment_of(tender)
    require_impartial(act, assessment, bid_id)
    assessment.bid(bid_id)
    moderation.before_reopening(is_agreed=assessment.has_agreed(bid_id), reason=reason)
    before_ranking(tender.id)
    record = _record_of(assessment, bid_id)
    for criterion in assessment.criteria:
        if (bid_id, criterion.id) in assessment.agreed:
            assessment.agreed[bid_id, criterion.id].reopened_at = act.now
    for evaluator in assessment.evaluators:
        evaluator.approved_at = None
        act.notify(evaluator.person_id, "scores_reopened", tender_id=tender.id, title=tender.title)
    row = act.add(
        Reopening(
            bid_id=bid_id,
            reason=reason,
            record=record,
            reopened_by=act.person_id,
            reopened_at=act.now,
        )
    )
    act.note(reopening=row.id, bid_id=bid_id)


def _require_own(
    assessment: Assessment, person_id: UUID, bid_id: UUID, criterion_ids: Iterable[UUID]
) -> None:
    """Refuses scores while something asked is nobody's, and of what is somebody else's to score."""
    names = assessment.called
    panel.before_scoring(assessment.panel, names)
    require_reasons(assessment, bid_id)
    for criterion_id in criterion_ids:
        name = names[criterion_id].capitalize() if criterion_id in names else "This"
        panel.before_scoring_own(assessment.panel, person_id, bid_id, criterion_id, name)


def _one_at_a_time(bid_id: UUID) -> None:
    """Scores of a bid wait for its agreement, and the other way round, before either is read."""
    db.session.get(Bid, bid_id, with_for_update={"key_share": True})


def _record_of(assessment: Assessment, bid_id: UUID) -> dict[str, Any]:
    """What stands about one bid: scores alone, agreement, approvals."""
    alone = [
        score
        for criterion in assessment.criteria
        for score in assessment.scores_of(bid_id, criterion.id)
    ]
    agreed = [row for (bid, _), row in assessment.agreed.items() if bid == bid_id]
    approved = {evaluator.person_id: evaluator.approved_at for evaluator in assessment.evaluators}
    kept: dict[str, Any] = plain(
        {
            "alone": [trail.snapshot(row) for row in alone],
            "agreed": [trail.snapshot(row) for row in agreed],
            "approved": approved,
        }
    )
    return kept


def _score_faults(
    assessment: Assessment, bid_id: UUID, scores: Mapping[UUID, GivenScore]
) -> list[Refusal]:
    facts, others = AssessmentFacts(assessment), _others(assessment, bid_id)
    return [
        Refusal(str(fault), field=f"{fault.field}_{criterion_id}")
        for criterion_id, given in scores.items()
        for fault in moderation.score_faults(
            given.score, facts.highest(bid_id, criterion_id), given.reason, others
        )
    ]


def _agreement_faults(
    assessment: Assessment,
    bid_id: UUID,
    scores: Mapping[UUID, PanelScore],
    present: frozenset[UUID],
) -> list[Refusal]:
    """All of the rule's faults but the approvals, which follow when the record is whole."""
    facts, faults = AssessmentFacts(assessment), list[Refusal]()
    require_reasons(assessment, bid_id)
    refuse_if_any(facts.panel_faults(bid_id, scores))
    scoring = frozenset(row.person_id for row in assessment.panel_for(bid_id))
    faults += moderation.attendance_faults(scoring, present)
    for criterion_id, given in scores.items():
        scorers = facts.panel(bid_id, criterion_id)
        agreed = moderation.AgreedScore(given.score, given.reason, given.discussion, scorers)
        individual = facts.individual(bid_id, criterion_id)
        faults += [
            Refusal(str(fault), field=f"{fault.field}_{criterion_id}")
            for fault in moderation.agreement_faults(
                scorers,
                individual,
                agreed,
                facts.highest(bid_id, criterion_id),
                _others(assessment, bid_id),
            )
        ]
    return faults


def _others(assessment: Assessment, bid_id: UUID) -> list[str]:
    own = {party.name for party in assessment.parties[bid_id]}
    return sorted({party.name for all in assessment.parties.values() for party in all} - own)


def _key(assessment: Assessment, criterion_id: UUID) -> dict[str, UUID]:
    if criterion_id in {question.id for question in assessment.questions}:
        return {"question_id": criterion_id}
    if criterion_id in {clause.id for clause in assessment.clauses}:
        return {"clause_id": criterion_id}
    raise NotThere("Criterion")
