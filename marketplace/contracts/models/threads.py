"""What do the two sides of a bid, or of a contract, write to each other?"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.bidding.models.bids import Bid
from marketplace.bidding.models.consortia import ConsortiumMember, MemberState, joined_by
from marketplace.contracts.models.contracts import Contract, contracts_visible_to
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Row, choice
from procurement.contracts.message import Side


class Thread(Row):
    """All messages between a buyer and one bidder, or between the two sides of one contract."""

    __tablename__ = "threads"
    __table_args__ = (
        CheckConstraint("num_nonnulls(bid_id, contract_id) = 1", name="one_thing"),
        Index("ix_threads_tender", "tender_id"),
        Index(
            "ix_threads_buyer_waits",
            "buyer_id",
            "waiting_since",
            postgresql_where=text("waits_for = 'buyer'"),
        ),
        Index(
            "ix_threads_supplier_waits",
            "supplier_id",
            "waiting_since",
            postgresql_where=text("waits_for = 'supplier'"),
        ),
    )

    bid_id: Mapped[UUID | None] = mapped_column(ForeignKey("bids.id"), unique=True)
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"), unique=True)
    tender_id: Mapped[UUID | None] = mapped_column(ForeignKey("tenders.id"))
    """The procurement, where there was one: a contract may come of none."""
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    title: Mapped[str] = mapped_column(info={"personal": True})
    """What the tender or the contract was called when the thread began."""
    begun_at: Mapped[datetime]
    waits_for: Mapped[Side | None] = mapped_column(choice(Side))
    """Whose answer is wanted; empty where none is."""
    waiting_since: Mapped[datetime | None]

    contract: Mapped[Contract | None] = relationship(viewonly=True)
    joined: Mapped[list[ConsortiumMember]] = relationship(
        secondary=Bid.__table__,
        primaryjoin=lambda: Bid.id == Thread.bid_id,
        secondaryjoin=and_(
            ConsortiumMember.consortium_id == Bid.consortium_id,
            ConsortiumMember.state == MemberState.ACCEPTED,
        ),
        viewonly=True,
    )
    """Who accepted a part of the bid."""

    @property
    def member_ids(self) -> Collection[UUID]:
        """Who shares in the contract, or joined in the bid, beside the supplier."""
        if self.contract is not None:
            return self.contract.member_ids
        return [member.organisation_id for member in self.joined]


class ThreadMessage(Row):
    """One message, as it was written on the page or came by e-mail."""

    __tablename__ = "thread_messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "email_id"),
        Index("ix_thread_messages_thread", "thread_id", "id"),
    )

    thread_id: Mapped[UUID] = mapped_column(ForeignKey("threads.id"))
    side: Mapped[Side] = mapped_column(choice(Side))
    written_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    written_at: Mapped[datetime]
    words: Mapped[str] = mapped_column(info={"personal": True})
    cut_off: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Of an e-mail: what it quoted, and its signature."""
    email_id: Mapped[str | None]
    """The SHA-256 of what names an e-mail, so that one that is delivered twice stands here once."""


def threads_visible_to(actor: Actor) -> Select[Thread]:
    """Those of a side that the person belongs to; of a bid also for members of its consortium, and of
    a contract for all who see it: they read and do not write. Who scores a bid reads none of it:
    prices may stand there, and scores are given without them."""
    contracts = contracts_visible_to(actor).with_only_columns(Contract.id)
    return select(Thread).where(
        or_(
            and_(Thread.bid_id.is_not(None), or_(*_of_bids(actor))),
            Thread.contract_id.in_(contracts),
        )
    )


def _of_bids(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    own = actor.organisations_as(Role.BID_WRITER)
    joined = select(Bid.id).where(Bid.consortium_id.in_(joined_by(own)))
    return (
        Thread.buyer_id.in_(actor.organisations_as(Role.BUYER)),
        Thread.supplier_id.in_(own),
        Thread.bid_id.in_(joined),
    )
