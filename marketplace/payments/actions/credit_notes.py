"""Taking back the whole of an invoice, so that a right one may follow."""

from invoicing.billing import credit_note, document_json
from invoicing.billing import invoice as rules
from invoicing.billing.invoice import INVOICE_TRANSITIONS
from marketplace.contracts.models.contracts import Milestone
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.payments.actions import billing
from marketplace.payments.actions.invoice_letters import render, tell_buyer
from marketplace.payments.actions.payments import end_checkouts
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from procurement.contracts.contract import MILESTONE, MilestoneState
from procurement.ground.refusal import refuse_if_any


@action("invoice.credit")
def credit_invoice(act: Act, invoice: Invoice, *, reason: str) -> Invoice:
    """Take back the whole of an invoice by a credit note; a new invoice may follow.

    What was paid on it is then owed back. The milestone can be invoiced again.
    """
    state = INVOICE_TRANSITIONS.after(invoice.state, "credit")
    original = document_json.from_json(invoice.document)
    assert isinstance(original, rules.Invoice)
    note = credit_note.credit_in_full(
        original,
        number=billing.next_number(invoice.supplier_id, InvoiceKind.CREDIT_NOTE),
        issued_on=act.today,
        reason=reason,
    )
    refuse_if_any(credit_note.credit_note_faults(note, original))
    invoice.state, invoice.disputed = state, None
    row = act.add(
        Invoice(
            kind=InvoiceKind.CREDIT_NOTE,
            number=note.number,
            supplier_id=invoice.supplier_id,
            buyer_id=invoice.buyer_id,
            contract_id=invoice.contract_id,
            milestone_id=invoice.milestone_id,
            version=invoice.version,
            credits_id=invoice.id,
            issued_on=note.issued_on,
            received_at=act.now,
            net=invoice.net,
            vat=invoice.vat,
            gross=invoice.gross,
            document=document_json.as_json(note),
            due_on=act.today,
            latest_on=act.today,
            regime=invoice.regime,
            payment_reference=note.number,
        )
    )
    _free_milestone(invoice)
    end_checkouts(act, invoice)
    render(act, row)
    act.note(credit_note=row.id)
    tell_buyer(
        act,
        invoice,
        "invoice_credited",
        note=row.number,
        supplier=original.supplier.name,
        gross=invoice.gross,
        reason=reason,
    )
    return row


def _free_milestone(invoice: Invoice) -> None:
    milestone = db.session.get(Milestone, invoice.milestone_id, with_for_update=True)
    if milestone is not None and milestone.state is MilestoneState.INVOICED:
        milestone.state = MILESTONE.after(milestone.state, "credit")
