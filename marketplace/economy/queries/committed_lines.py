"""Which signed contracts stand in what is committed in a place, and what do they come to?"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.economy.models.totals import CommittedLine
from marketplace.economy.queries.board import Period
from marketplace.economy.queries.totals import Total, total_of
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of


@dataclass(frozen=True, slots=True)
class Committed:
    """One page of contracts, the last signed first, the kept total, and the names of both sides."""

    listed: Stretch[tuple[CommittedLine, Contract]]
    total: Total
    names: Mapping[UUID, str]


def committed_in(place: str, period: Period, beside: Beside) -> Committed:
    """The lines of a place in a period: three queries, none of which reads all lines."""
    wanted = (
        select(CommittedLine, Contract)
        .join(Contract, Contract.id == CommittedLine.contract_id)
        .where(
            CommittedLine.place == place,
            CommittedLine.signed_on.between(period.first, period.last),
        )
    )
    order = (CommittedLine.signed_on, CommittedLine.contract_id)
    listed = stretch_of(wanted, order, beside, descending=True)
    sides = {key for _, row in listed.rows for key in (row.buyer_id, row.supplier_id)}
    return Committed(listed, total_of("committed", place, period.slug, {}), names_of(sides))
