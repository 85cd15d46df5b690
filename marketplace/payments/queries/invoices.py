"""What is owed, paid and late on an invoice?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, select
from sqlalchemy.orm import aliased

from invoicing.billing.credit_note import CreditNote
from invoicing.billing.document_json import from_json
from invoicing.billing.invoice import Invoice as Document
from invoicing.billing.invoice import InvoiceState
from invoicing.payments.dispute import payable_now
from invoicing.payments.late_payment import LatePayment, late_payment_in_parts
from invoicing.payments.payment import Balance, balance
from invoicing.payments.payment_word import PaymentState
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.law import known_figures
from marketplace.payments.models.invoices import Invoice, InvoiceKind, SubcontractDeduction
from marketplace.payments.models.payments import Allocation, Payment
from procurement.ground.exact import half_up
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Account:
    """An invoice as it was sent, and what was credited and paid since."""

    invoice: Invoice
    balance: Balance
    said: Money
    """What of it was paid by the word of its payer alone."""

    @property
    def document(self) -> Document | CreditNote:
        """What was sent: frozen, whatever the contract and the organisations say today."""
        return from_json(self.invoice.document)

    @property
    def supplier(self) -> str:
        """Its name, as it stands on the document."""
        return str(self.invoice.document["supplier"]["name"])

    @property
    def buyer(self) -> str:
        """Its name, as it stands on the document."""
        return str(self.invoice.document["buyer"]["name"])

    @property
    def total(self) -> Money:
        """With VAT; below zero for a credit note, so that a list adds up to what was asked for."""
        return -self.invoice.gross if self.is_credit_note else self.invoice.gross

    @property
    def outstanding(self) -> Money:
        """What the buyer still owes, disputed or not."""
        return Money(0) if self.is_credit_note else self.balance.outstanding

    @property
    def payable(self) -> Money:
        """What must be paid although the rest may be disputed."""
        return payable_now(self.balance, self.invoice.dispute)

    @property
    def is_said_to_be_paid(self) -> bool:
        """Whether it is settled, and its supplier has not confirmed yet that all of it came."""
        return self.invoice.state is InvoiceState.PAID and self.said > Money(0)

    @property
    def is_open(self) -> bool:
        return self.outstanding > Money(0)

    @property
    def is_credit_note(self) -> bool:
        return self.invoice.kind is InvoiceKind.CREDIT_NOTE


def accounts(selection: Select[Invoice]) -> list[Account]:
    """The invoices of a Select with their sums, in its order: one query, however many."""
    return accounts_in(session.execute(with_sums(selection)))


def with_sums(selection: Select[Invoice]) -> Select[Invoice, Money, Money, Money]:
    """The same invoices, each with what was paid on it, what was credited, and what of it was paid
    by the word of its payer."""
    return selection.add_columns(*_paid_and_credited(), _said())


def accounts_in(rows: Iterable[Sequence[Any]]) -> list[Account]:
    """The accounts in rows that were read ``with_sums``."""
    return [
        Account(
            row[0],
            balance(row[0].gross, [as_money(row[1])], [as_money(row[2])]),
            as_money(row[3]),
        )
        for row in rows
    ]


def is_payable() -> ColumnElement[bool]:
    """That something must be paid on an invoice now: ``Account.payable`` as a condition."""
    paid, credited = _paid_and_credited()
    is_disputed = Invoice.disputed_at.is_not(None)
    disputed = case((is_disputed, func.coalesce(Invoice.disputed, 0)), else_=0)
    is_invoice = Invoice.kind == InvoiceKind.INVOICE
    return is_invoice & (Invoice.gross > paid + credited + disputed)


@cache
def _paid_and_credited() -> tuple[ScalarSelect[Money], ScalarSelect[Money]]:
    """What was set against an invoice, and what credit notes took off it."""
    note = aliased(Invoice)
    paid = select(func.coalesce(func.sum(Allocation.amount), 0)).where(
        Allocation.invoice_id == Invoice.id
    )
    credited = select(func.coalesce(func.sum(note.gross), 0)).where(note.credits_id == Invoice.id)
    return paid.correlate(Invoice).scalar_subquery(), credited.correlate(Invoice).scalar_subquery()


@cache
def _said() -> ScalarSelect[Money]:
    said = (
        select(func.coalesce(func.sum(Allocation.amount), 0))
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(
            Allocation.invoice_id == Invoice.id,
            Payment.state == PaymentState.SAID,
            Payment.amount > Money(0),
        )
    )
    return said.correlate(Invoice).scalar_subquery()


def as_money(amount: Money | int) -> Money:
    """What a sum of pence is read as."""
    return amount if isinstance(amount, Money) else Money(int(amount))


def organisations_by_id(ids: Iterable[UUID]) -> dict[UUID, Organisation]:
    """These organisations, in one query."""
    rows = session.scalars(select(Organisation).where(Organisation.id.in_(list(ids))))
    return {row.id: row for row in rows}


def account_of(invoice_id: UUID) -> Account:
    """One invoice with its sums."""
    return accounts(select(Invoice).where(Invoice.id == invoice_id))[0]


def balances(ids: Iterable[UUID]) -> dict[UUID, Balance]:
    """What was credited and paid on each invoice."""
    rows = accounts(select(Invoice).where(Invoice.id.in_(list(ids))))
    return {account.invoice.id: account.balance for account in rows}


def credit_notes_of(invoice_id: UUID) -> Sequence[Invoice]:
    """The credit notes against an invoice, in order."""
    return session.scalars(
        select(Invoice).where(Invoice.credits_id == invoice_id).order_by(Invoice.version)
    ).all()


@dataclass(frozen=True, slots=True)
class Creditable:
    """What of an invoice can still be taken back."""

    account: Account
    net_left: Money
    net_disputed: Money | None
    """What of it without VAT comes to what the buyer disputes."""


def creditable(invoice_id: UUID) -> Creditable:
    """Two queries."""
    account = account_of(invoice_id)
    invoice = account.invoice
    left = invoice.net - Money.total(row.net for row in credit_notes_of(invoice_id))
    disputed = invoice.disputed
    if disputed is None or not invoice.gross:
        return Creditable(account, left, None)
    net = half_up(Fraction(disputed.pence * invoice.net.pence, invoice.gross.pence))
    return Creditable(account, left, min(Money(net), left))


def group_of(invoice: Invoice) -> Select[Invoice]:
    """The invoices for the same milestone, the invoice itself among them; not the credited ones."""
    return invoices_for([invoice.milestone_id] if invoice.milestone_id else [])


def first_of_group(invoice: Invoice) -> Invoice:
    """The invoice by which its whole group is approved; itself where it has none."""
    return session.scalars(group_of(invoice).limit(1)).one_or_none() or invoice


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


def invoices_of(milestone_ids: Iterable[UUID]) -> Sequence[Invoice]:
    """Those invoices, read."""
    return session.scalars(invoices_for(milestone_ids)).all()


def passed_on_from(invoice_id: UUID) -> list[SubcontractDeduction]:
    """What the supplier declared to pass on out of an invoice, in the order declared."""
    return list(
        session.scalars(
            select(SubcontractDeduction)
            .where(SubcontractDeduction.invoice_id == invoice_id)
            .order_by(SubcontractDeduction.id)
        )
    )


def receipts_on(invoice_id: UUID) -> list[tuple[Money, date]]:
    """What of each payment stands against an invoice (below zero for a refund), and since which
    day, in order."""
    return [(amount, day) for _, amount, day in _standing([invoice_id])]


def settled_on(ids: Iterable[UUID]) -> dict[UUID, date]:
    """On which day the last payment came that stands against each invoice."""
    return {invoice_id: day for invoice_id, amount, day in _standing(ids) if amount > Money(0)}


def _standing(ids: Iterable[UUID]) -> list[tuple[UUID, Money, date]]:
    """Invoice, amount and day of each payment of which something stands against it, by day.

    The day is the last on which something of it was set against the invoice.
    """
    since = func.max(Allocation.counts_on).filter(
        (Allocation.amount > Money(0)) | (Payment.amount < Money(0))
    )
    rows = session.execute(
        select(Allocation.invoice_id, func.sum(Allocation.amount), since)
        .join(Payment, Payment.id == Allocation.payment_id)
        .where(Allocation.invoice_id.in_(list(ids)))
        .group_by(Allocation.invoice_id, Payment.id)
        .having(func.sum(Allocation.amount) != Money(0))
        .order_by(since, Payment.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def late_payment_on(account: Account, today: date) -> LatePayment | Refusal | None:
    """What is owed beside the invoice for lateness; None where nothing was late.

    A Refusal, not raised, where the reference rate of the half-year is not known.
    """
    receipts = receipts_on(account.invoice.id)
    parts = [(amount, day) for amount, day in receipts if amount > Money(0)]
    if account.outstanding:
        parts.append((account.outstanding, today))
    if all(day <= account.invoice.due_on for _, day in parts):
        return None
    try:
        return late_payment_in_parts(account.invoice.due_on, parts, known_figures())
    except Refusal as no:
        return no
