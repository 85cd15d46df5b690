"""Which fatal rules of Peppol BIS Billing 3.0 does an invoice break beside those of EN 16931?

In our own words, under Peppol's rule numbers. The rules that single countries outside
the United Kingdom have for their own suppliers are not judged.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from invoicing.billing.party import gs1_check_digit_fits
from invoicing.ubl.ubl_names import CUSTOMIZATION, NAMES

Element = etree._Element
ROLES = (
    ("supplier", "cac:AccountingSupplierParty/cac:Party", "R020"),
    ("buyer", "cac:AccountingCustomerParty/cac:Party", "R010"),
)
CALLED_PEPPOL = {"PEPPOL-EN16931-R001", "PEPPOL-EN16931-R004"}
"""The rules by which an invoice says that it is one of Peppol's."""
_PROFILE = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:\d{2}:1\.0")
_SLACK = Decimal("0.02")
_TYPES = {
    "cbc:InvoiceTypeCode": {"71", "80", "82", "84", "102", "218", "219", "326", "331", "380"}
    | {"382", "383", "384", "386", "388", "393", "395", "553", "575", "623", "780", "817"}
    | {"870", "875", "876", "877", "935"},
    "cbc:CreditNoteTypeCode": {"381", "396", "81", "83", "532"},
}


@dataclass(frozen=True, slots=True)
class Remark:
    """The rule that was not met, and what it says."""

    rule: str
    text: str


def peppol_faults(root: Element) -> Iterator[Remark]:
    """Each fatal rule that the parsed document breaks."""
    yield from _head(root)
    for role, path, rule in ROLES:
        yield from _endpoint(root, role, path, rule)
    yield from _tax(root)
    for charge in root.iterfind(".//cac:AllowanceCharge", NAMES):
        yield from _charge(charge)
    for line in root.iterfind("*", NAMES):
        if etree.QName(line).localname in {"InvoiceLine", "CreditNoteLine"}:
            yield from _line(root, line)
    for means in root.findall("cac:PaymentMeans", NAMES):
        is_debit = text_of(means, "cbc:PaymentMeansCode") in {"49", "59"}
        if is_debit and not text_of(means, "cac:PaymentMandate/cbc:ID"):
            yield remark("R061", "A direct debit names its mandate.")
    if any(_is_empty(element) for element in root.iter()):
        yield remark("R008", "Leave out elements that hold nothing.")


def text_of(parent: Element, path: str) -> str:
    return parent.findtext(path, "", NAMES).strip()


def remark(number: str, text: str) -> Remark:
    return Remark(f"PEPPOL-EN16931-{number}", text)


def _head(root: Element) -> Iterator[Remark]:
    profile = text_of(root, "cbc:ProfileID")
    if not profile:
        yield remark("R001", "Name the business process (ProfileID).")
    elif not _PROFILE.fullmatch(profile):
        yield remark("R007", "The business process is not one of Peppol’s.")
    if not text_of(root, "cbc:CustomizationID").startswith(CUSTOMIZATION):
        yield remark("R004", f"Peppol expects the specification {CUSTOMIZATION}.")
    if not (text_of(root, "cbc:BuyerReference") or text_of(root, "cac:OrderReference/cbc:ID")):
        yield remark("R003", "Give the buyer’s reference or a purchase-order number.")
    if len(root.findall("cbc:Note", NAMES)) > 1:
        yield remark("R002", "Peppol takes one note for the whole document.")
    kinds = [text_of(one, "cbc:DocumentTypeCode") for one in root.findall(_MORE, NAMES)]
    if etree.QName(root).localname == "CreditNote" and kinds.count("50") > 1:
        yield remark("R080", "Peppol takes one project reference.")
    for name, known in _TYPES.items():
        if root.find(name, NAMES) is not None and text_of(root, name) not in known:
            yield remark("P0100" if "Invoice" in name else "P0101", "Peppol takes no such type.")


_MORE = "cac:AdditionalDocumentReference"


def _endpoint(root: Element, role: str, path: str, rule: str) -> Iterator[Remark]:
    endpoint = root.find(f"{path}/cbc:EndpointID", NAMES)
    if endpoint is None:
        yield remark(
            rule,
            f"The {role} has no electronic address, so Peppol cannot deliver: give a GLN "
            "(scheme 0088) or a VAT number (scheme 9932).",
        )
        return
    scheme, address = endpoint.get("schemeID", ""), (endpoint.text or "").strip()
    if not re.fullmatch(r"0\d{3}|99\d{2}", scheme):
        yield remark("CL008", f"The {role}’s address is of no scheme that Peppol knows.")
    elif scheme == "0088" and not gs1_check_digit_fits(address):
        yield Remark(
            "PEPPOL-COMMON-R040",
            f"The {role}’s GLN must be 13 digits, the last of them its check digit.",
        )


def _tax(root: Element) -> Iterator[Remark]:
    totals = root.findall("cac:TaxTotal", NAMES)
    whole = [total for total in totals if total.find("cac:TaxSubtotal", NAMES) is not None]
    currency, own = text_of(root, "cbc:DocumentCurrencyCode"), text_of(root, "cbc:TaxCurrencyCode")
    if own and own == currency:
        yield remark("R005", "The currency of VAT is named only where it is another.")
    if len(whole) != 1:
        yield remark("R053", "Peppol expects one VAT total with a breakdown.")
    if len(totals) - len(whole) != bool(own):
        yield remark("R054", "A VAT total without a breakdown is for VAT in another currency.")
    signs = {_number(total, "cbc:TaxAmount", "0") > 0 for total in totals if _is_sum(total)}
    if own and len(signs) > 1:
        yield remark("R055", "VAT in both currencies has the same sign.")
    amounts = [one for name in _IN_DOCUMENT_CURRENCY for one in root.iterfind(name, NAMES)]
    amounts += [one for total in whole for one in total.findall("cbc:TaxAmount", NAMES)]
    if any(one.get("currencyID") != currency for one in amounts):
        yield remark("R051", "All amounts are in the currency of the document.")


_IN_DOCUMENT_CURRENCY = (
    ".//cbc:Amount",
    ".//cbc:BaseAmount",
    ".//cbc:PriceAmount",
    ".//cbc:TaxableAmount",
    ".//cbc:LineExtensionAmount",
    ".//cbc:TaxExclusiveAmount",
    ".//cbc:TaxInclusiveAmount",
    ".//cbc:AllowanceTotalAmount",
    ".//cbc:ChargeTotalAmount",
    ".//cbc:PrepaidAmount",
    ".//cbc:PayableRoundingAmount",
    ".//cbc:PayableAmount",
)


def _is_sum(total: Element) -> bool:
    return _number(total, "cbc:TaxAmount", "0") != 0


def _charge(charge: Element) -> Iterator[Remark]:
    percent, base = (
        charge.find(f"cbc:{name}", NAMES) is not None
        for name in ("MultiplierFactorNumeric", "BaseAmount")
    )
    indicator = text_of(charge, "cbc:ChargeIndicator")
    amount = _number(charge, "cbc:Amount", "0")
    parent = charge.getparent()
    if parent is not None and etree.QName(parent).localname == "Price":
        if indicator != "false":
            yield remark("R044", "A price has no charge, only an allowance.")
        gross = _number(charge, "cbc:BaseAmount", "0")
        if base and _number(parent, "cbc:PriceAmount", "0") != gross - amount:
            yield remark("R046", "The net price is the gross price less the allowance.")
        return
    if percent and not base:
        yield remark("R041", "A percentage stands with the amount that it is of.")
    if base and not percent:
        yield remark("R042", "An amount that a percentage is of stands with the percentage.")
    if percent and base:
        rate = _number(charge, "cbc:MultiplierFactorNumeric", "0")
        if abs(_number(charge, "cbc:BaseAmount", "0") * rate / 100 - amount) > _SLACK:
            yield remark("R040", "An allowance or charge is its percentage of its base amount.")
    if indicator not in {"true", "false"}:
        yield remark("R043", "An allowance or charge says which of the two it is.")


def _line(root: Element, line: Element) -> Iterator[Remark]:
    quantity = line.find("cbc:InvoicedQuantity", NAMES)
    quantity = line.find("cbc:CreditedQuantity", NAMES) if quantity is None else quantity
    count = Decimal(1) if quantity is None else _decimal(quantity.text, "1")
    base = _number(line, "cac:Price/cbc:BaseQuantity", "1")
    more = sum(
        _number(charge, "cbc:Amount", "0")
        * (1 if text_of(charge, "cbc:ChargeIndicator") == "true" else -1)
        for charge in line.findall("cac:AllowanceCharge", NAMES)
    )
    net = count * _number(line, "cac:Price/cbc:PriceAmount", "0") / (base or 1) + more
    if abs(net - _number(line, "cbc:LineExtensionAmount", "0")) > _SLACK:
        yield remark("R120", "A line comes to quantity times price, with charges, less allowances.")
    if base <= 0:
        yield remark("R121", "A price is for a quantity above zero.")
    unit = line.find("cac:Price/cbc:BaseQuantity[@unitCode]", NAMES)
    if (
        unit is not None
        and quantity is not None
        and unit.get("unitCode") != quantity.get("unitCode")
    ):
        yield remark("R130", "Price and quantity are in the same unit.")
    objects = line.findall("cac:DocumentReference", NAMES)
    if len(objects) > 1:
        yield remark("R100", "A line is about one invoiced object.")
    if objects and text_of(objects[0], "cbc:DocumentTypeCode") != "130":
        yield remark("R101", "A line refers to an invoiced object alone.")
    yield from _period(root, line)


def _period(root: Element, line: Element) -> Iterator[Remark]:
    """Days are compared as written: ISO dates sort as they follow."""
    begins, ends = (f"cac:InvoicePeriod/cbc:{name}" for name in ("StartDate", "EndDate"))
    if text_of(root, begins) and "" < text_of(line, begins) < text_of(root, begins):
        yield remark("R110", "A line’s period begins within the invoice’s.")
    if text_of(root, ends) and text_of(line, ends) > text_of(root, ends):
        yield remark("R111", "A line’s period ends within the invoice’s.")


def _number(parent: Element, path: str, otherwise: str) -> Decimal:
    return _decimal(parent.findtext(path, otherwise, NAMES), otherwise)


def _decimal(text: str | None, otherwise: str) -> Decimal:
    try:
        number = Decimal((text or otherwise).strip())
    except InvalidOperation:
        return Decimal(otherwise)
    return number if number.is_finite() else Decimal(otherwise)


def _is_empty(element: Element) -> bool:
    return len(element) == 0 and not (element.text or "").strip()
