"""Who waits for an answer to a message about a bid or a contract?"""

from collections.abc import Iterator

from sqlalchemy import or_, select

from marketplace.contracts.models.threads import Thread
from marketplace.desk.queries.tasks import READER, Asked, Kind
from marketplace.engine.access import Role
from procurement.contracts.message import Side


def thread_tasks() -> Iterator[Asked]:
    """What waits in an organisation of the person, on either side."""
    yield _asked(Side.BUYER, Role.BUYER, "tender.draft")
    yield _asked(Side.SUPPLIER, Role.BID_WRITER, "bids.read")


def _asked(side: Side, who: Role, listed: str) -> Asked:
    """About a contract also for those who look after the money, as they write there too."""
    own = Thread.buyer_id if side is Side.BUYER else Thread.supplier_id
    wanted = (
        select(own, Thread.title, Thread.id)
        .where(
            own.in_(READER.organisations_as(who, Role.FINANCE)),
            or_(Thread.contract_id.is_not(None), own.in_(READER.organisations_as(who))),
            Thread.waits_for == side,
        )
        .order_by(Thread.waiting_since, Thread.id)
    )
    kind = Kind(who, "Answer a message, or say that no answer is needed", "thread.write", listed)
    return Asked(wanted, kind, kind.task)
