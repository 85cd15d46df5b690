"""Who shares in a contract, what is its work, and what did it promise?"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.contracts import ContractClause, ContractShare, Milestone
from marketplace.engine.db import session


def shares_of(contract_id: UUID) -> Sequence[ContractShare]:
    """The members' parts, in their order."""
    return session.scalars(
        select(ContractShare)
        .where(ContractShare.contract_id == contract_id)
        .order_by(ContractShare.position)
    ).all()


def milestones_of(contract_id: UUID) -> Sequence[Milestone]:
    """The milestones, in their order."""
    return session.scalars(
        select(Milestone).where(Milestone.contract_id == contract_id).order_by(Milestone.number)
    ).all()


def promises_of(contract_id: UUID) -> Sequence[ContractClause]:
    """What was promised to the community, and how much of it is delivered."""
    return session.scalars(
        select(ContractClause)
        .where(ContractClause.contract_id == contract_id)
        .order_by(ContractClause.id)
    ).all()
