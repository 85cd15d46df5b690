"""Who owes whom for what, and by when?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.invoice import InvoiceState
from marketplace.db import Base, Row, choice
from procurement.money import Money


class InvoiceKind(StrEnum):
    """An invoice, or the credit note that takes one back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceNumber(Base):
    """The last number an organisation has used: locked while the next is taken, so no gaps."""

    __tablename__ = "invoice_numbers"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class Invoice(Row):
    """One supplier's invoice to one buyer. A consortium's milestone makes one for each member."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        UniqueConstraint("milestone_id", "supplier_id", "kind", "version"),
    )

    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind), default=InvoiceKind.INVOICE)
    state: Mapped[InvoiceState] = mapped_column(choice(InvoiceState), default=InvoiceState.SENT)
    number: Mapped[str]
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), index=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    milestone_id: Mapped[UUID | None] = mapped_column(ForeignKey("milestones.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    """Counts the invoices for one milestone: 2 after the first was credited."""
    credits_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    issued_on: Mapped[date]
    received_at: Mapped[datetime]
    net: Mapped[Money]
    vat: Mapped[Money]
    gross: Mapped[Money]
    document: Mapped[dict[str, Any]]
    """The frozen invoice as the rules made it: what the XML and the PDF show."""
    due_on: Mapped[date]
    latest_on: Mapped[date]
    regime: Mapped[str]
    payment_reference: Mapped[str]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    disputed_at: Mapped[datetime | None]
    disputed_because: Mapped[str | None]
    paid_on: Mapped[date | None]


class SubcontractDeduction(Row):
    """What a supplier passes on to another counted enterprise out of an invoice, net of VAT."""

    __tablename__ = "subcontract_deductions"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    amount: Mapped[Money]
    declared_at: Mapped[datetime]
