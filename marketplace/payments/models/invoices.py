"""Who owes whom for what, and by when?"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, TEXT
from sqlalchemy.orm import Mapped, mapped_column

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.dispute import Dispute
from invoicing.payments.payment_terms import Due
from marketplace.contracts.models.contracts import Contract
from marketplace.engine.access import Actor
from marketplace.engine.db import Base, Row, choice
from marketplace.organisations.models.documents import Document, readers
from marketplace.payments.models.payments import ROLES_THAT_READ, Checkout, TradedFrom
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.tendering.regime import Regime


class InvoiceKind(StrEnum):
    """An invoice, or the credit note that takes one back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


SERIES = {InvoiceKind.INVOICE: "INV", InvoiceKind.CREDIT_NOTE: "CN"}
"""Invoices and credit notes are two series of each organisation's own, each without gaps."""


class InvoiceNumber(Base):
    """The series of an organisation in use: locked while the next number is taken, so no gaps."""

    __tablename__ = "invoice_numbers"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind), primary_key=True)
    prefix: Mapped[str | None]
    """Its own choice; None: as ``SERIES`` says."""
    first: Mapped[int] = mapped_column(default=1)
    last: Mapped[int] = mapped_column(default=0)

    @property
    def beginning(self) -> str:
        """What stands before each number."""
        return SERIES[self.kind] if self.prefix is None else self.prefix


class Invoice(Row):
    """One supplier's invoice to one buyer. A consortium's milestone makes one for each member."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        UniqueConstraint("milestone_id", "supplier_id", "kind", "version"),
        Index(
            "ix_invoices_open",
            "due_on",
            postgresql_where=text("state IN ('sent', 'approved', 'disputed')"),
        ),
        Index("ix_invoices_buyer", "buyer_id", "due_on", "id"),
        Index("ix_invoices_supplier", "supplier_id", "due_on", "id"),
        Index(
            "ix_invoices_buyer_state",
            "buyer_id",
            "state",
            "due_on",
            "id",
            postgresql_include=["kind", "gross"],
        ),
        Index(
            "ix_invoices_supplier_state",
            "supplier_id",
            "state",
            "due_on",
            "id",
            postgresql_include=["kind", "gross"],
        ),
        Index(
            "ix_invoices_buyer_received",
            "buyer_id",
            "received_at",
            postgresql_where=text("kind = 'invoice'"),
        ),
        Index(
            "ix_invoices_buyer_paid",
            "buyer_id",
            "paid_on",
            postgresql_where=text("kind = 'invoice'"),
        ),
        Index(
            "ix_invoices_buyer_disputed",
            "buyer_id",
            "due_on",
            postgresql_where=text("disputed_at IS NOT NULL"),
        ),
        Index(
            "ix_invoices_supplier_disputed",
            "supplier_id",
            "due_on",
            postgresql_where=text("disputed_at IS NOT NULL"),
        ),
        Index(
            "ix_invoices_buyer_notes",
            "buyer_id",
            "due_on",
            "id",
            postgresql_where=text("kind = 'credit_note'"),
        ),
        Index(
            "ix_invoices_supplier_notes",
            "supplier_id",
            "due_on",
            "id",
            postgresql_where=text("kind = 'credit_note'"),
        ),
    )

    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind), default=InvoiceKind.INVOICE)
    state: Mapped[InvoiceState] = mapped_column(choice(InvoiceState), default=InvoiceState.SENT)
    number: Mapped[str]
    supplier_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    buyer_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contracts.id"), index=True)
    milestone_id: Mapped[UUID | None] = mapped_column(ForeignKey("milestones.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    """Counts a supplier's invoices for one milestone, 2 after the first was taken back; and its
    credit notes."""
    credits_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    issued_on: Mapped[date]
    received_at: Mapped[datetime]
    net: Mapped[Money]
    vat: Mapped[Money]
    gross: Mapped[Money]
    document: Mapped[dict[str, Any]]
    """The frozen invoice as the rules made it: what the XML and the PDF show."""
    peppol_faults: Mapped[list[str] | None] = mapped_column(ARRAY(TEXT))
    """What keeps the kept XML from being one of Peppol's; None: not looked at."""
    due_on: Mapped[date]
    latest_on: Mapped[date]
    regime: Mapped[str]
    payment_reference: Mapped[str]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    disputed_at: Mapped[datetime | None]
    disputed_because: Mapped[str | None] = mapped_column(info={"personal": True})
    disputed: Mapped[Money | None]
    """How much is disputed, with VAT; the rest stays due."""
    dispute_answer: Mapped[str | None] = mapped_column(info={"personal": True})
    """What the supplier says to the dispute, last."""
    dispute_answered_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]

    @property
    def due(self) -> Due:
        """The clock of the invoice."""
        return Due(london_day(self.received_at), self.due_on, self.latest_on, Regime(self.regime))

    @property
    def dispute(self) -> Dispute | None:
        """What is disputed now, and why."""
        if self.disputed_at is None or self.disputed is None:
            return None
        return Dispute(london_day(self.disputed_at), self.disputed, self.disputed_because or "")


class SubcontractDeduction(Row):
    """What a supplier passes on to another counted enterprise out of an invoice, net of VAT."""

    __tablename__ = "subcontract_deductions"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    amount: Mapped[Money]
    declared_at: Mapped[datetime]


class SubcontractTradedFrom(TradedFrom, Base):
    """The standing of the enterprise that a sum is passed on to, on the day of one payment.

    A refund has none: it takes back from where its payment counted.
    """

    __tablename__ = "subcontract_standings"

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    deduction_id: Mapped[UUID] = mapped_column(
        ForeignKey("subcontract_deductions.id"), primary_key=True
    )


def invoices_visible_to(actor: Actor) -> Select[Invoice]:
    """Invoices and credit notes of the person's organisations, as supplier, as buyer, or as the
    lead of the consortium whose milestone they are for."""
    if actor.is_system:
        return select(Invoice).where(true())
    mine = actor.organisations_as(*ROLES_THAT_READ)
    led = select(Contract.id).where(Contract.supplier_id.in_(mine))
    return select(Invoice).where(
        or_(
            Invoice.supplier_id.in_(mine),
            Invoice.buyer_id.in_(mine),
            Invoice.contract_id.in_(led),
        )
    )


@readers("invoice")
def _readers(actor: Actor) -> ColumnElement[bool]:
    """Whoever sees the invoice."""
    return Document.subject_id.in_(invoices_visible_to(actor).with_only_columns(Invoice.id))


def checkouts_visible_to(actor: Actor) -> Select[Checkout]:
    """The payments by card of the invoices that the person sees."""
    visible = invoices_visible_to(actor).with_only_columns(Invoice.id)
    return select(Checkout).where(Checkout.invoice_id.in_(visible))
