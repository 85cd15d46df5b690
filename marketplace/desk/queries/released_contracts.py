"""What of signed contracts is open data: their work, their changes, what was paid?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.queries.change_said import grounds_in_words
from marketplace.desk.queries.released_performance import (
    PerformanceGround,
    performance_gathered,
)
from marketplace.engine.db import session
from marketplace.engine.grouped import rows_by
from marketplace.engine.shown import day, money
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.models.payments import Allocation, Payment
from procurement.contracts.change_proposal import ChangeState
from procurement.contracts.contract import ContractState
from procurement.ground.calendar import london_day, london_moment
from procurement.open_data.notice import PartyFacts
from procurement.open_data.release_facts import (
    ReleasedAmendment,
    ReleasedContract,
    ReleasedDocument,
    ReleasedMilestone,
    ReleasedPayment,
    Sum,
)

_SIGNED = (ContractState.SIGNED, ContractState.COMPLETED, ContractState.TERMINATED)
_PROPOSED = Change.state == ChangeState.PROPOSED


@dataclass(frozen=True, slots=True)
class ContractGround:
    """Everything that released contracts are made of, each read once."""

    by_award: Mapping[UUID, list[Contract]]
    milestones: Mapping[UUID, list[Milestone]]
    changes: Mapping[UUID, list[Change]]
    """Those in force, and those that are proposed and may be told."""
    payments: Mapping[UUID, list[tuple[Allocation, Payment]]]
    performance: PerformanceGround


def contracts_gathered(award_ids: Iterable[UUID], *, is_public: bool) -> ContractGround:
    """The contracts that both sides signed, in a fixed number of queries. Everybody is told of a
    proposed change only once a notice told of it."""
    contracts = select(Contract).where(
        Contract.state.in_(_SIGNED), Contract.award_id.in_(list(award_ids))
    )
    ids = contracts.with_only_columns(Contract.id)
    proposed = _PROPOSED & Change.notice_id.is_not(None) if is_public else _PROPOSED
    return ContractGround(
        by_award=rows_by("award_id", contracts),
        milestones=rows_by(
            "contract_id",
            select(Milestone).where(Milestone.contract_id.in_(ids)).order_by(Milestone.number),
        ),
        changes=rows_by(
            "contract_id",
            select(Change)
            .where(Change.contract_id.in_(ids), (Change.state == ChangeState.AGREED) | proposed)
            .order_by(Change.number),
        ),
        payments=_payments(ids),
        performance=performance_gathered(ids),
    )


def released_contract(
    contract: Contract,
    ground: ContractGround,
    parties: Mapping[UUID, PartyFacts],
    documents: Sequence[ReleasedDocument],
    suppliers: Sequence[PartyFacts],
    *,
    is_above_threshold: bool | None,
) -> ReleasedContract:
    """A contract as it stands; ``documents`` are the notices about it, ``suppliers`` who won it."""
    changes, performance = ground.changes.get(contract.id, []), ground.performance
    return ReleasedContract(
        id=str(contract.id),
        award_id=str(contract.award_id),
        title=contract.title,
        state=contract.state,
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        value=Sum(contract.value.pence),
        extends_to=contract.extends_to,
        signed_at=contract.signed_at,
        is_above_threshold=is_above_threshold,
        amendments=_amendments(changes, ChangeState.AGREED),
        proposed_amendments=_amendments(changes, ChangeState.PROPOSED),
        documents=tuple(documents),
        suppliers=tuple(suppliers),
        indicators=performance.indicators_of(contract.id),
        no_indicators_reason=performance.why_none.get(contract.id, ""),
        failures=performance.failures_of(contract.id),
        end=performance.end_of(contract.id),
        milestones=tuple(
            ReleasedMilestone(
                str(milestone.id),
                milestone.title,
                milestone.state,
                milestone.due_on,
                london_day(milestone.accepted_at) if milestone.accepted_at else None,
            )
            for milestone in ground.milestones.get(contract.id, [])
        ),
        payments=tuple(
            ReleasedPayment(
                str(allocation.id),
                london_moment(allocation.counts_on, time(12)),
                allocation.amount.pence,
                parties[payment.payer_id],
                parties[payment.payee_id],
            )
            for allocation, payment in ground.payments.get(contract.id, [])
        ),
    )


def _amendments(changes: Sequence[Change], state: ChangeState) -> tuple[ReleasedAmendment, ...]:
    return tuple(_amendment(row) for row in changes if row.state is state)


def _amendment(change: Change) -> ReleasedAmendment:
    """The buyer's own words are only in one that a notice of the Act tells of."""
    return ReleasedAmendment(
        id=str(change.id),
        at=change.in_force_at or change.proposed_at,
        rationale=change.words if change.needs_notice or change.notice_id else "",
        description=(
            f"Value without VAT {money(change.value_before)} to {money(change.value_after)}; "
            f"last day {day(change.ends_before)} to {day(change.ends_after)}."
        ),
        grounds=tuple(grounds_in_words(change)),
        value=Sum(change.value_after.pence),
        ends_on=change.ends_after,
        has_standstill=change.standstill_days is not None,
    )


def _payments(contract_ids: Select[UUID]) -> dict[UUID, list[tuple[Allocation, Payment]]]:
    rows = session.execute(
        select(Invoice.contract_id, Allocation, Payment)
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(Invoice.contract_id.in_(contract_ids))
        .order_by(Allocation.made_at, Allocation.id)
    )
    by_contract: dict[UUID, list[tuple[Allocation, Payment]]] = defaultdict(list)
    for contract_id, allocation, payment in rows:
        by_contract[contract_id].append((allocation, payment))
    return by_contract
