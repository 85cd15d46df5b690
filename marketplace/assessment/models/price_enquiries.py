"""Which bidder was asked about its price, what did it say, and what was decided?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.bids import Bid, bids_written_by
from marketplace.engine.access import Actor
from marketplace.engine.db import Row, choice
from procurement.assessment.abnormally_low import EnquiryState


class PriceEnquiry(Row):
    """A question about the price of one bid for one lot (Procurement Act 2023, s19(4) and (5))."""

    __tablename__ = "price_enquiries"
    __table_args__ = (UniqueConstraint("bid_id", "lot_id"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lots.id"), index=True)
    state: Mapped[EnquiryState] = mapped_column(choice(EnquiryState), default=EnquiryState.ASKED)
    question: Mapped[str] = mapped_column(info={"personal": True})
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime]
    reply_by: Mapped[date]
    """The last day on which the supplier can answer before the buyer may disregard the bid."""
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why the buyer decided as it did; the supplier reads it."""
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]


def enquiries_put_to(actor: Actor) -> Select[PriceEnquiry]:
    """Those about bids that the person writes."""
    written = bids_written_by(actor).with_only_columns(Bid.id)
    return select(PriceEnquiry).where(PriceEnquiry.bid_id.in_(written))
