"""Which breaches of a contract, or failures to improve, did its buyer record?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.contracts.breach import Breach, BreachKind, Consequence
from procurement.ground.money import Money


class ContractBreach(Row):
    """One breach, in the words of its notice, with what followed and what the supplier says."""

    __tablename__ = "contract_breaches"
    __table_args__ = (
        UniqueConstraint("contract_id", "number"),
        Index(
            "ix_contract_breaches_unanswered",
            "contract_id",
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index(
            "ix_contract_breaches_unpublished",
            "contract_id",
            postgresql_where=text("notice_id IS NULL"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    event: Mapped[str] = mapped_column(info={"personal": True})
    happened_on: Mapped[date]
    obligation: Mapped[str] = mapped_column(info={"personal": True})
    nature: Mapped[str] = mapped_column(info={"personal": True})
    impact: Mapped[str] = mapped_column(info={"personal": True})
    duration: Mapped[str] = mapped_column(info={"personal": True})
    mitigation: Mapped[str] = mapped_column(info={"personal": True})
    warnings: Mapped[str] = mapped_column(info={"personal": True})
    amount: Mapped[Money | None]
    basis: Mapped[str] = mapped_column(info={"personal": True})
    kind: Mapped[BreachKind] = mapped_column(choice(BreachKind))
    """What followed."""
    follows_on: Mapped[date | None]
    """On which day it followed; empty where nothing did yet."""
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    answer: Mapped[str] = mapped_column(default="", info={"personal": True})
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("official_notices.id"))
    """The notice that published it."""

    @property
    def said(self) -> Breach:
        return Breach(
            self.event, self.happened_on, self.obligation, self.nature, self.impact, self.duration,
            self.mitigation, self.warnings, self.amount, self.basis,
        )  # fmt: skip

    @property
    def consequence(self) -> Consequence:
        return Consequence(self.kind, self.follows_on)
