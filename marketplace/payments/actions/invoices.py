"""Asking for money: an accepted milestone is invoiced, and the buyer approves."""

from uuid import UUID

from invoicing.billing import document_json
from invoicing.billing import invoice as rules
from invoicing.billing.invoice import INVOICE_TRANSITIONS, InvoiceState
from invoicing.billing.vat import Vat
from invoicing.payments.payment_terms import Due
from marketplace.contracts.models.contracts import Contract
from marketplace.engine import db
from marketplace.engine.act import Act
from marketplace.engine.action import action
from marketplace.payments.actions import billing
from marketplace.payments.actions.invoice_letters import (
    remind,
    render,
    tell_of_arrival,
    tell_of_sending,
    tell_supplier,
)
from marketplace.payments.models.invoices import Invoice, InvoiceKind
from marketplace.payments.queries.invoices import group_of
from marketplace.payments.queries.milestones import milestone_to_invoice
from marketplace.payments.queries.tax_points import tax_points
from procurement.contracts.contract import MILESTONE
from procurement.ground.refusal import Refusal


@action("milestone.invoice")
def invoice_milestone(
    act: Act,
    contract: Contract,
    *,
    milestone_id: UUID,
    vat: Vat | None = None,
    note: str = "",
) -> list[Invoice]:
    """Invoice an accepted milestone: one invoice for each member's share, all sent together.

    ``vat`` is how VAT treats what the sender itself supplies; each other member has said so
    for itself, and has agreed that invoices are sent in its name. Who is not registered
    shows none. A member whose earlier invoice still stands gets no second one.
    """
    found = milestone_to_invoice(contract.id, milestone_id)
    milestone, owed = found.milestone, found.parts
    if contract.signed_at is None:
        raise Refusal("An invoice can be sent once both sides have signed the contract.")
    milestone.state = MILESTONE.after(milestone.state, "invoice")
    suppliers = [share.organisation_id for share, _ in owed]
    due = billing.due_of(contract, act.today)
    points = tax_points(milestone, suppliers, act.today, found.versions)
    named = billing.parties([contract.buyer_id, *suppliers])
    treatments = billing.treatments(contract, [share for share, _ in owed], named, vat)
    numbers = {
        supplier: billing.next_number(supplier, InvoiceKind.INVOICE)
        for supplier in sorted(suppliers)
    }
    sent = []
    for share, part in owed:
        document = billing.invoice_document(
            numbers[share.organisation_id],
            named[share.organisation_id],
            named[contract.buyer_id],
            contract,
            milestone,
            price=part.pounds,
            work=share.work if len(owed) > 1 else "",
            vat=treatments[share.organisation_id],
            due=due,
            tax_point=points[share.organisation_id],
            note=note,
        )
        version = found.versions.get(share.organisation_id, 0) + 1
        sent.append(
            _send(act, contract, milestone.id, share.organisation_id, document, due, version)
        )
    act.note(milestone=milestone.number, invoices=[row.id for row in sent])
    tell_of_arrival(act, contract.buyer_id, sent)
    tell_of_sending(act, contract, sent)
    return sent


def _send(
    act: Act,
    contract: Contract,
    milestone_id: UUID,
    supplier_id: UUID,
    document: rules.Invoice,
    due: Due,
    version: int,
) -> Invoice:
    row = act.add(
        Invoice(
            number=document.number,
            supplier_id=supplier_id,
            buyer_id=contract.buyer_id,
            contract_id=contract.id,
            milestone_id=milestone_id,
            version=version,
            issued_on=document.issued_on,
            received_at=act.now,
            net=document.totals.net,
            vat=document.totals.vat,
            gross=document.totals.gross,
            document=document_json.as_json(document),
            due_on=due.agreed_due,
            latest_on=due.legal_latest,
            regime=contract.regime,
            payment_reference=document.payment_reference,
        )
    )
    render(act, row)
    remind(act, row)
    return row


@action("invoice.approve")
def approve_invoice(act: Act, invoice: Invoice, *, together: bool = False) -> list[Invoice]:
    """Agree that the invoice is right and will be paid.

    ``together`` also approves the other members' invoices for the same milestone
    that await approval. Called with the first invoice of the group (by id).
    """
    billing.refuse_credit_note(invoice)
    rows = [invoice]
    if together:
        waiting = group_of(invoice).where(
            Invoice.state == InvoiceState.SENT, Invoice.buyer_id == invoice.buyer_id
        )
        rows = list(db.session.scalars(waiting.with_for_update()))
        if not rows:
            raise Refusal("None of these invoices awaits approval.")
    for row in rows:
        row.state = INVOICE_TRANSITIONS.after(row.state, "approve")
        row.approved_at, row.approved_by = act.now, act.person_id
        row.disputed = None
        tell_supplier(act, row, "invoice_approved", due_on=row.due_on, gross=row.gross)
    act.note(approved=[row.id for row in rows])
    return rows
