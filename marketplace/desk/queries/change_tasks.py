"""What waits about a change of a contract: a signature, or the notice that comes before it?"""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contracts import Contract
from marketplace.desk.queries.tasks import READER, Asked, Kind
from marketplace.engine.access import Role
from procurement.contracts.change_proposal import ChangeState

_WAITS_FOR_NOTICE = (
    Change.needs_notice | Change.standstill_days.is_not(None)
) & Change.notice_id.is_(None)


def change_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person."""
    yield _of(
        Role.BUYER,
        Contract.buyer_id,
        Kind(
            Role.BUYER,
            "Publish and record the contract change notice",
            "official_notice.record",
            "contracts.read",
        ),
        _WAITS_FOR_NOTICE,
    )
    for who, side, signed_at in (
        (Role.BUYER, Contract.buyer_id, Change.buyer_signed_at),
        (Role.OWNER, Contract.supplier_id, Change.supplier_signed_at),
    ):
        kind = Kind(
            who, "Sign the change of the contract", "contract_change.sign", "contracts.read"
        )
        yield _of(who, side, kind, signed_at.is_(None) & ~_WAITS_FOR_NOTICE)


def _of(
    who: Role, side: InstrumentedAttribute[UUID], kind: Kind, waits: ColumnElement[bool]
) -> Asked:
    wanted = (
        select(side, Contract.title, Contract.id)
        .join(Change, Change.contract_id == Contract.id)
        .where(
            Change.state == ChangeState.PROPOSED,
            waits,
            side.in_(READER.organisations_as(who)),
        )
        .order_by(Change.id)
    )
    return Asked(wanted, kind, kind.task)
