"""Who declared which interest in a procurement, and how is it dealt with?"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.tendering.conflict import Interest, Mitigation


class InterestDeclaration(Row):
    """What one person declared at one moment; the last one counts, and all stay on record (s83)."""

    __tablename__ = "interest_declarations"
    __table_args__ = (Index("ix_interest_declarations_last", "tender_id", "declared_at"),)

    tender_id: Mapped[UUID] = mapped_column(ForeignKey("tenders.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    interest: Mapped[Interest] = mapped_column(choice(Interest))
    about: Mapped[str] = mapped_column(default="", info={"personal": True})
    declared_at: Mapped[datetime]
    mitigation: Mapped[Mitigation | None] = mapped_column(choice(Mitigation))
    """How the buyer deals with it; needed before its holder goes on."""
    explained: Mapped[str] = mapped_column(default="", info={"personal": True})
    bidder_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    """Whose bid the person does not score."""
    observer_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    mitigated_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    mitigated_at: Mapped[datetime | None]
