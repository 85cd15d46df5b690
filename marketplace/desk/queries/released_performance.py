"""What of a contract's performance, and of its end, is open data? What a notice has told of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.performance import (
    Indicator,
    IndicatorException,
    IndicatorRating,
    PerformanceAssessment,
)
from marketplace.contracts.queries.performance import Assessed
from marketplace.engine.db import session
from marketplace.engine.grouped import rows_by
from marketplace.tendering.models.official_notices import OfficialNotice
from procurement.contracts.contract_end import EndState
from procurement.open_data.release_facts import (
    ReleasedEnd,
    ReleasedFailure,
    ReleasedIndicator,
    ReleasedRating,
)


@dataclass(frozen=True, slots=True)
class PerformanceGround:
    """What notices have told of each contract, each read once."""

    indicators: Mapping[UUID, list[Indicator]]
    why_none: Mapping[UUID, str]
    ratings: Mapping[UUID, list[ReleasedRating]]
    """By indicator."""
    breaches: Mapping[UUID, list[ContractBreach]]
    ends: Mapping[UUID, ContractEnd]

    def indicators_of(self, contract_id: UUID) -> tuple[ReleasedIndicator, ...]:
        return tuple(
            released_indicator(row, self.ratings.get(row.id, ()))
            for row in self.indicators.get(contract_id, [])
        )

    def failures_of(self, contract_id: UUID) -> tuple[ReleasedFailure, ...]:
        return tuple(released_failure(row) for row in self.breaches.get(contract_id, []))

    def end_of(self, contract_id: UUID) -> ReleasedEnd | None:
        end = self.ends.get(contract_id)
        return released_end(end) if end else None


def performance_gathered(contract_ids: Select[UUID]) -> PerformanceGround:
    """In a fixed number of queries: indicators with the contract details notice (UK7), ratings and
    breaches with their contract performance notice (UK9), ends with the termination notice (UK11)."""
    detailed = _told_by("UK7").where(OfficialNotice.contract_id.in_(contract_ids))
    ended = _told_by("UK11").where(OfficialNotice.contract_id.in_(contract_ids))
    reasons = select(IndicatorException).where(IndicatorException.contract_id.in_(detailed))
    ends = select(ContractEnd).where(
        ContractEnd.contract_id.in_(ended), ContractEnd.state == EndState.DONE
    )
    return PerformanceGround(
        indicators=rows_by(
            "contract_id",
            select(Indicator)
            .where(Indicator.contract_id.in_(detailed), Indicator.removed_at.is_(None))
            .order_by(Indicator.number),
        ),
        why_none={row.contract_id: row.reason for row in session.scalars(reasons)},
        ratings=_published_ratings(contract_ids),
        breaches=rows_by(
            "contract_id",
            select(ContractBreach)
            .where(
                ContractBreach.contract_id.in_(contract_ids), ContractBreach.notice_id.is_not(None)
            )
            .order_by(ContractBreach.number),
        ),
        ends={row.contract_id: row for row in session.scalars(ends)},
    )


def released_indicator(row: Indicator, ratings: Iterable[ReleasedRating] = ()) -> ReleasedIndicator:
    return ReleasedIndicator(str(row.id), row.title, row.target, row.measured, tuple(ratings))


def ratings_by_indicator(assessed: Iterable[Assessed]) -> dict[UUID, list[ReleasedRating]]:
    """The ratings of assessments, in their order, each with its period."""
    found: dict[UUID, list[ReleasedRating]] = {}
    for one in assessed:
        for indicator, rating in one.ratings:
            found.setdefault(indicator.id, []).append(_rating(one.row, rating))
    return found


def released_failure(row: ContractBreach) -> ReleasedFailure:
    return ReleasedFailure(str(row.id), row.said, row.consequence, row.answer)


def released_end(row: ContractEnd) -> ReleasedEnd:
    return ReleasedEnd(row.last_day, row.ground, row.reasons)


def _rating(assessment: PerformanceAssessment, row: IndicatorRating) -> ReleasedRating:
    """The supplier answers the assessment as a whole: its words go with each rating."""
    answer = f"The supplier says: {assessment.comment}" if assessment.comment else ""
    return ReleasedRating(
        str(row.id),
        assessment.begins_on,
        assessment.ends_on,
        row.rating,
        " ".join(filter(None, (row.reason, answer))),
    )


def _published_ratings(contract_ids: Select[UUID]) -> dict[UUID, list[ReleasedRating]]:
    rows = session.execute(
        select(PerformanceAssessment, IndicatorRating)
        .join(IndicatorRating, IndicatorRating.assessment_id == PerformanceAssessment.id)
        .where(
            PerformanceAssessment.contract_id.in_(contract_ids),
            PerformanceAssessment.notice_id.is_not(None),
        )
        .order_by(PerformanceAssessment.ends_on, IndicatorRating.id)
    )
    found: dict[UUID, list[ReleasedRating]] = {}
    for assessment, rating in rows:
        found.setdefault(rating.indicator_id, []).append(_rating(assessment, rating))
    return found


def _told_by(code: str) -> Select[UUID | None]:
    return select(OfficialNotice.contract_id).where(OfficialNotice.code == code)
