"""What waits on a thing that hangs on a contract, such as a change of it, its end or a rating?"""

from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute

from marketplace.contracts.models.breaches import ContractBreach
from marketplace.contracts.models.changes import Change
from marketplace.contracts.models.contract_ends import ContractEnd
from marketplace.contracts.models.contracts import Contract
from marketplace.contracts.models.performance import PerformanceAssessment
from marketplace.desk.queries.tasks import READER, Asked, Kind
from marketplace.engine.access import Role

Hanging = type[Change] | type[ContractEnd] | type[ContractBreach] | type[PerformanceAssessment]


def waits_on(
    thing: Hanging,
    side: InstrumentedAttribute[UUID],
    kind: Kind,
    *waits: ColumnElement[bool],
    roles: tuple[Role, ...] = (),
) -> Asked:
    """A task for each such thing of which all ``waits`` hold, the oldest first, for one side of the
    contract: for whom the ``kind`` names, or any of these ``roles`` where they are given."""
    wanted = (
        select(side, Contract.title, Contract.id)
        .join(thing, thing.contract_id == Contract.id)
        .where(*waits, side.in_(READER.organisations_as(*(roles or (kind.who,)))))
        .order_by(thing.id)
    )
    return Asked(wanted, kind, kind.task)
