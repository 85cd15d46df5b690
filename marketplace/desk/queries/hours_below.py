"""Which hours were returned under each contract of a supply chain?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.pass_downs import LabourReturn
from marketplace.engine import db
from procurement.contracts.labour_return import ReturnState


@dataclass(frozen=True, slots=True)
class HoursBelow:
    """What was returned under one contract of the chain."""

    contract: Contract
    returns: Sequence[LabourReturn]

    @property
    def hours(self) -> Decimal:
        return sum((row.hours for row in self.returns), Decimal(0))

    @property
    def furthest(self) -> Decimal:
        """Of ``hours``, those by people furthest from the labour market."""
        return sum((row.furthest for row in self.returns), Decimal(0))

    @property
    def confirmed(self) -> Decimal:
        """Of ``furthest``, those that the buyer of the contract has confirmed."""
        proved = (row for row in self.returns if row.state is ReturnState.CONFIRMED)
        return sum((row.furthest for row in proved), Decimal(0))


def hours_below(
    contract: Contract, contracts: Mapping[UUID, Contract], *, is_whole: bool
) -> tuple[Sequence[LabourReturn], Sequence[HoursBelow]]:
    """The returns that stand, of the contract where its chain is seen whole, and of those below it:
    one query."""
    ids = contracts.keys() if is_whole else contracts.keys() - {contract.id}
    rows = db.session.scalars(
        select(LabourReturn)
        .where(LabourReturn.contract_id.in_(list(ids)), LabourReturn.state != ReturnState.CORRECTED)
        .order_by(LabourReturn.contract_id, LabourReturn.month)
    ).all()
    by_contract: dict[UUID, list[LabourReturn]] = defaultdict(list)
    for row in rows:
        by_contract[row.contract_id].append(row)
    return rows, [HoursBelow(contracts[key], own) for key, own in by_contract.items()]
