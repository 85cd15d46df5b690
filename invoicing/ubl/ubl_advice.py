"""What would a UK buyer or the Peppol network miss on an invoice that is otherwise valid?

In our own words, after Peppol BIS Billing 3.0 (its rule numbers) and UK practice.
Advice never makes a document invalid.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from invoicing.billing.party import is_gln, is_vat_number, vat_check_digits_fit
from invoicing.ubl.ubl_names import CUSTOMIZATION, NAMES, PROFILE

_Element = etree._Element
_ROLES = (
    ("supplier", "cac:AccountingSupplierParty/cac:Party", "R020"),
    ("buyer", "cac:AccountingCustomerParty/cac:Party", "R010"),
)


@dataclass(frozen=True, slots=True)
class Remark:
    """The rule that was not met, and what it says."""

    rule: str
    text: str


def advice(root: _Element) -> list[Remark]:
    """What to do better, for a parsed UBL invoice or credit note."""
    return [*_peppol(root), *_united_kingdom(root)]


def _text(parent: _Element, path: str) -> str:
    return parent.findtext(path, "", NAMES).strip()


def _peppol(root: _Element) -> Iterator[Remark]:
    if _text(root, "cbc:ProfileID") != PROFILE:
        yield _r("R001", f"Peppol expects the profile {PROFILE}.")
    if not _text(root, "cbc:CustomizationID").startswith(CUSTOMIZATION):
        yield _r("R004", f"Peppol expects the specification {CUSTOMIZATION}.")
    if not (_text(root, "cbc:BuyerReference") or _text(root, "cac:OrderReference/cbc:ID")):
        yield _r("R003", "Give the buyer’s reference or a purchase-order number.")
    if len(root.findall("cbc:Note", NAMES)) > 1:
        yield _r("R002", "Peppol takes one note for the whole document.")
    totals = root.findall("cac:TaxTotal", NAMES)
    if len([total for total in totals if total.find("cac:TaxSubtotal", NAMES) is not None]) != 1:
        yield _r("R053", "Peppol expects one VAT total with a breakdown.")
    for role, path, rule in _ROLES:
        yield from _endpoint(root, role, path, rule)
    if any(_is_empty(element) for element in root.iter()):
        yield _r("R008", "Leave out elements that hold nothing.")


def _endpoint(root: _Element, role: str, path: str, rule: str) -> Iterator[Remark]:
    endpoint = root.find(f"{path}/cbc:EndpointID", NAMES)
    if endpoint is None:
        yield _r(
            rule,
            f"The {role} has no electronic address, so Peppol cannot deliver: give a GLN "
            "(scheme 0088) or a VAT number (scheme 9932).",
        )
    elif endpoint.get("schemeID") == "0088" and not is_gln((endpoint.text or "").strip()):
        yield Remark(
            "PEPPOL-COMMON-R040",
            f"The {role}’s GLN must be 13 digits, the last of them its check digit.",
        )


def _united_kingdom(root: _Element) -> Iterator[Remark]:
    currency = _text(root, "cbc:DocumentCurrencyCode")
    is_british = _country(root, _ROLES[0][1]) == "GB"
    if is_british and currency != "GBP" and not _vat_in_pounds(root):
        yield Remark("UK-STERLING", "A UK VAT invoice must also show the total VAT in pounds.")
    if _country(root, _ROLES[1][1]) == "GB" and not _text(root, "cac:OrderReference/cbc:ID"):
        yield Remark(
            "UK-PURCHASE-ORDER",
            "Give the purchase-order number: NHS bodies and many councils pay nothing without one.",
        )
    if is_british and not _text(root, f"{_ROLES[0][1]}/cac:PostalAddress/cbc:PostalZone"):
        yield Remark("UK-ADDRESS", "Give the supplier’s address with its postcode.")
    yield from _vat_numbers(root)


def _vat_numbers(root: _Element) -> Iterator[Remark]:
    for role, path, _ in _ROLES:
        number = _text(root, f"{path}/cac:PartyTaxScheme/cbc:CompanyID")
        if not number.startswith("GB"):
            continue
        if not is_vat_number(number):
            yield Remark("UK-VAT-NUMBER", f"{number} is not of the form GB123456789 ({role}).")
        elif not vat_check_digits_fit(number):
            yield Remark(
                "UK-VAT-NUMBER", f"The check digits of {number} do not fit: check it ({role})."
            )


def _vat_in_pounds(root: _Element) -> bool:
    amounts = root.findall("cac:TaxTotal/cbc:TaxAmount", NAMES)
    return any(amount.get("currencyID") == "GBP" for amount in amounts)


def _country(root: _Element, path: str) -> str:
    return _text(root, f"{path}/cac:PostalAddress/cac:Country/cbc:IdentificationCode")


def _is_empty(element: _Element) -> bool:
    return len(element) == 0 and not (element.text or "").strip()


def _r(number: str, text: str) -> Remark:
    return Remark(f"PEPPOL-EN16931-{number}", text)
