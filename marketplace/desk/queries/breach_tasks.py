"""What waits about breaches of contracts: to answer, and to publish?"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy import select

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.contract_waits import waits_on
from marketplace.desk.queries.tasks import READER, TODAY, Asked, Kind, Task
from marketplace.engine.access import Role
from procurement.contracts.breach import NOTICE_WITHIN, BreachKind, notice_since
from procurement.tendering.regime import Regime

_PUBLISHED_AS = Regime.PUBLIC
"""The one regime under which a breach is to be published."""

_NOTICE_SINCE = notice_since(_PUBLISHED_AS)
"""From when something must follow a breach for it to be published."""


def breach_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _to_answer()
    yield _to_publish()


def _to_answer() -> Asked:
    """By the supplier, once."""
    words = "Answer the breach that the buyer recorded, or say that you have nothing to add"
    return waits_on(
        ContractBreach,
        Contract.supplier_id,
        Kind(Role.BID_WRITER, words, "breach.answer", "contracts.read"),
        ContractBreach.answered_at.is_(None),
        roles=(Role.BID_WRITER, Role.FINANCE),
    )


def _to_publish() -> Asked:
    """What followed a breach, within thirty days, where the Act owes a notice (``notice_due``)."""
    due = ContractBreach.follows_on + (NOTICE_WITHIN - 1)
    wanted = (
        select(Contract.buyer_id, Contract.title, Contract.id, due, due < TODAY)
        .join(ContractBreach, ContractBreach.contract_id == Contract.id)
        .where(
            Contract.buyer_id.in_(READER.organisations_as(Role.BUYER)),
            Contract.regime == _PUBLISHED_AS,
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
