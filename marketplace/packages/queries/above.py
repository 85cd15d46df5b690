"""What do the contracts above a package ask of it?"""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select

from marketplace.contracts.models.pass_downs import PassDown
from marketplace.engine.db import session
from marketplace.packages.models.packages import Package
from procurement.contracts.pass_down import PassDownState


def asked_by(contract_ids: Collection[UUID]) -> Mapping[UUID, PassDown]:
    """What each of these contracts asks to be passed on, where it asks for anything: one query."""
    rows = session.scalars(
        select(PassDown).where(
            PassDown.contract_id.in_(contract_ids), PassDown.state == PassDownState.AGREED
        )
    )
    return {row.contract_id: row for row in rows}


def longest_term_below(contract_id: UUID) -> int | None:
    """The longest payment term, in days, that a package below this contract may have: the shortest
    that it or any contract above it asks to be passed on. None where none asks. One query."""
    above = select(literal(contract_id, Uuid).label("id")).cte("above", recursive=True)
    above = above.union(
        select(Package.parent_contract_id)
        .join(above, Package.contract_id == above.c.id)
        .where(Package.parent_contract_id.is_not(None))
    )
    return session.scalar(
        select(func.min(PassDown.payment_days)).where(
            PassDown.contract_id.in_(select(above.c.id)), PassDown.state == PassDownState.AGREED
        )
    )
