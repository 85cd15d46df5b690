"""Of which end of which contract was its buyer reminded?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row


class EndReminder(Row):
    """Once for each last day: a contract that is extended has another."""

    __tablename__ = "end_reminders"
    __table_args__ = (UniqueConstraint("contract_id", "ends_on"),)

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    ends_on: Mapped[date]
    told_at: Mapped[datetime]
