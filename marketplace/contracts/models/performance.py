"""By what is a contract judged, how was it rated, and which breaches of it are recorded?"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import Row, choice
from procurement.contracts.indicator import IndicatorTerms, Rating


class Indicator(Row):
    """A key performance indicator of a contract: part of what both sides sign."""

    __tablename__ = "indicators"
    __table_args__ = (UniqueConstraint("contract_id", "number"),)

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(info={"personal": True})
    target: Mapped[str] = mapped_column(info={"personal": True})
    measured: Mapped[str] = mapped_column(info={"personal": True})
    """How it is measured."""
    set_at: Mapped[datetime]
    set_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    removed_at: Mapped[datetime | None]
    """Before anybody signed: it is no part of the contract."""

    @property
    def terms(self) -> IndicatorTerms:
        return IndicatorTerms(self.title, self.target, self.measured)


class IndicatorException(Row):
    """Why the performance under a contract could not be assessed by indicators (s52(2))."""

    __tablename__ = "indicator_exceptions"

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), unique=True)
    reason: Mapped[str] = mapped_column(info={"personal": True})
    """Empty where it was taken back."""
    given_at: Mapped[datetime]
    given_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))


class PerformanceAssessment(Row):
    """The indicators of a contract, rated for one period."""

    __tablename__ = "performance_assessments"
    __table_args__ = (
        Index("ix_performance_assessments_contract", "contract_id", "ends_on"),
        Index(
            "ix_performance_assessments_waiting",
            "contract_id",
            postgresql_where=text("notice_id IS NULL"),
        ),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"))
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    is_final: Mapped[bool]
    """Whether the contract had ended, or ended with the period."""
    told_at: Mapped[datetime]
    told_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    comment: Mapped[str] = mapped_column(default="", info={"personal": True})
    """The supplier’s; empty where it had nothing to add."""
    commented_at: Mapped[datetime | None]
    commented_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    notice_id: Mapped[UUID | None] = mapped_column(ForeignKey("official_notices.id"))
    """The notice that published it."""


class IndicatorRating(Row):
    """What an assessment says of one indicator."""

    __tablename__ = "indicator_ratings"
    __table_args__ = (UniqueConstraint("assessment_id", "indicator_id"),)

    assessment_id: Mapped[UUID] = mapped_column(ForeignKey("performance_assessments.id"))
    indicator_id: Mapped[UUID] = mapped_column(ForeignKey("indicators.id"))
    rating: Mapped[Rating] = mapped_column(choice(Rating))
    reason: Mapped[str] = mapped_column(info={"personal": True})
