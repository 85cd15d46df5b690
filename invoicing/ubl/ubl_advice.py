"""What would a UK buyer or the Peppol network miss on an invoice that is otherwise valid?

In our own words, after Peppol BIS Billing 3.0 (its rule numbers) and UK practice.
Advice never makes a document invalid.
"""

from collections.abc import Iterator

from lxml import etree

from invoicing.billing.party import is_vat_number, vat_check_digits_fit
from invoicing.ubl.peppol import ROLES, Remark, remark, text_of
from invoicing.ubl.ubl_names import NAMES, PROFILE

_Element = etree._Element


def advice(root: _Element) -> list[Remark]:
    """What to do better, for a parsed UBL invoice or credit note, Peppol’s fatal rules apart."""
    return [*_habits(root), *_united_kingdom(root)]


def _habits(root: _Element) -> Iterator[Remark]:
    profile = text_of(root, "cbc:ProfileID")
    if profile and profile != PROFILE:
        yield remark("R001", f"Peppol expects the profile {PROFILE}.")


def _united_kingdom(root: _Element) -> Iterator[Remark]:
    currency = text_of(root, "cbc:DocumentCurrencyCode")
    is_british = _country(root, ROLES[0][1]) == "GB"
    if is_british and currency != "GBP" and not _vat_in_pounds(root):
        yield Remark("UK-STERLING", "A UK VAT invoice must also show the total VAT in pounds.")
    if _country(root, ROLES[1][1]) == "GB" and not text_of(root, "cac:OrderReference/cbc:ID"):
        yield Remark(
            "UK-PURCHASE-ORDER",
            "Give the purchase-order number: NHS bodies and many councils pay nothing without one.",
        )
    if is_british and not text_of(root, f"{ROLES[0][1]}/cac:PostalAddress/cbc:PostalZone"):
        yield Remark("UK-ADDRESS", "Give the supplier’s address with its postcode.")
    yield from _vat_numbers(root)


def _vat_numbers(root: _Element) -> Iterator[Remark]:
    for role, path, _ in ROLES:
        number = text_of(root, f"{path}/cac:PartyTaxScheme/cbc:CompanyID")
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
    return text_of(root, f"{path}/cac:PostalAddress/cac:Country/cbc:IdentificationCode")
