"""What does an organisation answer to its track record, and how far has it read it?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.organisations.track_record import Figure


class TrackRecord(Row):
    """What stands beside the figures, which are counted each time they are read."""

    __tablename__ = "track_records"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    read_until: Mapped[date | None]
    """Things of this day and before were put to its owner, who says so."""
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Empty: none, or withdrawn."""
    answered_at: Mapped[datetime | None]


class FigureAnswer(Row):
    """What stands beside one of the figures."""

    __tablename__ = "figure_answers"
    __table_args__ = (UniqueConstraint("organisation_id", "figure"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    figure: Mapped[Figure] = mapped_column(choice(Figure))
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Empty: withdrawn."""
    answered_at: Mapped[datetime | None]
