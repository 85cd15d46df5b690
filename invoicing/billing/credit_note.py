"""How is an invoice put right? By a credit note that names it, for part of it or the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicing.billing.billing_document import (
    BillingDocument,
    Line,
    document_faults,
    is_printable,
)
from invoicing.billing.invoice import Invoice
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNote(BillingDocument):
    """A credit against one invoice; its lines and totals are positive and reduce the invoice.

    Names the invoice by number and date, and gives the reason (VAT Regulations 1995
    reg 15C).
    """

    invoice_number: str
    invoice_issued_on: date
    reason: str


def credit_in_full(invoice: Invoice, *, number: str, issued_on: date, reason: str) -> CreditNote:
    """The credit note that cancels the whole of an invoice, at its own rates."""
    return CreditNote(
        number=number,
        issued_on=issued_on,
        supplier=invoice.supplier,
        buyer=invoice.buyer,
        lines=invoice.lines,
        tax_point_on=invoice.tax_point_on or invoice.issued_on,
        purchase_order=invoice.purchase_order,
        buyer_reference=invoice.buyer_reference,
        contract_reference=invoice.contract_reference,
        invoice_number=invoice.number,
        invoice_issued_on=invoice.issued_on,
        reason=reason,
    )


def credit_in_part(
    invoice: Invoice,
    net: Money,
    earlier: Sequence[CreditNote] = (),
    *,
    number: str,
    issued_on: date,
    reason: str,
) -> CreditNote:
    """The credit note that makes an invoice smaller by so much without VAT; the rest stands.

    Under the invoice's own treatment and rate. Its VAT is that on all that is
    credited so far, less that of the ``earlier`` credit notes, so that the parts come to the
    penny to the VAT on their sum. Refuses an invoice with more
    than one treatment of VAT: which of them is credited is then for its supplier to say,
    by a credit of the whole and a right invoice.
    """
    rates = invoice.totals.rates
    if len(rates) > 1:
        raise Refusal(
            "This invoice has more than one rate of VAT. Take back the whole of it.", field="net"
        )
    if net <= Money(0):
        raise Refusal("Credit more than £0.00.", field="net")
    whole = credit_in_full(invoice, number=number, issued_on=issued_on, reason=reason)
    said = f"Credit on invoice {invoice.number}: {invoice.lines[0].description}"
    line = Line(said, Decimal(1), net.pounds, rates[0].vat, rates[0].rate_percent)
    note = replace(whole, lines=(line,))
    credited = Money.total(other.totals.net for other in earlier) + net
    together = replace(note, lines=(replace(line, unit_price=credited.pounds),))
    vat = together.totals.vat - Money.total(other.totals.vat for other in earlier)
    is_rounded = vat != note.totals.vat
    return replace(note, vat_charged=max(vat, Money(0))) if is_rounded else note


def form_faults(note: CreditNote) -> list[Refusal]:
    """What is wrong with the note by itself, without its invoice at hand."""
    faults = document_faults(note)
    if not note.reason.strip():
        faults.append(Refusal("Give the reason for the credit.", field="reason"))
    if not is_printable(note.reason):
        faults.append(
            Refusal("The reason holds a character that cannot be printed.", field="reason")
        )
    if not note.invoice_number.strip():
        faults.append(Refusal("Name the invoice that it credits.", field="invoice_number"))
    return faults


def credit_note_faults(
    note: CreditNote, invoice: Invoice, earlier: Iterable[CreditNote] = ()
) -> list[Refusal]:
    """Why the note may not be issued; ``earlier`` are the invoice's other credit notes."""
    faults = form_faults(note)
    if (note.invoice_number, note.invoice_issued_on) != (invoice.number, invoice.issued_on):
        faults.append(
            Refusal(f"It does not name invoice {invoice.number} and its date.", field="number")
        )
    if (note.supplier, note.buyer) != (invoice.supplier, invoice.buyer):
        faults.append(Refusal("Its supplier and buyer are not the invoice’s.", field="supplier"))
    if note.issued_on < invoice.issued_on:
        faults.append(Refusal("It is dated before its invoice.", field="issued_on"))
    return faults + _beyond(note, invoice, list(earlier))


def _beyond(note: CreditNote, invoice: Invoice, earlier: list[CreditNote]) -> list[Refusal]:
    """More credit than was invoiced: per rate of VAT without VAT, and in all."""
    left = {(rate.vat, rate.rate_percent): rate.net for rate in invoice.totals.rates}
    for other in [*earlier, note]:
        for rate in other.totals.rates:
            of_rate = rate.vat, rate.rate_percent
            left[of_rate] = left.get(of_rate, Money(0)) - rate.net
    faults = [
        Refusal(
            f"It credits {-rest} more than was invoiced under “{vat}”.".replace("_", " "),
            field="net",
        )
        for (vat, _), rest in left.items()
        if rest < Money(0)
    ]
    over = Money.total(other.gross for other in [*earlier, note]) - invoice.gross
    if over > Money(0) and not faults:
        faults.append(Refusal(f"It credits {over} more than was invoiced.", field="net"))
    return faults
