"""How was a contract changed, and what waits to be signed?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract, Milestone
from marketplace.contracts.queries.contracts import milestones_of
from marketplace.engine.db import session
from marketplace.tendering.models.official_notices import OfficialNotice
from procurement.contracts.change_proposal import (
    ChangeState,
    StandingContract,
    change_signed_from,
)
from procurement.contracts.contract import MilestoneState
from procurement.ground.calendar import london_day
from procurement.ground.holidays import Holidays
from procurement.ground.money import Money

MOST_SHOWN = 50

_IN_FORCE_AT = func.max(func.greatest(Change.buyer_signed_at, Change.supplier_signed_at))
"""Since when the last of several changes is in force."""


def changes_of(contract_id: UUID) -> Sequence[Change]:
    """The last fifty, the newest first."""
    return session.scalars(
        select(Change)
        .where(Change.contract_id == contract_id)
        .order_by(Change.number.desc())
        .limit(MOST_SHOWN)
    ).all()


def change_of(contract_id: UUID, change_id: UUID) -> Select[Change]:
    """One change of a contract."""
    return select(Change).where(Change.id == change_id, Change.contract_id == contract_id)


def open_change_of(contract_id: UUID) -> Change | None:
    """The one that waits to be signed."""
    return session.scalars(
        select(Change).where(
            Change.contract_id == contract_id, Change.state == ChangeState.PROPOSED
        )
    ).one_or_none()


def last_number(contract_id: UUID) -> int:
    """The number of the newest change; 0 before the first."""
    newest = select(func.max(Change.number)).where(Change.contract_id == contract_id)
    return session.scalar(newest) or 0


def can_change(milestone: Milestone) -> bool:
    """Whether a change can write it anew: nothing of it is claimed, and it is work."""
    return milestone.state is MilestoneState.PLANNED and not milestone.is_retention


@dataclass(frozen=True, slots=True)
class ChangesSoFar:
    """The change that waits to be signed, how many are in force, and since when the last is."""

    open: Change | None
    agreed: int
    last_at: datetime | None


def changes_so_far(contract_id: UUID) -> ChangesSoFar:
    """Two queries."""
    in_force = select(func.count(), _IN_FORCE_AT).where(
        Change.contract_id == contract_id, Change.state == ChangeState.AGREED
    )
    agreed, last_at = session.execute(in_force).one()
    return ChangesSoFar(open_change_of(contract_id), agreed, last_at)


def last_changed(contract_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Since when the last change of those that were changed is in force; one query."""
    rows = session.execute(
        select(Change.contract_id, _IN_FORCE_AT.label("at"))
        .where(Change.contract_id.in_(list(contract_ids)), Change.state == ChangeState.AGREED)
        .group_by(Change.contract_id)
    )
    return {row.contract_id: row.at for row in rows}


def standing_of(contract: Contract) -> StandingContract:
    """What a proposal is judged against; two queries."""
    rows = milestones_of(contract.id)
    return StandingContract(
        contract.state,
        contract.starts_on,
        [row.id for row in rows if can_change(row)],
        Money.total(row.amount for row in rows if not can_change(row)),
        has_open_change=open_change_of(contract.id) is not None,
        held_until=max(
            (
                row.due_on
                for row in rows
                if row.is_retention and row.state is MilestoneState.PLANNED
            ),
            default=None,
        ),
    )


def signed_from(change: Change, holidays: Holidays) -> date | None:
    """The first day on which it may be signed, by its notice; None without one."""
    if change.notice_id is None:
        return None
    published_at = session.get_one(OfficialNotice, change.notice_id).published_at
    return change_signed_from(london_day(published_at), change.standstill_days, holidays)
