"""By what is a contract judged, how was it rated, and what of that is owed by when?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.bidding.models.bids import BidPrice
from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.models.performance import (
    Indicator,
    IndicatorException,
    IndicatorRating,
    PerformanceAssessment,
)
from marketplace.contracts.queries.call_offs import award_behind
from marketplace.contracts.queries.contract_ends import last_day_of
from marketplace.engine.db import session
from procurement.contracts.indicator import (
    indicators_fault,
    may_publish_from,
    next_assessment,
)
from procurement.ground.calendar import london_day
from procurement.ground.exact import half_up
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.notices import indicators_owed
from procurement.tendering.regime import Regime


@dataclass(frozen=True, slots=True)
class Assessed:
    """One assessment with its ratings, in the order of the indicators."""

    row: PerformanceAssessment
    ratings: Sequence[tuple[Indicator, IndicatorRating]]
    publish_from: date | None
    """The first day on which it may be published; None where no notice is owed, or it is out."""


@dataclass(frozen=True, slots=True)
class Performance:
    """The indicators of a contract with their assessments, the newest first."""

    indicators: Sequence[Indicator]
    why_none: str
    owed: int
    """How many the law asks for at least."""
    fault: Refusal | None
    """Why the contract cannot be entered into yet."""
    assessments: Sequence[Assessed]
    last_day: date
    """The agreed last day, or an earlier one on which the contract has ended."""
    due_on: date | None
    """By when the next assessment is due; None where none is."""

    @property
    def assessed_to(self) -> date | None:
        """Up to which day they are rated."""
        return self.assessments[0].row.ends_on if self.assessments else None

    @property
    def is_published(self) -> bool:
        """Whether the law has the assessments published (s71(2)): of indicators that it asks for."""
        return bool(self.owed and self.indicators)


def performance_of(contract: Contract) -> Performance:
    """Read whole, in a fixed number of queries."""
    indicators = indicators_of(contract.id)
    owed, why_none = owed_for(contract), why_none_of(contract.id)
    rows = session.scalars(
        select(PerformanceAssessment)
        .where(PerformanceAssessment.contract_id == contract.id)
        .order_by(PerformanceAssessment.ends_on.desc(), PerformanceAssessment.id.desc())
    ).all()
    ratings = _ratings_of(rows)
    last_day = last_day_of(contract)
    due_on = _due_on(contract, last_day, rows[0] if rows else None) if indicators else None
    is_published = bool(owed and indicators)
    return Performance(
        indicators,
        why_none,
        owed,
        indicators_fault(owed, len(indicators), why_none),
        [
            Assessed(row, ratings.get(row.id, ()), _publish_from(contract, row, is_published))
            for row in rows
        ],
        last_day,
        due_on,
    )


def indicators_of(contract_id: UUID) -> Sequence[Indicator]:
    """Those that stand, in their order."""
    return session.scalars(
        select(Indicator)
        .where(Indicator.contract_id == contract_id, Indicator.removed_at.is_(None))
        .order_by(Indicator.number)
    ).all()


def indicator_of(contract_id: UUID, indicator_id: UUID) -> Select[Indicator]:
    """One that stands."""
    return select(Indicator).where(
        Indicator.id == indicator_id,
        Indicator.contract_id == contract_id,
        Indicator.removed_at.is_(None),
    )


def assessment_of_contract(contract_id: UUID, assessment_id: UUID) -> Select[PerformanceAssessment]:
    """One assessment of a contract."""
    return select(PerformanceAssessment).where(
        PerformanceAssessment.id == assessment_id,
        PerformanceAssessment.contract_id == contract_id,
    )


def why_none_of(contract_id: UUID) -> str:
    """Why no indicators could be set; empty where nobody said so."""
    wanted = select(IndicatorException.reason).where(IndicatorException.contract_id == contract_id)
    return session.scalar(wanted) or ""


def owed_for(contract: Contract) -> int:
    """How many indicators the law asks for at least; with the VAT of the bid, for the value that
    counts includes it (Procurement Act 2023, s52(1) and Schedule 3). None of a framework: its
    call-offs are judged."""
    if contract.kind is ContractKind.FRAMEWORK:
        return 0
    return indicators_owed(Regime(contract.regime), value_with_vat(contract))


def value_with_vat(contract: Contract) -> Money:
    """The value of a contract with the VAT that was bid, of a call-off with as large a share of it;
    without, where none is known."""
    award = award_behind(contract)
    if award is None:
        return contract.value
    bid = session.scalars(
        select(BidPrice).where(BidPrice.bid_id == award.bid_id, BidPrice.lot_id == award.lot_id)
    ).one_or_none()
    if bid is None:
        return contract.value
    if contract.parent_id is None:
        return contract.value + bid.vat
    share = Fraction(bid.vat.pence, max(bid.price.pence, 1))
    return contract.value + Money(half_up(contract.value.pence * share))


def lacking_before_signing(contract: Contract) -> Refusal | None:
    """Why it cannot be signed yet for want of indicators; None where it can."""
    owed = owed_for(contract)
    if not owed:
        return None
    return indicators_fault(owed, len(indicators_of(contract.id)), why_none_of(contract.id))


def _due_on(contract: Contract, last_day: date, last: PerformanceAssessment | None) -> date | None:
    if contract.signed_at is None:
        return None
    assessed_to = last.ends_on if last else None
    return next_assessment(london_day(contract.signed_at), last_day, assessed_to)


def _publish_from(
    contract: Contract, row: PerformanceAssessment, is_published: bool
) -> date | None:
    if not is_published or row.notice_id is not None:
        return None
    return may_publish_from(london_day(row.told_at), None, is_answered=row.commented_at is not None)


def _ratings_of(
    rows: Sequence[PerformanceAssessment],
) -> Mapping[UUID, Sequence[tuple[Indicator, IndicatorRating]]]:
    found = session.execute(
        select(Indicator, IndicatorRating)
        .join(IndicatorRating, IndicatorRating.indicator_id == Indicator.id)
        .where(IndicatorRating.assessment_id.in_([row.id for row in rows]))
        .order_by(Indicator.number)
    )
    by_assessment: dict[UUID, list[tuple[Indicator, IndicatorRating]]] = {}
    for indicator, rating in found:
        by_assessment.setdefault(rating.assessment_id, []).append((indicator, rating))
    return by_assessment
