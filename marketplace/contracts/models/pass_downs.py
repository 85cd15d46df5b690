"""What does a contract ask its contractor to pass on, and which hours were worked under it?"""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.contracts.labour_return import ReturnState
from procurement.contracts.pass_down import PassDownState, PassDownTerms


class PassDown(Row):
    """What one side proposed to be passed on. Of a contract, at most one is in force."""

    __tablename__ = "pass_downs"
    __table_args__ = (
        Index("ix_pass_downs_contract", "contract_id", "id"),
        Index(
            "uq_pass_downs_in_force",
            "contract_id",
            unique=True,
            postgresql_where=text("state = 'agreed'"),
        ),
        Index(
            "uq_pass_downs_open",
            "contract_id",
            unique=True,
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    payment_days: Mapped[int | None]
    social_share: Mapped[Decimal | None]
    labour_share: Mapped[Decimal | None]
    state: Mapped[PassDownState] = mapped_column(
        choice(PassDownState), default=PassDownState.PROPOSED
    )
    for_buyer: Mapped[bool]
    """Whether the buyer's side proposed it; the other one answers."""
    from_contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contracts.id"), index=True)
    """The contract above which asks for it, where it came with the package."""
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    declined_because: Mapped[str] = mapped_column(default="", info={"personal": True})

    @property
    def terms(self) -> PassDownTerms:
        return PassDownTerms(self.payment_days, self.social_share, self.labour_share)


class LabourReturn(Row):
    """The hours of one month under a contract, as its contractor returned them, one time of many."""

    __tablename__ = "labour_returns"
    __table_args__ = (
        UniqueConstraint("contract_id", "month", "number"),
        Index(
            "uq_labour_returns_standing",
            "contract_id",
            "month",
            unique=True,
            postgresql_where=text("state <> 'corrected'"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    month: Mapped[date]
    """Its first day."""
    number: Mapped[int]
    """1 for the first return of the month, 2 for its first correction."""
    hours: Mapped[Decimal]
    furthest: Mapped[Decimal]
    evidence: Mapped[str] = mapped_column(info={"personal": True})
    state: Mapped[ReturnState] = mapped_column(choice(ReturnState), default=ReturnState.MADE)
    returned_at: Mapped[datetime]
    returned_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """Who of the buyer confirmed or questioned it last."""
    questioned_because: Mapped[str] = mapped_column(default="", info={"personal": True})
