"""To whom does an enterprise show which checks for a first package it meets?"""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice


class ShownTo(StrEnum):
    """Beside its own people, who always read all of it."""

    NOBODY = "nobody"
    BROKER = "broker"
    """The brokers of the place it trades in."""
    EVERYBODY = "everybody"


class ReadinessShowing(Row):
    """What was chosen; without a row it is shown to nobody."""

    __tablename__ = "readiness_showings"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), unique=True)
    shown_to: Mapped[ShownTo] = mapped_column(choice(ShownTo))
    chosen_at: Mapped[datetime]
