"""What stands beside one invoice: its account, its documents, its group, what was paid and how?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from invoicing.billing.billing_document import BankAccount as BankDetails
from invoicing.payments.late_payment import LatePayment
from marketplace.engine.access import Actor
from marketplace.engine.db import session
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import names_of
from marketplace.organisations.queries.law import known_holidays
from marketplace.payments.models.bank_accounts import BankAccount
from marketplace.payments.models.invoices import Invoice, SubcontractDeduction, invoices_visible_to
from marketplace.payments.models.payments import (
    Allocation,
    CardDispute,
    Checkout,
    Payment,
    Repayment,
)
from marketplace.payments.queries.bank_accounts import Wait, current_account, details_of, waits
from marketplace.payments.queries.invoice_documents import PDF, XML, kept_documents
from marketplace.payments.queries.invoices import (
    Account,
    account_of,
    accounts,
    group_of,
    late_payment_on,
    passed_on_from,
)
from marketplace.payments.queries.payments import (
    Happening,
    history_of,
    last_checkout,
    open_disputes_on,
    receipts_of,
)
from marketplace.payments.queries.repayments import owed_back_on
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True)
class InvoiceDetails:
    """One invoice or credit note with everything that its page shows."""

    account: Account
    is_latest_by_law: bool
    """Whether no earlier day was agreed than the last one that the law allows."""
    late: LatePayment | Refusal | None
    has_xml: bool
    has_pdf: bool
    bank: BankAccount | None
    wait: Wait | None
    """Why it may not be paid into yet."""
    bank_details: BankDetails | None
    group: Sequence[Account]
    """The members' invoices for the same milestone that the person sees; none where it is alone."""
    receipts: Sequence[tuple[Payment, Allocation]]
    owed_back: Sequence[Repayment]
    """What the supplier owes back of the payments that were set against it."""
    passed_on: Sequence[SubcontractDeduction]
    names: Mapping[UUID, str]
    """Of those that a part is passed on to."""
    checkout: Checkout | None
    """By card: in hand, on its way, or the last one, where it failed."""
    asked_back: Sequence[CardDispute]
    notes: Sequence[Invoice]
    """The credit notes that take it back; of a credit note the invoice that it takes back."""
    history: Sequence[Happening]
    """By the day on which each happened."""
    takes_cards: bool


def invoice_details(actor: Actor, invoice: Invoice, today: date) -> InvoiceDetails:
    """Read whole, in a fixed number of queries."""
    account, documents = account_of(invoice.id), kept_documents(invoice.id)
    bank, passed_on = current_account(invoice.supplier_id), passed_on_from(invoice.id)
    wait = waits([invoice.supplier_id], today).get(invoice.supplier_id)
    visible = invoices_visible_to(actor).with_only_columns(Invoice.id)
    notes, receipts = _notes_of(invoice), receipts_of(invoice.id)
    group = accounts(group_of(invoice).where(Invoice.id.in_(visible)))
    return InvoiceDetails(
        account=account,
        is_latest_by_law=invoice.due.is_latest_by_law(known_holidays()),
        late=late_payment_on(account, today),
        has_xml=XML in documents,
        has_pdf=PDF in documents,
        bank=bank,
        wait=wait,
        bank_details=details_of(bank) if bank and not wait else None,
        group=group if len(group) > 1 else [],
        receipts=receipts,
        owed_back=owed_back_on(invoice.id),
        passed_on=passed_on,
        names=names_of(row.organisation_id for row in passed_on),
        checkout=last_checkout(invoice.id),
        asked_back=open_disputes_on(invoice.id),
        notes=notes,
        history=history_of(invoice, notes, receipts),
        takes_cards=bool(session.get_one(Organisation, invoice.supplier_id).stripe_account),
    )


def _notes_of(invoice: Invoice) -> Sequence[Invoice]:
    return session.scalars(
        select(Invoice).where(
            (Invoice.credits_id == invoice.id) | (Invoice.id == invoice.credits_id)
        )
    ).all()
