"""How did each buyer deal with each invoice, and with how many of them in how many days?

Kept beside the invoices, and told by triggers as each changes; a tail waits until a job folds it
(see ``economy.models.totals``).
"""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.engine.db import REMOVABLE, Base


class PayerRecord(Base):
    """One invoice of an enterprise that counted in some place on the day the invoice came.

    Followed by the database: it is as ``payer_records_now`` says, whatever is changed later.
    """

    __tablename__ = "payer_records"
    __table_args__ = REMOVABLE

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    buyer_id: Mapped[UUID]
    places: Mapped[list[str]] = mapped_column(ARRAY(TEXT))
    received_on: Mapped[date]
    due_on: Mapped[date]
    paid_on: Mapped[date | None]
    is_small: Mapped[bool]
    owed: Mapped[int] = mapped_column(BigInteger)
    """Pence that are neither paid nor credited."""
    owed_after_quarter: Mapped[int] = mapped_column(BigInteger)
    """The same at the end of the quarter in which the invoice came."""
    owed_after_year: Mapped[int] = mapped_column(BigInteger)


class _Days:
    """So many invoices of a buyer in a place and a period, alike in how they were dealt with.

    Those paid by the period's end have ``days``; the others the days they came and fell due on,
    and what is owed on them.
    """

    place: Mapped[str]
    period: Mapped[str]
    """``all``, or the year or the quarter in which they came, as ``2026`` or ``2026-Q1``."""
    buyer_id: Mapped[UUID]
    is_small: Mapped[bool]
    days: Mapped[int | None]
    received_on: Mapped[date | None]
    due_on: Mapped[date | None]
    invoices: Mapped[int] = mapped_column(BigInteger)
    pence: Mapped[int] = mapped_column(BigInteger)


class PaymentDaysTail(_Days, Base):
    """What is in no folded row yet; below zero where an invoice is counted elsewhere now."""

    __tablename__ = "payment_days_tail"
    __table_args__ = REMOVABLE

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)


class PaymentDays(_Days, Base):
    """The folded histogram: one row for each way in which invoices were dealt with."""

    __tablename__ = "payment_days"
    __table_args__ = (
        Index(
            "uq_payment_days_key",
            "place",
            "period",
            "buyer_id",
            "is_small",
            "days",
            "received_on",
            "due_on",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "ix_payment_days_nothing",
            "place",
            postgresql_where=text("invoices = 0 AND pence = 0"),
        ),
        REMOVABLE,
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
