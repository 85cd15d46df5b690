"""What waits about breaches of contracts: to answer, and to publish?"""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from procurement.contracts.breach import BreachKind
from procurement.tendering.regime import Regime

_NOTICE_SINCE = date(2026, 1, 1)
"""Since when a notice of a breach is owed (SI 2025/1316)."""

_LAST_OF = timedelta(days=29)
"""To the last of thirty days, from the first (s71(5))."""


def breach_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _to_answer()
    yield _to_publish()


def _to_answer() -> Asked:
    """By the supplier, once."""
    wanted = (
        select(Contract.supplier_id, Contract.title, Contract.id)
        .join(ContractBreach, ContractBreach.contract_id == Contract.id)
        .where(
            Contract.supplier_id.in_(READER.organisations_as(Role.BID_WRITER, Role.FINANCE)),
            ContractBreach.answered_at.is_(None),
        )
        .order_by(ContractBreach.id)
    )
    words = "Answer the breach that the buyer recorded, or say that you have nothing to add"
    kind = Kind(Role.BID_WRITER, words, "breach.answer", "contracts.read")

    def told(title: str, contract_id: UUID) -> Task:
        return kind.task(title, contract_id)

    return Asked(wanted, kind, told)


def _to_publish() -> Asked:
    """What followed a breach, within thirty days, where the Act owes a notice (``notice_due``)."""
    due = ContractBreach.follows_on + _LAST_OF.days
    wanted = (
        select(Contract.buyer_id, Contract.title, Contract.id, due, due < TODAY)
        .join(ContractBreach, ContractBreach.contract_id == Contract.id)
        .where(
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            Contract.regime == Regime.PUBLIC,
            ContractBreach.kind != BreachKind.NOTE,
            ContractBreach.follows_on >= _NOTICE_SINCE,
            ContractBreach.notice_id.is_(None),
        )
        .order_by(ContractBreach.follows_on, ContractBreach.id)
    )
    words = "Publish that the contract was breached"
    kind = Kind(Role.BUYER, words, "breaches.read", "contracts.read")

    def told(title: str, contract_id: UUID, until: date, is_late: bool) -> Task:
        return kind.task(title, contract_id, until, is_late=is_late)

    return Asked(wanted, kind, told)
