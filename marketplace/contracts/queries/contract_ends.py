"""Is a contract to end, or how did it?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select

from marketplace.assessment.queries.awards import award_of
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.db import session
from marketplace.tendering.models.official_notices import OfficialNotice
from procurement.contracts.contract_end import EndState
from procurement.tendering.notices import termination_notice_due
from procurement.tendering.regime import Regime

_CODE = "UK11"


def end_of(contract_id: UUID) -> ContractEnd | None:
    """The end that is intended or recorded; one query."""
    return session.scalars(
        select(ContractEnd).where(
            ContractEnd.contract_id == contract_id, ContractEnd.state != EndState.WITHDRAWN
        )
    ).one_or_none()


def ended_on(contract_ids: Iterable[UUID]) -> dict[UUID, date]:
    """The real last day of those whose end is recorded; one query."""
    rows = session.execute(
        select(ContractEnd.contract_id, ContractEnd.last_day).where(
            ContractEnd.contract_id.in_(list(contract_ids)), ContractEnd.state == EndState.DONE
        )
    )
    return {row.contract_id: row.last_day for row in rows}


def last_day_of(contract: Contract) -> date:
    """The last day on which a contract is to be kept: the agreed one, or an earlier one on which it
    has ended; one query."""
    return min(contract.ends_on, ended_on([contract.id]).get(contract.id, contract.ends_on))


@dataclass(frozen=True, slots=True)
class NoticeDue:
    """The contract termination notice (UK11) that an ended contract owes."""

    tender_id: UUID
    due: date
    is_recorded: bool


def notice_due(contract: Contract, end: ContractEnd | None) -> NoticeDue | None:
    """None while the contract goes on, and where its law has no such notice."""
    if end is None or end.state is not EndState.DONE or contract.award_id is None:
        return None
    due = termination_notice_due(Regime(contract.regime), end.last_day)
    if due is None:
        return None
    tender_id = award_of(contract.award_id).tender_id
    return NoticeDue(tender_id, due, session.scalar(_recorded(contract.id)) is not None)


def _recorded(contract_id: UUID) -> Select[UUID]:
    return select(OfficialNotice.id).where(
        OfficialNotice.contract_id == contract_id, OfficialNotice.code == _CODE
    )
