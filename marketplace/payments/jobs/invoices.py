"""Issued invoices: their structured form and their PDF, made once and kept."""

from dataclasses import replace
from uuid import UUID

import structlog

from invoicing.billing.billing_document import Line
from invoicing.billing.document_json import from_json
from invoicing.billing.vat import RATED, REVERSE_CHARGE_WORDING, Vat
from invoicing.ubl import einvoice
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM
from marketplace.engine.action import once_for
from marketplace.engine.jobs import Lane, job_in
from marketplace.payments.actions.invoice_documents import keep_rendering
from marketplace.payments.models.invoices import Invoice
from marketplace.payments.queries.bank_accounts import details_of, payable_account
from marketplace.web import pdf
from procurement.ground.exact import in_full
from procurement.ground.money import Money, in_pence

log = structlog.get_logger()


@job_in(Lane.DOCUMENTS)
def render_invoice(outbox_id: UUID, invoice_id: str) -> None:
    """Write the UBL, check it, make the PDF with the UBL attached, keep both.

    They name the bank account that can be paid into on the day they are made.
    """
    row = db.session.get_one(Invoice, UUID(invoice_id))
    document = from_json(row.document)
    account = payable_account(row.supplier_id, clock.today())
    if account:
        document = replace(document, bank=details_of(account))
    db.session.rollback()
    xml = einvoice.write(document)
    judged = einvoice.check(xml)
    if judged.faults:
        broken = [fault.rule for fault in judged.faults]
        raise RuntimeError(f"The structured invoice breaks {broken}.")
    try:
        made = pdf.render(
            "invoice",
            f"{document.number}.xml",
            xml,
            document=document,
            prices=[Money(in_pence(line.unit_price)) for line in document.lines],
            treatments=[_treatment(line) for line in document.lines],
            reverse_charge=REVERSE_CHARGE_WORDING,
        )
    except pdf.PdfUnavailable as no:
        log.warning("pdf_not_made", reason=str(no))
        made = None
    with once_for(outbox_id):
        keep_rendering(
            SYSTEM,
            row.id,
            xml=xml,
            pdf=made,
            peppol_faults=list(judged.lacks_for_peppol),
        )


def _treatment(line: Line) -> str:
    """How VAT treats a line, in a word or as its rate."""
    if line.vat in RATED:
        return f"{in_full(line.rate_percent)}%"
    return {Vat.EXEMPT: "exempt", Vat.REVERSE_CHARGE: "reverse charge"}.get(line.vat, "no VAT")
