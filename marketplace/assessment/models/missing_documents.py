"""Which document was missing from an opened bid, what did its bidder hand in, and what was decided?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Select,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.bidding.models.bids import Bid, bids_written_by
from marketplace.engine.access import Actor
from marketplace.engine.db import Row, choice
from procurement.assessment.missing_document import MissingState


class MissingDocument(Row):
    """A document of one bid that the buyer asked for after the opening, or went on without."""

    __tablename__ = "missing_documents"
    __table_args__ = (UniqueConstraint("bid_id", "question_id", "asked"),)

    bid_id: Mapped[UUID] = mapped_column(ForeignKey("bids.id"))
    question_id: Mapped[UUID] = mapped_column(ForeignKey("questions.id"))
    asked: Mapped[int]
    """Which of the documents that the question asks for, from 0."""
    state: Mapped[MissingState] = mapped_column(choice(MissingState), default=MissingState.ASKED)
    reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why it is asked for; the bidder reads it, as all that is said here."""
    unchanged: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why it does not change what was offered."""
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    asked_at: Mapped[datetime | None]
    """None where the buyer went on without it at once."""
    reply_by: Mapped[date | None]
    """The last day on which it can be handed in before the buyer may refuse."""
    handed_in_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    handed_in_at: Mapped[datetime | None]
    """When it arrived: after the deadline for bids, so it is marked as late."""
    name: Mapped[str] = mapped_column(default="", info={"personal": True})
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)
    sha256: Mapped[str] = mapped_column(default="")
    kept: Mapped[str] = mapped_column(default="")
    key: Mapped[str] = mapped_column(default="", info={"sealed": True})
    decision: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why the buyer accepted or refused it, or went on without it."""
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    decided_at: Mapped[datetime | None]


def documents_asked_of(actor: Actor) -> Select[MissingDocument]:
    """Those of bids that the person writes."""
    written = bids_written_by(actor).with_only_columns(Bid.id)
    return select(MissingDocument).where(MissingDocument.bid_id.in_(written))


def waits_for_its_buyer(today: ColumnElement[date]) -> ColumnElement[bool]:
    """It was handed in, or its time is over without anything."""
    is_over = and_(MissingDocument.state == MissingState.ASKED, MissingDocument.reply_by < today)
    return or_(MissingDocument.state == MissingState.HANDED_IN, is_over)
