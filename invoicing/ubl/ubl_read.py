"""What does this UBL 2.1 invoice or credit note say?

It reads what the project writes and what others write alike, as far as an
invoice in pounds here can hold it: what it cannot hold (another currency,
allowances and charges, a sum paid before) is refused, never dropped in silence.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from invoicing.billing.billing_document import ROUNDING, BankAccount, Line
from invoicing.billing.credit_note import CreditNote
from invoicing.billing.invoice import Invoice
from invoicing.billing.party import Address, InvoiceParty
from invoicing.billing.vat import Vat, vat_rate
from invoicing.ground.figures import SHIPPED
from invoicing.ubl.ubl_names import CATEGORY, INVOICE, NAMES, REASON
from invoicing.ubl.ubl_parse import parse
from procurement.ground.figures import Figures
from procurement.ground.money import Money, in_pence
from procurement.ground.refusal import Refusal

_Element = etree._Element


def read(xml: bytes, figures: Figures = SHIPPED) -> Invoice | CreditNote:
    """The document that UBL bytes hold. Refuses what is not UBL and what cannot be held here.

    Whether its per cent is the standard or the reduced rate, the figures of its tax point say.
    """
    root = parse(xml)
    currency = _text(root, "cbc:DocumentCurrencyCode")
    if currency != "GBP":
        raise Refusal(f"It is in {currency or 'no currency'}; only pounds (GBP) can be taken here.")
    is_invoice = root.tag == f"{{{INVOICE}}}Invoice"
    document = (
        _invoice(root, figures) if is_invoice else _rounded(_credit_note(root, figures), root)
    )
    payable = in_pence(_number(root, "cac:LegalMonetaryTotal/cbc:PayableAmount"))
    if document.gross.pence != payable:
        raise Refusal(
            "Its lines and VAT do not add up to the amount due. It may hold allowances, "
            "charges, or a sum paid before, which cannot be taken here."
        )
    return document


def _invoice(root: _Element, figures: Figures) -> Invoice:
    return Invoice(
        number=_text(root, "cbc:ID"),
        issued_on=_needed_day(root, "cbc:IssueDate"),
        supplier=_party(root, "cac:AccountingSupplierParty/cac:Party"),
        buyer=_party(root, "cac:AccountingCustomerParty/cac:Party"),
        lines=_lines(root, "cac:InvoiceLine", "cbc:InvoicedQuantity", figures),
        tax_point_on=_day(root, "cbc:TaxPointDate"),
        purchase_order=_text(root, "cac:OrderReference/cbc:ID"),
        buyer_reference=_text(root, "cbc:BuyerReference"),
        contract_reference=_text(root, "cac:ContractDocumentReference/cbc:ID"),
        bank=_bank(root),
        payment_reference=_text(root, "cac:PaymentMeans/cbc:PaymentID"),
        due_on=_day(root, "cbc:DueDate"),
        terms=_text(root, "cac:PaymentTerms/cbc:Note"),
        note=_text(root, "cbc:Note"),
    )


def _credit_note(root: _Element, figures: Figures) -> CreditNote:
    credited = "cac:BillingReference/cac:InvoiceDocumentReference"
    return CreditNote(
        number=_text(root, "cbc:ID"),
        issued_on=_needed_day(root, "cbc:IssueDate"),
        supplier=_party(root, "cac:AccountingSupplierParty/cac:Party"),
        buyer=_party(root, "cac:AccountingCustomerParty/cac:Party"),
        lines=_lines(root, "cac:CreditNoteLine", "cbc:CreditedQuantity", figures),
        tax_point_on=_day(root, "cbc:TaxPointDate"),
        purchase_order=_text(root, "cac:OrderReference/cbc:ID"),
        buyer_reference=_text(root, "cbc:BuyerReference"),
        contract_reference=_text(root, "cac:ContractDocumentReference/cbc:ID"),
        bank=_bank(root),
        payment_reference=_text(root, "cac:PaymentMeans/cbc:PaymentID"),
        invoice_number=_text(root, f"{credited}/cbc:ID"),
        invoice_issued_on=_needed_day(root, f"{credited}/cbc:IssueDate"),
        reason=_text(root, "cbc:Note"),
    )


def _rounded(note: CreditNote, root: _Element) -> CreditNote:
    """With the VAT that it states, where rounding makes it another than its rate of its lines."""
    if _find(root, "cac:TaxTotal/cbc:TaxAmount") is None or len(note.totals.rates) != 1:
        return note
    vat = Money(in_pence(_number(root, "cac:TaxTotal/cbc:TaxAmount")))
    is_rounding = Money(0) < abs(vat - note.totals.vat) < ROUNDING
    return replace(note, vat_charged=vat) if is_rounding else note


def _find(parent: _Element, path: str) -> _Element | None:
    return parent.find(path, NAMES)


def _text(parent: _Element, path: str) -> str:
    return parent.findtext(path, "", NAMES)


def _number(parent: _Element, path: str) -> Decimal:
    text = _text(parent, path).strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise Refusal(f"{path.split(':')[-1]} “{text}” is not a number.") from None
    if not number.is_finite() or abs(number.adjusted()) > 15 or len(text) > 40:
        raise Refusal(f"{path.split(':')[-1]} “{text[:40]}” is out of range.")
    return number


def _day(parent: _Element, path: str) -> date | None:
    text = _text(parent, path).strip()
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        raise Refusal(f"{path.split(':')[-1]} “{text}” is not a date.") from None


def _needed_day(parent: _Element, path: str) -> date:
    day = _day(parent, path)
    if day is None:
        raise Refusal(f"{path.split(':')[-1]} is missing.")
    return day


def _party(root: _Element, path: str) -> InvoiceParty:
    group = _find(root, path)
    if group is None:
        raise Refusal("The supplier or the buyer is missing.")
    endpoint = _find(group, "cbc:EndpointID")
    scheme = "" if endpoint is None else endpoint.get("schemeID", "")
    address = "" if endpoint is None else endpoint.text or ""
    return InvoiceParty(
        name=_text(group, "cac:PartyLegalEntity/cbc:RegistrationName")
        or _text(group, "cac:PartyName/cbc:Name"),
        address=Address(
            street=_text(group, "cac:PostalAddress/cbc:StreetName"),
            city=_text(group, "cac:PostalAddress/cbc:CityName"),
            postcode=_text(group, "cac:PostalAddress/cbc:PostalZone"),
            country=_text(group, "cac:PostalAddress/cac:Country/cbc:IdentificationCode"),
        ),
        vat_number=_vat_number(group) or (address if scheme == "9932" else ""),
        org_id=_org_id(group),
        gln=address if scheme == "0088" else "",
    )


def _vat_number(group: _Element) -> str:
    for scheme in group.findall("cac:PartyTaxScheme", NAMES):
        if _text(scheme, "cac:TaxScheme/cbc:ID") == "VAT":
            return _text(scheme, "cbc:CompanyID")
    return ""


def _org_id(group: _Element) -> str:
    company = _text(group, "cac:PartyLegalEntity/cbc:CompanyID")
    return _text(group, "cac:PartyIdentification/cbc:ID") or (company and f"GB-COH-{company}")


def _bank(root: _Element) -> BankAccount | None:
    account = _find(root, "cac:PaymentMeans/cac:PayeeFinancialAccount")
    if account is None:
        return None
    return BankAccount(
        name=_text(account, "cbc:Name"),
        sort_code=_text(account, "cac:FinancialInstitutionBranch/cbc:ID"),
        account_number=_text(account, "cbc:ID"),
    )


def _lines(
    root: _Element, line_path: str, quantity_path: str, figures: Figures
) -> tuple[Line, ...]:
    tax_point = _day(root, "cbc:TaxPointDate") or _needed_day(root, "cbc:IssueDate")
    reasons = {
        _text(category, "cbc:ID"): _text(category, "cbc:TaxExemptionReason")
        for category in root.findall("cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory", NAMES)
    }
    lines = []
    for group in root.findall(line_path, NAMES):
        quantity = _find(group, quantity_path)
        base = _find(group, "cac:Price/cbc:BaseQuantity")
        price = _number(group, "cac:Price/cbc:PriceAmount")
        vat = _vat(group, tax_point, reasons, figures)
        if base is not None and Decimal(base.text or "1") != 1:
            raise Refusal("A line is priced for more than one unit, which cannot be taken here.")
        lines.append(
            Line(
                description=_text(group, "cac:Item/cbc:Name"),
                quantity=_number(group, quantity_path),
                unit_price=price,
                vat=vat,
                rate_percent=vat_rate(vat, tax_point, figures),
                unit="C62" if quantity is None else quantity.get("unitCode", "C62"),
            )
        )
    return tuple(lines)


def _vat(group: _Element, tax_point: date, reasons: dict[str, str], figures: Figures) -> Vat:
    code = _text(group, "cac:Item/cac:ClassifiedTaxCategory/cbc:ID")
    candidates = [vat for vat, category in CATEGORY.items() if category == code]
    if code == "S":
        percent = _number(group, "cac:Item/cac:ClassifiedTaxCategory/cbc:Percent")
        candidates = [vat for vat in candidates if vat_rate(vat, tax_point, figures) == percent]
    if code == "O":
        is_unregistered = reasons.get(code) == REASON[Vat.NOT_REGISTERED][1]
        candidates = [Vat.NOT_REGISTERED if is_unregistered else Vat.OUTSIDE]
    if not candidates:
        raise Refusal(f"VAT category {code or '(none)'} with its rate cannot be taken here.")
    return candidates[0]
