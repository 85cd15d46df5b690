"""Which breaches of a contract are recorded, and by when is a notice of each owed?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
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
    return [_recorded(contract, row) for row in rows]


def breaches_listed(contract: Contract, beside: Beside) -> Stretch[RecordedBreach]:
    """One page of the same."""
    wanted = select(ContractBreach).where(ContractBreach.contract_id == contract.id)
    stretch = stretch_of(wanted, (ContractBreach.number,), beside, descending=True)
    return Stretch(
        [_recorded(contract, row) for (row,) in stretch.rows], stretch.before, stretch.after
    )


def _recorded(contract: Contract, row: ContractBreach) -> RecordedBreach:
    return RecordedBreach(row, notice_due(Regime(contract.regime), row.kind, row.follows_on))


def breach_of(contract_id: UUID, breach_id: UUID) -> Select[ContractBreach]:
    """One breach of a contract."""
    return select(ContractBreach).where(
        ContractBreach.id == breach_id, ContractBreach.contract_id == contract_id
    )
