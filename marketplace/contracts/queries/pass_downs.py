"""What is passed on under a contract, as agreed, and what is proposed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.pass_downs import PassDown
from marketplace.engine.db import session
from procurement.contracts.pass_down import PassDownState


@dataclass(frozen=True, slots=True)
class PassDowns:
    """The one in force, the one that waits for an answer, and those before, the newest first."""

    in_force: PassDown | None
    proposed: PassDown | None
    former: Sequence[PassDown]


def pass_downs_of(contract_id: UUID) -> PassDowns:
    """One query; of the former ones, the last twenty."""
    rows = session.scalars(
        select(PassDown)
        .where(PassDown.contract_id == contract_id)
        .order_by(PassDown.id.desc())
        .limit(22)
    ).all()
    standing = {row.state: row for row in reversed(rows)}
    in_force = pass_down_in_force(contract_id) if len(rows) == 22 else None
    return PassDowns(
        standing.get(PassDownState.AGREED) or in_force,
        standing.get(PassDownState.PROPOSED),
        [r for r in rows if r.state in (PassDownState.DECLINED, PassDownState.REPLACED)],
    )


def pass_down_in_force(contract_id: UUID) -> PassDown | None:
    """What both sides have agreed that the contractor passes on."""
    return session.scalars(
        select(PassDown).where(
            PassDown.contract_id == contract_id, PassDown.state == PassDownState.AGREED
        )
    ).one_or_none()


def pass_down_of(contract_id: UUID, pass_down_id: UUID) -> Select[PassDown]:
    """One pass-down of a contract."""
    return select(PassDown).where(PassDown.id == pass_down_id, PassDown.contract_id == contract_id)
