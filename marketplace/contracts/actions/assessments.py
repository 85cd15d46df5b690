"""How a contract is performed: rated by its indicators, answered by the supplier, published."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from marketplace.contracts.actions.letters import tell_buyers, tell_deliverers
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import IndicatorRating, PerformanceAssessment
from marketplace.contracts.queries.contract_ends import ended_on
from marketplace.contracts.queries.performance import Assessed, performance_of
from marketplace.engine import db
from marketplace.engine.act import Act, NotThere
from marketplace.engine.action import action
from marketplace.tendering.models.official_notices import OfficialNotice
from procurement.contracts.indicator import (
    Rated,
    before_commenting,
    before_publishing,
    before_rating,
    check_assessment,
    check_ratings,
)
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class AssessedPeriod:
    """The period, and what is said of each indicator by its id."""

    begins_on: date
    ends_on: date
    rated: Mapping[UUID, Rated]


@action("performance.assess")
def assess_performance(
    act: Act, contract: Contract, *, said: AssessedPeriod
) -> PerformanceAssessment:
    """Rate every indicator for a period; the supplier is told, and may comment."""
    performance = performance_of(contract)
    indicators, signed_at = performance.indicators, contract.signed_at
    before_rating(is_signed=signed_at is not None, count=len(indicators), due_on=performance.due_on)
    assert signed_at is not None
    if {row.id for row in indicators} != set(said.rated):
        raise Refusal("Another indicator was set meanwhile. Rate each of them.")
    check_assessment(
        said.begins_on,
        said.ends_on,
        london_day(signed_at),
        act.today,
        performance.assessed_to,
        ended_on([contract.id]).get(contract.id),
    )
    check_ratings({f"ratings-{at}": said.rated[row.id] for at, row in enumerate(indicators)})
    row = act.add(
        PerformanceAssessment(
            contract_id=contract.id,
            begins_on=said.begins_on,
            ends_on=said.ends_on,
            is_final=said.ends_on >= performance.last_day,
            told_at=act.now,
            told_by=act.person_id,
        )
    )
    db.session.add_all(
        IndicatorRating(
            assessment_id=row.id,
            indicator_id=key,
            rating=one.rating,
            reason=one.reason.strip(),
        )
        for key, one in said.rated.items()
    )
    act.note(assessment=row.id)
    tell_deliverers(act, contract, "performance_assessed")
    return row


@action("performance.comment")
def comment_performance(act: Act, contract: Contract, *, assessment_id: UUID, comment: str) -> None:
    """Say for the supplier what it thinks of an assessment, or that it has nothing to add."""
    row = db.session.get(PerformanceAssessment, assessment_id)
    if row is None or row.contract_id != contract.id:
        raise NotThere("PerformanceAssessment")
    before_commenting(
        is_published=row.notice_id is not None, is_answered=row.commented_at is not None
    )
    row.comment, row.commented_at, row.commented_by = comment.strip(), act.now, act.person_id
    act.note(assessment=row.id)
    tell_buyers(act, contract, "performance_commented", has_comment=bool(row.comment))


def refuse_too_early(act: Act, contract: Contract) -> None:
    """Within an act that publishes: not while the supplier may still comment on what is told."""
    for one in _waiting(contract):
        if one.publish_from is not None:
            before_publishing(one.publish_from, act.today)


def publish_with(contract: Contract, notice: OfficialNotice) -> None:
    """Within an act: what was told is published by this notice."""
    for one in _waiting(contract):
        one.row.notice_id = notice.id


def _waiting(contract: Contract) -> Sequence[Assessed]:
    performance = performance_of(contract)
    waiting = [one for one in performance.assessments if one.row.notice_id is None]
    return waiting if performance.is_published else []
