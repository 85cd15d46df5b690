"""What does an enterprise say of itself, where nothing that it holds says it?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.organisations.readiness import Question


class ReadinessAnswer(Row):
    """Yes or no to one question; read by its own people alone."""

    __tablename__ = "readiness_answers"
    __table_args__ = (UniqueConstraint("organisation_id", "question"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    question: Mapped[Question] = mapped_column(choice(Question))
    is_yes: Mapped[bool]
    answered_at: Mapped[datetime]
