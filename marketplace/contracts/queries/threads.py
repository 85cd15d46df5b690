"""What was written in a thread, who may be told of it, and which thread is there?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select

from marketplace.contracts.models.threads import Thread, ThreadMessage, threads_visible_to
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import session
from marketplace.engine.paging import Beside, Stretch, stretch_of
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.people import names_of_people, people_as
from procurement.contracts.message import Side

_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class ThreadShown:
    """One page of a thread, the newest message first, with the names that stand in it."""

    listed: Stretch[tuple[ThreadMessage]]
    people: Mapping[UUID, str]
    organisations: Mapping[UUID, str]


def thread_shown(thread: Thread, beside: Beside) -> ThreadShown:
    """One page of it: three queries."""
    wanted = select(ThreadMessage).where(ThreadMessage.thread_id == thread.id)
    listed = stretch_of(wanted, (ThreadMessage.id,), beside, descending=True, size=_ON_A_PAGE)
    return ThreadShown(
        listed,
        names_of_people(row.written_by for (row,) in listed.rows),
        names_of({thread.buyer_id, thread.supplier_id}),
    )


def thread_visible_to(actor: Actor, thread_id: UUID) -> Select[Thread]:
    """One thread, where the person reads it."""
    return threads_visible_to(actor).where(Thread.id == thread_id)


def thread_of_bid(bid_id: UUID) -> Thread | None:
    """The thread with a bidder, where one has begun."""
    return session.scalars(select(Thread).where(Thread.bid_id == bid_id)).one_or_none()


def thread_of_contract(contract_id: UUID) -> Thread | None:
    """The thread about a contract, where one has begun."""
    return session.scalars(select(Thread).where(Thread.contract_id == contract_id)).one_or_none()


def threads_by_bid(bid_ids: Iterable[UUID]) -> dict[UUID, Thread]:
    """The threads that have begun with these bidders, by the bid's id."""
    rows = session.scalars(select(Thread).where(Thread.bid_id.in_(list(bid_ids))))
    return {row.bid_id: row for row in rows if row.bid_id is not None}


def people_of_side(thread: Thread, side: Side) -> list[UUID]:
    """Those who may write for a side: of a bid who buys, or writes bids; of a contract also those
    who look after the money."""
    roles = {Side.BUYER: Role.BUYER, Side.SUPPLIER: Role.BID_WRITER}
    organisation_id = thread.buyer_id if side is Side.BUYER else thread.supplier_id
    money = [Role.FINANCE] if thread.contract_id else []
    return people_as(organisation_id, Role.OWNER, roles[side], *money)


def written_since(thread_id: UUID, moment: datetime, *, most: int) -> int:
    """How many of the newest messages of a thread, of so many at most, were written since then."""
    newest = (
        select(ThreadMessage.written_at)
        .where(ThreadMessage.thread_id == thread_id)
        .order_by(ThreadMessage.id.desc())
        .limit(most)
        .subquery()
    )
    wanted = select(func.count()).where(newest.c.written_at >= moment)
    return session.scalar(wanted) or 0


def message_of_email(thread_id: UUID, email_id: str) -> ThreadMessage | None:
    """What an e-mail is already in the thread as."""
    return session.scalars(
        select(ThreadMessage).where(
            ThreadMessage.thread_id == thread_id, ThreadMessage.email_id == email_id
        )
    ).one_or_none()


def message_by_id(message_id: UUID) -> ThreadMessage | None:
    """The message that an e-mail told of."""
    return session.get(ThreadMessage, message_id)
