"""Which bidder was offered a call about its result, at which times, and when is it?"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.bids import Bid, bids_written_by
from marketplace.engine.access import Actor, Role
from marketplace.engine.db import Row, choice
from marketplace.tendering.models.tenders import Tender
from procurement.assessment.feedback_call import CallState


class FeedbackCall(Row):
    """A call with one bidder, offered, agreed, or not wanted."""

    __tablename__ = "feedback_calls"
    __table_args__ = (
        Index(
            "ix_feedback_calls_offered",
            "last_at",
            "id",
            postgresql_where=text("state = 'offered'"),
        ),
        Index(
            "ix_feedback_calls_agreed",
            "begins_at",
            postgresql_where=text("state = 'taken'"),
        ),
    )

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"), unique=True)
    state: Mapped[CallState] = mapped_column(choice(CallState), default=CallState.OFFERED)
    times: Mapped[list[Any]]
    """The moments that are offered, in ISO 8601."""
    last_at: Mapped[datetime]
    """The last of them."""
    minutes: Mapped[int]
    how: Mapped[str] = mapped_column(info={"personal": True})
    """A telephone number, a link, or a place."""
    offered_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    offered_at: Mapped[datetime]
    begins_at: Mapped[datetime | None]
    """When it is, or was to be; empty while no time is agreed."""
    taken_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    changed_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
    """How often it was changed: calendars take the entry with the highest number."""

    @property
    def offered(self) -> list[datetime]:
        return [datetime.fromisoformat(one) for one in self.times]

    @property
    def last_moment(self) -> datetime:
        """When it begins; before a time is agreed, the last of those that are offered."""
        return self.begins_at or self.last_at


def calls_offered_to(actor: Actor) -> Select[FeedbackCall]:
    """Those about bids that the person writes."""
    written = bids_written_by(actor).with_only_columns(Bid.id)
    return select(FeedbackCall).where(FeedbackCall.bid_id.in_(written))


def calls_visible_to(actor: Actor) -> Select[FeedbackCall]:
    """Those of either side."""
    bought = (
        select(Bid.id)
        .join(Tender, Tender.id == Bid.tender_id)
        .where(Tender.buyer_id.in_(actor.organisations_as(Role.BUYER)))
    )
    written = bids_written_by(actor).with_only_columns(Bid.id)
    either = or_(FeedbackCall.bid_id.in_(bought), FeedbackCall.bid_id.in_(written))
    return select(FeedbackCall).where(either)
