"""Putting an invoice right: it is disputed, the dispute withdrawn, the whole taken back."""

from invoicing.billing import credit_note, document_json
from invoicing.billing import invoice as rules
from invoicing.billing.invoice import INVOICE_TRANSITIONS, InvoiceState
from invoicing.payments.dispute import Dispute, refuse_unfit_dispute
from marketplace.contracts.models.contracts import Milestone
from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.people import people_as
from marketplace.payments.actions import billing
from marketplace.payments.actions.invoices import render, tell_supplier
from marketplace.payments.actions.payments import end_checkouts
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.invoices import account_of
from procurement.contracts.contract import MILESTONE, MilestoneState
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any


@action("invoice.dispute")
def dispute_invoice(
    act: Act, invoice: Invoice, *, reason: str, amount: Money | None = None
) -> None:
    """Tell the supplier what is wrong: all that is outstanding, or ``amount`` of it (with VAT)."""
    state = INVOICE_TRANSITIONS.after(invoice.state, "dispute")
    account = account_of(invoice.id)
    wanted = account.outstanding if amount is None else amount
    dispute = Dispute(act.today, wanted.pence, reason)
    refuse_unfit_dispute(dispute, invoice.due.received, account.balance)
    invoice.state = state
    invoice.disputed, invoice.disputed_at, invoice.disputed_because = wanted, act.now, reason
    invoice.dispute_answer = invoice.dispute_answered_at = None
    tell_supplier(
        act,
        invoice,
        "invoice_disputed",
        amount=wanted,
        payable=account.outstanding - wanted,
        due_on=invoice.due_on,
        reason=reason,
    )


@action("dispute.answer")
def answer_dispute(act: Act, invoice: Invoice, *, answer: str) -> None:
    """Tell the buyer why the invoice is right. Only the buyer can withdraw the dispute."""
    if invoice.state is not InvoiceState.DISPUTED:
        raise Refusal("This invoice is not disputed, so there is nothing to answer.")
    if not answer.strip():
        raise Refusal("Say why the invoice is right.", field="answer")
    invoice.dispute_answer, invoice.dispute_answered_at = answer.strip(), act.now
    supplier = db.session.get_one(Organisation, invoice.supplier_id)
    _tell_buyer(act, invoice, "dispute_answered", supplier=supplier.name, answer=answer.strip())


@action("dispute.resolve")
def resolve_dispute(act: Act, invoice: Invoice) -> None:
    """Withdraw the dispute: the invoice is with the buyer again, due when it always was."""
    invoice.state = INVOICE_TRANSITIONS.after(invoice.state, "settle")
    invoice.disputed = None
    tell_supplier(act, invoice, "dispute_resolved", due_on=invoice.due_on)


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
    _tell_buyer(
        act,
        invoice,
        "invoice_credited",
        note=row.number,
        supplier=original.supplier.name,
        gross=invoice.gross,
        reason=reason,
    )
    return row


def _tell_buyer(act: Act, invoice: Invoice, template: str, **values: object) -> None:
    """An e-mail to those who look after the buyer's money."""
    for person_id in people_as(invoice.buyer_id, Role.FINANCE, Role.OWNER):
        act.notify(person_id, template, invoice_id=invoice.id, number=invoice.number, **values)


def _free_milestone(invoice: Invoice) -> None:
    milestone = db.session.get(Milestone, invoice.milestone_id, with_for_update=True)
    if milestone is not None and milestone.state is MilestoneState.INVOICED:
        milestone.state = MILESTONE.after(milestone.state, "credit")
