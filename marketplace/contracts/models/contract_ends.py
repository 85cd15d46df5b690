"""Why and how does a contract end, or did it?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.contracts.contract_end import EndGround, EndState


class ContractEnd(Row):
    """An end of a contract that its buyer intends or has recorded. Of a contract, at most one stands."""

    __tablename__ = "contract_ends"
    __table_args__ = (
        Index("ix_contract_ends_contract", "contract_id", "id"),
        Index(
            "uq_contract_ends_standing",
            "contract_id",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    state: Mapped[EndState] = mapped_column(choice(EndState), default=EndState.INTENDED)
    ground: Mapped[EndGround | None] = mapped_column(choice(EndGround))
    """None where the contract has run its course."""
    reasons: Mapped[str] = mapped_column(default="", info={"personal": True})
    last_day: Mapped[date]
    reply_by: Mapped[date | None]
    intended_at: Mapped[datetime]
    intended_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    """What the supplier thinks of it."""
    is_agreed: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    ended_at: Mapped[datetime | None]
    """When the end was recorded, or the intention withdrawn."""
    ended_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
