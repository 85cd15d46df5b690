"""How does UBL 2.1 name what an invoice holds? Namespaces, profile and VAT categories."""

from invoicing.billing.vat import REVERSE_CHARGE_WORDING, Vat

INVOICE = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
NAMES = {"cac": CAC, "cbc": CBC}

EN_16931 = "urn:cen.eu:en16931:2017"
CUSTOMIZATION = f"{EN_16931}#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
"""What an invoice by Peppol BIS Billing 3.0 says that it follows (BT-24)."""
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"

CATEGORY = {
    Vat.STANDARD: "S",
    Vat.REDUCED: "S",
    Vat.ZERO: "Z",
    Vat.EXEMPT: "E",
    Vat.REVERSE_CHARGE: "AE",
    Vat.OUTSIDE: "O",
    Vat.NOT_REGISTERED: "O",
}
"""EN 16931 category codes (UNCL 5305); a reduced rate is S with its own per cent."""

REASON = {
    Vat.EXEMPT: ("", "Exempt from VAT"),
    Vat.REVERSE_CHARGE: ("VATEX-EU-AE", REVERSE_CHARGE_WORDING),
    Vat.OUTSIDE: ("VATEX-EU-O", "Outside the scope of VAT"),
    Vat.NOT_REGISTERED: ("VATEX-EU-O", "The supplier is not registered for VAT"),
}
"""Exemption reason code and text (BT-121, BT-120) that BR-E-10, BR-AE-10 and BR-O-10 ask for."""
