"""What was called off under a framework, and how much can be yet?"""

from uuid import UUID

from sqlalchemy import BigInteger, case, exists, func, select, type_coerce

from marketplace.assessment.models.awards import Award
from marketplace.assessment.queries.awards import award_of
from marketplace.contracts.models.contracts import Contract, ContractKind, Milestone
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from procurement.contracts.call_off import FrameworkFacts
from procurement.contracts.contract import ContractState, MilestoneState
from procurement.ground.money import Money

_DONE = (MilestoneState.ACCEPTED, MilestoneState.INVOICED)


def framework_facts(framework: Contract) -> FrameworkFacts:
    """As it stands now; one query."""
    return FrameworkFacts(
        framework.state,
        framework.starts_on,
        framework.ends_on,
        framework.value,
        _called_off(framework.id),
    )


def facts_of_its_framework(contract: Contract) -> FrameworkFacts | None:
    """Of a framework, or of the one that a call-off is under; None of any other contract."""
    if contract.kind is ContractKind.FRAMEWORK:
        return framework_facts(contract)
    if contract.parent_id is None:
        return None
    return framework_facts(session.get_one(Contract, contract.parent_id))


def award_behind(contract: Contract) -> Award | None:
    """The award that it was prepared from; of a call-off, the one of its framework."""
    framework = (
        contract if contract.parent_id is None else session.get_one(Contract, contract.parent_id)
    )
    return None if framework.award_id is None else award_of(framework.award_id)


def call_offs_listed(framework_id: UUID, beside: Beside) -> Stretch[tuple[Contract]]:
    """The call-offs under a framework, the newest first."""
    wanted = select(Contract).where(Contract.parent_id == framework_id)
    return stretch_of(wanted, (Contract.id,), beside, descending=True)


def has_open_call_off(framework_id: UUID) -> bool:
    """Does one wait to be signed, or go on?"""
    open_one = exists().where(
        Contract.parent_id == framework_id,
        Contract.state.in_((ContractState.AWAITING_SIGNATURE, ContractState.SIGNED)),
    )
    return bool(session.scalar(select(open_one)))


def _called_off(framework_id: UUID) -> Money:
    """Those that wait to be signed count with the others: each could be signed."""
    accepted = (
        select(func.coalesce(func.sum(type_coerce(Milestone.amount, BigInteger)), 0))
        .where(Milestone.contract_id == Contract.id, Milestone.state.in_(_DONE))
        .correlate(Contract)
        .scalar_subquery()
    )
    counts = case(
        (Contract.state == ContractState.TERMINATED, accepted),
        else_=type_coerce(Contract.value, BigInteger),
    )
    wanted = select(func.coalesce(func.sum(counts), 0)).where(Contract.parent_id == framework_id)
    return Money(int(session.scalars(wanted).one()))
