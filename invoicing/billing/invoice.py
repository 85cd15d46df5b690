"""What does this invoice ask for, is it fit to send, and where does it stand?"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from invoicing.billing.billing_document import BillingDocument, document_faults, is_printable
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice(BillingDocument):
    """An invoice as issued; never changed after, only credited.

    ``due_on``: the agreed due date (BT-9); ``terms``: the payment terms in words
    (BT-20); ``note``: anything else the buyer should read (BT-22).
    """

    due_on: date | None = None
    terms: str = ""
    note: str = ""


def invoice_faults(invoice: Invoice) -> list[Refusal]:
    """Why the invoice is not fit to send, each fault a sentence beside its field."""
    faults = document_faults(invoice)
    if invoice.gross > Money(0) and invoice.due_on is None and not invoice.terms.strip():
        faults.append(Refusal("It says neither a due date nor payment terms.", field="due_on"))
    if invoice.due_on is not None and invoice.due_on < invoice.issued_on:
        faults.append(Refusal("It is due before it is issued.", field="due_on"))
    for field, text in (("terms", invoice.terms), ("note", invoice.note)):
        if not is_printable(text):
            faults.append(Refusal("It holds a character that cannot be printed.", field=field))
    return faults


def invalid_because(invoice: Invoice) -> list[Refusal]:
    """Why a contracting authority may treat the invoice as invalid; nothing: it must be paid.

    The least that Procurement Act 2023 s68 asks for: the name of the invoicing
    party, a description, the sum, and a number of its own. Whatever else is wrong
    on it is no reason not to pay it (tax law asks for more: ``invoice_faults``).
    """
    faults = []
    if not invoice.supplier.name.strip():
        faults.append(Refusal("It does not name who sent it.", field="supplier"))
    if not any(line.description.strip() for line in invoice.lines):
        faults.append(Refusal("It does not say what was supplied.", field="lines"))
    if invoice.gross <= Money(0):
        faults.append(Refusal("It asks for no sum of money.", field="lines"))
    if not invoice.number.strip():
        faults.append(Refusal("It has no number of its own.", field="number"))
    return faults


def refuse_unfit(invoice: Invoice) -> None:
    """Refuse an invoice that is not fit to send."""
    refuse_if_any(invoice_faults(invoice))


def series_number(prefix: str, sequence: int) -> str:
    """The number on the document: ``INV-000007``. Sequences run without gaps (reg 14(1)(a)).

    The prefix names the series, for each supplier its own; a series may have none.
    """
    if sequence < 1:
        raise Refusal("A series of numbers begins with 1 or more.", field="number")
    return f"{prefix}-{sequence:06}" if prefix else f"{sequence:06}"


class InvoiceState(StrEnum):
    """Where an invoice stands. Part payment is no state: it is worked out from allocations."""

    SENT = "sent"
    """With the buyer; the clock runs from its receipt."""
    APPROVED = "approved"
    DISPUTED = "disputed"
    """In whole or in part; what is not disputed stays due."""
    PAID = "paid"
    """Nothing is outstanding, by payments or by payments and credit notes."""
    CREDITED = "credited"
    """Cancelled by credit notes for the whole of it; what was paid is to be refunded."""


INVOICE_TRANSITIONS = Transitions(
    "invoice",
    {
        "approve": ({InvoiceState.SENT, InvoiceState.DISPUTED}, InvoiceState.APPROVED),
        "dispute": ({InvoiceState.SENT, InvoiceState.APPROVED}, InvoiceState.DISPUTED),
        "settle": ({InvoiceState.DISPUTED}, InvoiceState.SENT),
        "pay": (
            {InvoiceState.SENT, InvoiceState.APPROVED, InvoiceState.DISPUTED},
            InvoiceState.PAID,
        ),
        "reverse": ({InvoiceState.PAID}, InvoiceState.APPROVED),
        "credit": (
            {InvoiceState.SENT, InvoiceState.APPROVED, InvoiceState.DISPUTED, InvoiceState.PAID},
            InvoiceState.CREDITED,
        ),
    },
)
"""``settle``: a dispute is withdrawn. ``pay``: once nothing is outstanding; money that
has come is recorded whatever else is open. ``reverse``: a payment bounced.
``credit``: once credit notes cover the whole."""
