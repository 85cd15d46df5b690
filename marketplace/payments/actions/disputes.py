"""What is wrong with an invoice: said by the buyer, answered by the supplier, withdrawn."""

from invoicing.billing.invoice import INVOICE_TRANSITIONS, InvoiceState
from invoicing.payments.dispute import Dispute, refuse_unfit_dispute
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.organisations.queries.directory import names_of
from marketplace.payments.actions.billing import refuse_credit_note
from marketplace.payments.actions.invoice_letters import tell_buyer, tell_supplier
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.invoices import account_of
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@action("invoice.dispute")
def dispute_invoice(
    act: Act, invoice: Invoice, *, reason: str, amount: Money | None = None
) -> None:
    """Tell the supplier what is wrong: all that is outstanding, or ``amount`` of it (with VAT)."""
    refuse_credit_note(invoice)
    state = INVOICE_TRANSITIONS.after(invoice.state, "dispute")
    account = account_of(invoice.id)
    wanted = account.outstanding if amount is None else amount
    dispute = Dispute(act.today, wanted, reason)
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
    supplier = names_of([invoice.supplier_id])[invoice.supplier_id]
    tell_buyer(act, invoice, "dispute_answered", supplier=supplier, answer=answer.strip())


@action("dispute.resolve")
def resolve_dispute(act: Act, invoice: Invoice) -> None:
    """Withdraw the dispute: the invoice is with the buyer again, due when it always was."""
    invoice.state = INVOICE_TRANSITIONS.after(invoice.state, "settle")
    invoice.disputed = None
    tell_supplier(act, invoice, "dispute_resolved", due_on=invoice.due_on)
