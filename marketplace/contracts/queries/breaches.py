"""Which breaches of a contract are recorded, and by when is a notice of each owed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.db import session
from procurement.contracts.breach import notice_due
from procurement.tendering.regime import Regime


@dataclass(frozen=True, slots=True)
class RecordedBreach:
    """One breach; ``due_on`` is the last day for its notice, None where none is owed."""

    row: ContractBreach
    due_on: date | None

    @property
    def is_to_publish(self) -> bool:
        return self.due_on is not None and self.row.notice_id is None


def breaches_of(contract: Contract) -> Sequence[RecordedBreach]:
    """The newest first: one query."""
    rows = session.scalars(
        select(ContractBreach)
        .where(ContractBreach.contract_id == contract.id)
        .order_by(ContractBreach.number.desc())
    )
    regime = Regime(contract.regime)
    return [RecordedBreach(row, notice_due(regime, row.kind, row.follows_on)) for row in rows]


def breach_of(contract_id: UUID, breach_id: UUID) -> Select[ContractBreach]:
    """One breach of a contract."""
    return select(ContractBreach).where(
        ContractBreach.id == breach_id, ContractBreach.contract_id == contract_id
    )
