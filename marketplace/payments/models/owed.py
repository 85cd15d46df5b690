"""How much is owed on each organisation's open invoices? Kept by triggers as each changes; a tail
waits until a job folds it (see ``economy.models.totals``)."""

from datetime import date
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.billing.invoice import InvoiceState
from marketplace.engine.db import REMOVABLE, Base, choice


class _Owed:
    """So much is owed on the open invoices in one state that fall due on one day, of the
    organisation that has to pay them (``buying``) or that sent them (``selling``)."""

    organisation_id: Mapped[UUID]
    side: Mapped[str]
    state: Mapped[InvoiceState] = mapped_column(choice(InvoiceState))
    due_on: Mapped[date]
    pence: Mapped[int] = mapped_column(BigInteger)


class OwedTail(_Owed, Base):
    """What is in no folded row yet; below zero where less is owed."""

    __tablename__ = "owed_tail"
    __table_args__ = REMOVABLE

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)


class OwedTotal(_Owed, Base):
    """The folded rows."""

    __tablename__ = "owed_totals"
    __table_args__ = (
        Index("ix_owed_totals_nothing", "organisation_id", postgresql_where=text("pence = 0")),
        REMOVABLE,
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    side: Mapped[str] = mapped_column(primary_key=True)
    state: Mapped[InvoiceState] = mapped_column(choice(InvoiceState), primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
