"""Who of a buyer approved what a colleague was about to do?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.tendering.second_person import ApprovalFacts, ApprovalState, Step


class Approval(Row):
    """One asking for a second person's approval, and its answer. The newest of a step counts."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index("ix_approvals_tender", "tender_id", "step", "id"),
        Index(
            "uq_approvals_open",
            "tender_id",
            "step",
            unique=True,
            postgresql_where=text("state = 'asked'"),
        ),
    )

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    step: Mapped[Step] = mapped_column(choice(Step))
    state: Mapped[ApprovalState] = mapped_column(choice(ApprovalState), default=ApprovalState.ASKED)
    mark: Mapped[str]
    """SHA-256 of what is to be approved, as it stood."""
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reason: Mapped[str] = mapped_column(default="", info={"personal": True})
    """Why it was sent back."""

    @property
    def facts(self) -> ApprovalFacts:
        return ApprovalFacts(self.state, self.asked_by, self.mark)
