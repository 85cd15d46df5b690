"""Who owes whom for what, and by when?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Select, UniqueConstraint, func, or_, select, true
from sqlalchemy.orm import Mapped, aliased, mapped_column

from invoicing.billing.invoice import InvoiceState
from invoicing.payments.dispute import Dispute, payable_now_pence
from invoicing.payments.late_payment import LatePayment, late_payment_in_parts
from invoicing.payments.payment import Balance, balance
from invoicing.payments.payment_terms import Due
from marketplace.access import Actor
from marketplace.db import Base, Row, choice, session
from marketplace.models.contracts import Contract
from marketplace.models.organisations import Organisation
from marketplace.models.payments import ROLES_THAT_READ, Allocation, Payment, Standing
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


class InvoiceKind(StrEnum):
    """An invoice, or the credit note that takes one back."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceNumber(Base):
    """The last number of an organisation's series: locked while the next is taken, so no gaps."""

    __tablename__ = "invoice_numbers"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    kind: Mapped[InvoiceKind] = mapped_column(choice(InvoiceKind), primary_key=True)
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
    credits_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"), index=True)
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
    disputed: Mapped[Money | None]
    """How much is disputed, with VAT; the rest stays due."""
    dispute_answer: Mapped[str | None]
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
        return Dispute(
            london_day(self.disputed_at), self.disputed.pence, self.disputed_because or ""
        )


class SubcontractDeduction(Row):
    """What a supplier passes on to another counted enterprise out of an invoice, net of VAT."""

    __tablename__ = "subcontract_deductions"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    amount: Mapped[Money]
    declared_at: Mapped[datetime]


class SubcontractStanding(Standing, Base):
    """The standing of the enterprise that a sum is passed on to, on the day of one payment.

    A refund has none: it takes back from where its payment counted.
    """

    __tablename__ = "subcontract_standings"

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payments.id"), primary_key=True)
    deduction_id: Mapped[UUID] = mapped_column(
        ForeignKey("subcontract_deductions.id"), primary_key=True
    )


@dataclass(frozen=True, slots=True)
class Account:
    """An invoice with the names on it and what was credited and paid."""

    invoice: Invoice
    supplier: str
    buyer: str
    balance: Balance

    @property
    def outstanding(self) -> Money:
        """What the buyer still owes, disputed or not."""
        return Money(self.balance.outstanding_pence)

    @property
    def payable(self) -> Money:
        """What must be paid although the rest may be disputed."""
        return Money(payable_now_pence(self.balance, self.invoice.dispute))

    @property
    def refundable(self) -> Money:
        """What the supplier owes back."""
        return Money(self.balance.refundable_pence)

    @property
    def is_open(self) -> bool:
        return self.balance.outstanding_pence > 0


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


def accounts(selection: Select[Invoice]) -> list[Account]:
    """The invoices of a Select with names and sums, in its order: one query, however many."""
    supplier, buyer, note = aliased(Organisation), aliased(Organisation), aliased(Invoice)
    paid = (
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .where(Allocation.invoice_id == Invoice.id)
        .correlate(Invoice)
        .scalar_subquery()
    )
    credited = (
        select(func.coalesce(func.sum(note.gross), 0))
        .where(note.credits_id == Invoice.id)
        .correlate(Invoice)
        .scalar_subquery()
    )
    rows = session.execute(
        selection.join(supplier, supplier.id == Invoice.supplier_id)
        .join(buyer, buyer.id == Invoice.buyer_id)
        .add_columns(supplier.name, buyer.name, paid, credited)
    )
    return [
        Account(row[0], row[1], row[2], balance(row[0].gross.pence, [_pence(row[3])],
                                                [_pence(row[4])]))
        for row in rows
    ]  # fmt: skip


def _pence(amount: Money | int) -> int:
    return int(amount.pence if isinstance(amount, Money) else amount)


def account_of(invoice_id: UUID) -> Account:
    """One invoice with names and sums."""
    return accounts(select(Invoice).where(Invoice.id == invoice_id))[0]


def balances(ids: Iterable[UUID]) -> dict[UUID, Balance]:
    """What was credited and paid on each invoice."""
    found = accounts(select(Invoice).where(Invoice.id.in_(list(ids))))
    return {account.invoice.id: account.balance for account in found}


def group_of(invoice: Invoice) -> Select[Invoice]:
    """The invoices for the same milestone, the invoice itself among them; not the credited ones."""
    return (
        select(Invoice)
        .where(
            Invoice.milestone_id == invoice.milestone_id,
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.CREDITED,
        )
        .order_by(Invoice.id)
    )


def invoices_for(milestone_ids: Iterable[UUID]) -> Select[Invoice]:
    """The invoices for milestones that still stand, in order."""
    return (
        select(Invoice)
        .where(
            Invoice.milestone_id.in_(list(milestone_ids)),
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.state != InvoiceState.CREDITED,
        )
        .order_by(Invoice.id)
    )


def passed_on_from(invoice_id: UUID) -> list[SubcontractDeduction]:
    """What the supplier declared to pass on out of an invoice, in the order declared."""
    return list(
        session.scalars(
            select(SubcontractDeduction)
            .where(SubcontractDeduction.invoice_id == invoice_id)
            .order_by(SubcontractDeduction.id)
        )
    )


def receipts_on(invoice_id: UUID) -> list[tuple[int, date]]:
    """Every sum set against an invoice (pence, below zero for a refund) and its day, in order."""
    rows = session.execute(
        select(Allocation.amount, Payment.paid_on)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(Allocation.invoice_id == invoice_id)
        .order_by(Payment.paid_on, Payment.id)
    )
    return [(amount.pence, day) for amount, day in rows]


def late_payment_on(account: Account, today: date) -> LatePayment | Refusal | None:
    """What is owed beside the invoice for lateness; None where nothing was late.

    A Refusal, not raised, where the reference rate of the half-year is not known.
    """
    parts = [(pence, day) for pence, day in receipts_on(account.invoice.id) if pence > 0]
    if account.outstanding:
        parts.append((account.outstanding.pence, today))
    if all(day <= account.invoice.due_on for _, day in parts):
        return None
    try:
        return late_payment_in_parts(account.invoice.due_on, parts)
    except Refusal as no:
        return no
