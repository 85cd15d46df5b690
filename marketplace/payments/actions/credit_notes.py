"""Putting an invoice right: made smaller by a credit note, or taken back so that a right one may
follow."""

from collections.abc import Sequence

from sqlalchemy import func, select

from invoicing.billing import credit_note, document_json
from invoicing.billing import invoice as rules
from invoicing.billing.credit_note import CreditNote
from invoicing.billing.invoice import INVOICE_TRANSITIONS, InvoiceState
from marketplace.contracts.models.contracts import Milestone
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.payments.actions import billing
from marketplace.payments.actions.allocations import end_checkouts, follow_sums, take_off_excess
from marketplace.payments.actions.first_sales import note_first_sale
from marketplace.payments.actions.invoice_letters import render, tell_buyer
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.invoices import account_of, credit_notes_of
from procurement.contracts.contract import MILESTONE, MilestoneState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@action("invoice.credit")
def credit_invoice(act: Act, invoice: Invoice, *, reason: str, net: Money | None = None) -> Invoice:
    """Take back all that is left of an invoice by a credit note, or ``net`` of it without VAT.

    What was paid beyond what still stands is owed back. A smaller invoice stays due when it
    always was; the milestone of one taken back whole can be invoiced again.
    """
    earlier = credit_notes_of(invoice.id)
    note = _document(act, invoice, earlier, net, reason)
    row = _issue(act, invoice, note)
    db.session.flush()
    end_checkouts(act, invoice)
    if account_of(invoice.id).balance.verb == "credit":
        invoice.state = INVOICE_TRANSITIONS.after(invoice.state, "credit")
        invoice.disputed = invoice.paid_on = None
        _free_milestone(invoice)
        note_first_sale(invoice)
    else:
        _settle_dispute(invoice, row.gross)
    take_off_excess(act, invoice)
    follow_sums(act, invoice)
    render(act, row)
    act.note(credit_note=row.id, gross=row.gross)
    _tell(act, invoice, note)
    return row


def _document(
    act: Act, invoice: Invoice, earlier: Sequence[Invoice], net: Money | None, reason: str
) -> CreditNote:
    original = document_json.from_json(invoice.document)
    if not isinstance(original, rules.Invoice):
        raise Refusal("A credit note is not taken back by another one. Send a new invoice.")
    if invoice.state is InvoiceState.CREDITED:
        raise Refusal("The whole of this invoice is taken back already.")
    before = [document_json.from_json(row.document) for row in earlier]
    notes = [note for note in before if isinstance(note, CreditNote)]
    left = invoice.net - Money.total(row.net for row in earlier)
    number = billing.next_number(invoice.supplier_id, InvoiceKind.CREDIT_NOTE)
    if not earlier and net in (None, left):
        note = credit_note.credit_in_full(
            original, number=number, issued_on=act.today, reason=reason
        )
    else:
        part = left if net is None else net
        note = credit_note.credit_in_part(
            original, part, notes, number=number, issued_on=act.today, reason=reason
        )
    refuse_if_any(credit_note.credit_note_faults(note, original, notes))
    return note


def _issue(act: Act, invoice: Invoice, note: CreditNote) -> Invoice:
    kind = InvoiceKind.CREDIT_NOTE
    return act.add(
        Invoice(
            kind=kind,
            number=note.number,
            supplier_id=invoice.supplier_id,
            buyer_id=invoice.buyer_id,
            contract_id=invoice.contract_id,
            milestone_id=invoice.milestone_id,
            version=_next_version(invoice),
            credits_id=invoice.id,
            issued_on=note.issued_on,
            received_at=act.now,
            net=note.totals.net,
            vat=note.totals.vat,
            gross=note.gross,
            document=document_json.as_json(note),
            due_on=act.today,
            latest_on=act.today,
            regime=invoice.regime,
            payment_reference=note.number,
        )
    )


def _next_version(invoice: Invoice) -> int:
    """Which credit note of the supplier for the milestone comes next: from 1."""
    last = db.session.scalar(
        select(func.max(Invoice.version)).where(
            Invoice.milestone_id == invoice.milestone_id,
            Invoice.supplier_id == invoice.supplier_id,
            Invoice.kind == InvoiceKind.CREDIT_NOTE,
        )
    )
    return (last or 0) + 1


def _settle_dispute(invoice: Invoice, credited: Money) -> None:
    """What is credited was right to dispute: it is disputed no more, nor the whole once all is."""
    if invoice.disputed is None:
        return
    if invoice.disputed > credited:
        invoice.disputed -= credited
    else:
        invoice.disputed = None
        invoice.state = INVOICE_TRANSITIONS.after(invoice.state, "settle")


def _free_milestone(invoice: Invoice) -> None:
    milestone = db.session.get(Milestone, invoice.milestone_id, with_for_update=True)
    if milestone is not None and milestone.state is MilestoneState.INVOICED:
        milestone.state = MILESTONE.after(milestone.state, "credit")


def _tell(act: Act, invoice: Invoice, note: CreditNote) -> None:
    account = account_of(invoice.id)
    tell_buyer(
        act,
        invoice,
        "invoice_credited",
        note=note.number,
        supplier=note.supplier.name,
        gross=note.gross,
        is_whole=invoice.state is InvoiceState.CREDITED,
        outstanding=account.outstanding,
        due_on=invoice.due_on,
        reason=note.reason,
    )
