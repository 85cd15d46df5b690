"""What waits about how a contract is performed: indicators to set, ratings to make, to answer, to
publish?"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    type_coerce,
)

from marketplace.assessment.models.awards import Award
from marketplace.bidding.models.bids import BidPrice
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract, ContractKind
from marketplace.contracts.models.performance import (
    Indicator,
    IndicatorException,
    PerformanceAssessment,
)
from marketplace.desk.queries.contract_waits import waits_on
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from procurement.contracts.contract import ContractState
from procurement.contracts.contract_end import EndState
from procurement.contracts.indicator import TIME_TO_COMMENT
from procurement.tendering.notices import LARGE_CONTRACT, LEAST_INDICATORS
from procurement.tendering.regime import Regime

_AHEAD = timedelta(days=30)
"""So long before it is due a rating waits in the work of the buyer."""

_IS_SIGNED = and_(Contract.buyer_signed_at.is_not(None), Contract.supplier_signed_at.is_not(None))


def performance_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _to_set()
    yield _to_rate()
    yield _to_answer()
    yield _to_publish()


def _counted() -> Any:
    """How many indicators of ``Contract`` stand."""
    return (
        select(func.count())
        .where(Indicator.contract_id == Contract.id, Indicator.removed_at.is_(None))
        .scalar_subquery()
    )


def _has_indicators() -> ColumnElement[bool]:
    return exists().where(Indicator.contract_id == Contract.id, Indicator.removed_at.is_(None))


def _is_owed() -> ColumnElement[bool]:
    """Whether the law asks for indicators: by the value with the VAT that was bid (s52)."""
    vat = (
        select(BidPrice.vat)
        .join(Award, and_(Award.bid_id == BidPrice.bid_id, Award.lot_id == BidPrice.lot_id))
        .where(Award.id == Contract.award_id)
        .scalar_subquery()
    )
    pence = type_coerce(Contract.value, BigInteger) + func.coalesce(type_coerce(vat, BigInteger), 0)
    return and_(
        Contract.regime == Regime.PUBLIC,
        Contract.kind != ContractKind.FRAMEWORK,
        pence > LARGE_CONTRACT.pence,
    )


def _to_set() -> Asked:
    """Before anybody signs: at least three, or why there are none."""
    is_excepted = exists().where(
        IndicatorException.contract_id == Contract.id, IndicatorException.reason != ""
    )
    wanted = (
        select(Contract.buyer_id, Contract.title, Contract.id)
        .where(
            Contract.state == ContractState.AWAITING_SIGNATURE,
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            _is_owed(),
            _counted() < LEAST_INDICATORS,
            or_(~is_excepted, _has_indicators()),
        )
        .order_by(Contract.prepared_at)
    )
    words = "Set at least three key performance indicators, or say why there are none"
    kind = Kind(Role.BUYER, words, "indicator.set", "contracts.read")
    return Asked(wanted, kind, kind.task)


def _to_rate() -> Asked:
    """From a month before it is due (``next_assessment``), and once the contract has ended."""
    last = (
        select(func.max(PerformanceAssessment.ends_on))
        .where(PerformanceAssessment.contract_id == Contract.id)
        .scalar_subquery()
    )
    ended_on = (
        select(ContractEnd.last_day)
        .where(ContractEnd.contract_id == Contract.id, ContractEnd.state == EndState.DONE)
        .scalar_subquery()
    )
    last_day = func.least(Contract.ends_on, ended_on)
    signed_at = func.greatest(Contract.buyer_signed_at, Contract.supplier_signed_at)
    base = func.coalesce(last, cast(func.timezone("Europe/London", signed_at), Date))
    in_a_year = cast(base + func.make_interval(1), Date)
    due = func.least(in_a_year, last_day)
    wanted = (
        select(Contract.buyer_id, Contract.title, Contract.id, due, due < TODAY)
        .where(
            Contract.state != ContractState.AWAITING_SIGNATURE,
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            _IS_SIGNED,
            _has_indicators(),
            or_(last.is_(None), last < last_day),
            or_(Contract.state != ContractState.SIGNED, due <= TODAY + _AHEAD),
        )
        .order_by(due, Contract.id)
    )
    words = "Rate how the contract is performed"
    kind = Kind(Role.BUYER, words, "performance.assess", "contracts.read")

    def told(title: str, contract_id: UUID, until: date, is_late: bool) -> Task:
        return kind.task(title, contract_id, until, is_late=is_late)

    return Asked(wanted, kind, told)


def _to_answer() -> Asked:
    """By the supplier, until it has answered or the ratings are published."""
    words = "Answer the ratings of the buyer, or say that you have nothing to add"
    return waits_on(
        PerformanceAssessment,
        Contract.supplier_id,
        Kind(Role.BID_WRITER, words, "performance.comment", "contracts.read"),
        PerformanceAssessment.commented_at.is_(None),
        PerformanceAssessment.notice_id.is_(None),
        roles=(Role.BID_WRITER, Role.FINANCE),
    )


def _to_publish() -> Asked:
    """What the law has published, once the supplier has answered or had its time."""
    told_on = cast(func.timezone("Europe/London", PerformanceAssessment.told_at), Date)
    words = "Publish the contract performance notice"
    return waits_on(
        PerformanceAssessment,
        Contract.buyer_id,
        Kind(Role.BUYER, words, "performance.read", "contracts.read"),
        PerformanceAssessment.notice_id.is_(None),
        or_(
            PerformanceAssessment.commented_at.is_not(None),
            told_on <= TODAY - TIME_TO_COMMENT,
        ),
        _is_owed(),
    )
