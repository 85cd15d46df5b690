"""How is an invoice or credit note written as UBL 2.1, by EN 16931?

The order of elements is the schema's. What is empty is left out. Without a GLN
or a VAT number a party has no Peppol address and none is made up: only what Peppol
can deliver says that it follows Peppol BIS Billing 3.0.
"""

from datetime import date

from lxml import etree

from invoicing.billing.billing_document import NOT_SUBJECT, BankAccount, Line
from invoicing.billing.credit_note import CreditNote
from invoicing.billing.invoice import Invoice
from invoicing.billing.party import InvoiceParty
from invoicing.billing.vat import Totals, VatSum
from invoicing.ubl.ubl_names import (
    CAC,
    CATEGORY,
    CBC,
    CREDIT_NOTE,
    CUSTOMIZATION,
    EN_16931,
    INVOICE,
    PROFILE,
    REASON,
)
from procurement.ground.money import Money

_Element = etree._Element
_POUNDS = {"currencyID": "GBP"}


def write(document: Invoice | CreditNote) -> bytes:
    """UBL 2.1 as UTF-8 bytes; the same document gives the same bytes.

    A document outside VAT shows no VAT numbers (BR-O-02); they remain as Peppol
    addresses. It does not judge the document: refuse an unfit one first.
    """
    is_invoice = isinstance(document, Invoice)
    namespace = INVOICE if is_invoice else CREDIT_NOTE
    name = "Invoice" if is_invoice else "CreditNote"
    prefixes: dict[str | None, str] = {None: namespace, "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{namespace}}}{name}", nsmap=prefixes)  # type: ignore[arg-type]
    if _is_peppol(document):
        _text(root, "CustomizationID", CUSTOMIZATION)
        _text(root, "ProfileID", PROFILE)
    else:
        _text(root, "CustomizationID", EN_16931)
    _text(root, "ID", document.number)
    _text(root, "IssueDate", document.issued_on)
    if isinstance(document, Invoice):
        _text(root, "DueDate", document.due_on)
        _text(root, "InvoiceTypeCode", "380")
        _text(root, "Note", document.note)
        _text(root, "TaxPointDate", document.tax_point_on)
    else:
        _text(root, "TaxPointDate", document.tax_point_on)
        _text(root, "CreditNoteTypeCode", "381")
        _text(root, "Note", document.reason)
    _text(root, "DocumentCurrencyCode", "GBP")
    _references(root, document)
    _party(root, "AccountingSupplierParty", document.supplier, document.shows_vat_numbers)
    _party(root, "AccountingCustomerParty", document.buyer, document.shows_vat_numbers)
    _payment(root, document)
    totals = document.totals
    _tax_total(root, totals)
    _sums(root, totals)
    for number, line in enumerate(document.lines, start=1):
        _line(root, number, line, is_invoice)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _is_peppol(document: Invoice | CreditNote) -> bool:
    """Can Peppol deliver it (R010, R020), and the buyer know it by a reference (R003)?"""
    reference = document.buyer_reference.strip() or document.purchase_order.strip()
    return bool(document.supplier.endpoint() and document.buyer.endpoint() and reference)


def _text(
    parent: _Element, name: str, value: str | date | None, attributes: dict[str, str] | None = None
) -> None:
    text = value.isoformat() if isinstance(value, date) else value or ""
    if text.strip():
        etree.SubElement(parent, f"{{{CBC}}}{name}", attributes or {}).text = text


def _group(parent: _Element, name: str) -> _Element:
    return etree.SubElement(parent, f"{{{CAC}}}{name}")


def _pounds(amount: Money) -> str:
    return f"{amount.pounds:.2f}"


def _references(root: _Element, document: Invoice | CreditNote) -> None:
    _text(root, "BuyerReference", document.buyer_reference)
    if document.purchase_order.strip():
        _text(_group(root, "OrderReference"), "ID", document.purchase_order)
    if isinstance(document, CreditNote):
        credited = _group(_group(root, "BillingReference"), "InvoiceDocumentReference")
        _text(credited, "ID", document.invoice_number)
        _text(credited, "IssueDate", document.invoice_issued_on)
    if document.contract_reference.strip():
        _text(_group(root, "ContractDocumentReference"), "ID", document.contract_reference)


def _party(root: _Element, role: str, party: InvoiceParty, shows_vat: bool) -> None:
    group = _group(_group(root, role), "Party")
    endpoint = party.endpoint()
    if endpoint:
        _text(group, "EndpointID", endpoint[0], {"schemeID": endpoint[1]})
    if party.org_id.strip():
        _text(_group(group, "PartyIdentification"), "ID", party.org_id)
    address = _group(group, "PostalAddress")
    _text(address, "StreetName", party.address.street)
    _text(address, "CityName", party.address.city)
    _text(address, "PostalZone", party.address.postcode)
    _text(_group(address, "Country"), "IdentificationCode", party.address.country)
    if party.vat_number and shows_vat:
        tax = _group(group, "PartyTaxScheme")
        _text(tax, "CompanyID", party.vat_number)
        _text(_group(tax, "TaxScheme"), "ID", "VAT")
    legal = _group(group, "PartyLegalEntity")
    _text(legal, "RegistrationName", party.name)
    if party.org_id.startswith("GB-COH-"):
        _text(legal, "CompanyID", party.org_id.removeprefix("GB-COH-"))


def _payment(root: _Element, document: Invoice | CreditNote) -> None:
    if document.bank or document.payment_reference.strip():
        means = _group(root, "PaymentMeans")
        _text(means, "PaymentMeansCode", "30" if document.bank else "1")
        _text(means, "PaymentID", document.payment_reference)
        if document.bank:
            _account(means, document.bank)
    if isinstance(document, CreditNote):
        terms = f"No payment is due: this credit reduces invoice {document.invoice_number}."
    else:
        terms = document.terms
    if terms.strip():
        _text(_group(root, "PaymentTerms"), "Note", terms)


def _account(means: _Element, bank: BankAccount) -> None:
    account = _group(means, "PayeeFinancialAccount")
    _text(account, "ID", bank.account_number)
    _text(account, "Name", bank.name)
    _text(_group(account, "FinancialInstitutionBranch"), "ID", bank.sort_code)


def _tax_total(root: _Element, totals: Totals) -> None:
    tax = _group(root, "TaxTotal")
    _text(tax, "TaxAmount", _pounds(totals.vat), _POUNDS)
    for rate in totals.rates:
        subtotal = _group(tax, "TaxSubtotal")
        _text(subtotal, "TaxableAmount", _pounds(rate.net), _POUNDS)
        _text(subtotal, "TaxAmount", _pounds(rate.charged), _POUNDS)
        _category(_group(subtotal, "TaxCategory"), rate, with_reason=True)


def _category(group: _Element, rated: VatSum | Line, *, with_reason: bool) -> None:
    _text(group, "ID", CATEGORY[rated.vat])
    if rated.vat not in NOT_SUBJECT:
        _text(group, "Percent", f"{rated.rate_percent:f}")
    if with_reason and rated.vat in REASON:
        code, words = REASON[rated.vat]
        _text(group, "TaxExemptionReasonCode", code)
        _text(group, "TaxExemptionReason", words)
    _text(_group(group, "TaxScheme"), "ID", "VAT")


def _sums(root: _Element, totals: Totals) -> None:
    sums = _group(root, "LegalMonetaryTotal")
    _text(sums, "LineExtensionAmount", _pounds(totals.net), _POUNDS)
    _text(sums, "TaxExclusiveAmount", _pounds(totals.net), _POUNDS)
    _text(sums, "TaxInclusiveAmount", _pounds(totals.gross), _POUNDS)
    _text(sums, "PayableAmount", _pounds(totals.gross), _POUNDS)


def _line(root: _Element, number: int, line: Line, is_invoice: bool) -> None:
    group = _group(root, "InvoiceLine" if is_invoice else "CreditNoteLine")
    _text(group, "ID", str(number))
    quantity = "InvoicedQuantity" if is_invoice else "CreditedQuantity"
    _text(group, quantity, f"{line.quantity:f}", {"unitCode": line.unit})
    _text(group, "LineExtensionAmount", _pounds(line.net), _POUNDS)
    item = _group(group, "Item")
    _text(item, "Name", line.description)
    _category(_group(item, "ClassifiedTaxCategory"), line, with_reason=False)
    _text(_group(group, "Price"), "PriceAmount", f"{line.unit_price:f}", _POUNDS)
