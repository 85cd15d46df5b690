"""Which hours were returned under a contract, month by month, and how do they stand?"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import LabourReturn
from marketplace.contracts.queries.pass_downs import pass_down_in_force
from marketplace.engine.db import session
from procurement.contracts.labour_return import ReturnState, last_of, months_to_return
from procurement.contracts.pass_down import MonthOfHours, labour_delivery
from procurement.contracts.social_delivery import ClauseDelivery


@dataclass(frozen=True, slots=True)
class LabourRecord:
    """All returns of a contract, and where its hours stand on a day."""

    share: Decimal | None
    """Per cent of the hours that is asked; None where none is."""
    standing: Sequence[LabourReturn]
    """The one that counts of each month, the newest month first."""
    former: Mapping[date, Sequence[LabourReturn]]
    """Those that were corrected, by month, the newest first."""
    missing: Sequence[date]
    """The months that are over and have no return, by their first days; the oldest first."""
    hours: ClauseDelivery
    worked: Decimal
    """All hours returned."""


def labour_record_of(contract: Contract, today: date) -> LabourRecord:
    """Two queries; a contract has as many returns as it has months, and their corrections."""
    rows = session.scalars(
        select(LabourReturn)
        .where(LabourReturn.contract_id == contract.id)
        .order_by(LabourReturn.month.desc(), LabourReturn.number.desc())
    ).all()
    standing = [row for row in rows if row.state is not ReturnState.CORRECTED]
    former: dict[date, list[LabourReturn]] = {}
    for row in rows:
        if row.state is ReturnState.CORRECTED:
            former.setdefault(row.month, []).append(row)
    in_force = pass_down_in_force(contract.id)
    share = in_force.labour_share if in_force else None
    returned = {row.month for row in standing}
    over = months_to_return(contract.starts_on, contract.ends_on, today)
    return LabourRecord(
        share,
        standing,
        former,
        [month for month in over if month not in returned],
        labour_delivery(share, hours_by_month(standing), today),
        sum((row.hours for row in standing), Decimal(0)),
    )


def hours_by_month(rows: Iterable[LabourReturn]) -> list[MonthOfHours]:
    """Returns as the rules take them."""
    return [
        MonthOfHours(
            last_of(row.month), row.hours, row.furthest, row.state is ReturnState.CONFIRMED
        )
        for row in rows
    ]


def labour_return_of(contract_id: UUID, return_id: UUID) -> Select[LabourReturn]:
    """One return of a contract."""
    return select(LabourReturn).where(
        LabourReturn.id == return_id, LabourReturn.contract_id == contract_id
    )
