"""What does an authority say in its payments compliance notice of a half-year, and where is it?"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.payments.payments_compliance import LedgerFigures
from marketplace.engine.db import Row
from procurement.ground.money import Money


class ComplianceNotice(Row):
    """The notice (UK17) of one half-year: what the authority says of invoices that are not recorded
    here, and, once it was published, what it said and its number."""

    __tablename__ = "compliance_notices"
    __table_args__ = (UniqueConstraint("organisation_id", "begins_on"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    begins_on: Mapped[date]
    paid: Mapped[int]
    """Of the authority’s own ledger, as all down to what was not paid: 0 where nothing else is."""
    mean_days: Mapped[Decimal]
    within_30: Mapped[int]
    days_31_to_60: Mapped[int]
    over_60: Mapped[int]
    payable: Mapped[Money]
    not_paid: Mapped[Money]
    said_at: Mapped[datetime]
    said_by: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    number: Mapped[str | None]
    """Its number on the central digital platform; None while it is not published."""
    published_at: Mapped[datetime | None]
    lines: Mapped[list[Any] | None]
    """What it said, line by line: key, label and sentences."""
    recorded_at: Mapped[datetime | None]
    recorded_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))

    @property
    def ledger(self) -> LedgerFigures:
        return LedgerFigures(
            self.paid, self.mean_days, self.within_30, self.days_31_to_60, self.over_60,
            self.payable, self.not_paid,
        )  # fmt: skip
