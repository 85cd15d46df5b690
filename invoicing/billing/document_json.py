"""How is an invoice or credit note kept as JSON, and read back the same?

The keys are the fields of the value, with ``kind`` beside them; a field that is
empty is left out. Quantities and prices are decimal strings, days are ISO dates.
"""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from invoicing.billing.billing_document import BankAccount, BillingDocument, Line
from invoicing.billing.credit_note import CreditNote
from invoicing.billing.invoice import Invoice
from invoicing.billing.party import Address, InvoiceParty
from invoicing.billing.vat import Vat, vat_rate
from invoicing.ground.figures import SHIPPED
from procurement.ground.figures import Figures
from procurement.ground.money import Money, in_pence
from procurement.ground.refusal import Refusal

Json = dict[str, Any]

_DAYS = ("issued_on", "tax_point_on", "due_on", "invoice_issued_on")
_TEXT = {"type": "string", "maxLength": 5000}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_DECIMAL = {"type": "string", "pattern": r"^-?\d{1,12}(\.\d{1,10})?$"}


def _object(required: dict[str, Json], optional: dict[str, Json]) -> Json:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**required, **optional},
    }


_PARTY = _object(
    {
        "name": _TEXT,
        "address": _object(
            {"street": _TEXT, "city": _TEXT, "postcode": _TEXT},
            {"country": {"type": "string", "pattern": "^[A-Z]{2}$"}},
        ),
    },
    {"vat_number": _TEXT, "org_id": _TEXT, "gln": _TEXT},
)
_LINE = _object(
    {
        "description": _TEXT,
        "quantity": _DECIMAL,
        "unit_price": _DECIMAL,
        "vat": {"enum": [str(vat) for vat in Vat]},
    },
    {
        "rate_percent": {"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})?$"},
        "unit": {"type": "string", "pattern": "^[A-Z0-9]{2,3}$"},
    },
)
_REQUIRED: dict[str, Json] = {
    "number": _TEXT,
    "issued_on": _DAY,
    "supplier": _PARTY,
    "buyer": _PARTY,
    "lines": {"type": "array", "items": _LINE, "minItems": 1, "maxItems": 10_000},
}
_OPTIONAL: dict[str, Json] = {
    "tax_point_on": _DAY,
    "purchase_order": _TEXT,
    "buyer_reference": _TEXT,
    "contract_reference": _TEXT,
    "bank": _object({"name": _TEXT, "sort_code": _TEXT, "account_number": _TEXT}, {}),
    "payment_reference": _TEXT,
}

DOCUMENT_SCHEMA: Json = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "An invoice or credit note in pounds sterling",
    "type": "object",
    "if": {"properties": {"kind": {"const": "credit_note"}}, "required": ["kind"]},
    "then": _object(
        {
            "kind": {"const": "credit_note"},
            **_REQUIRED,
            "invoice_number": _TEXT,
            "invoice_issued_on": _DAY,
            "reason": _TEXT,
        },
        {**_OPTIONAL, "vat_charged": _DECIMAL},
    ),
    "else": _object(
        _REQUIRED,
        {"kind": {"const": "invoice"}, **_OPTIONAL, "due_on": _DAY, "terms": _TEXT, "note": _TEXT},
    ),
}
"""JSON Schema of the form; without ``kind`` it is an invoice."""


def as_json(document: Invoice | CreditNote) -> Json:
    """The document as plain JSON values, in the form of ``DOCUMENT_SCHEMA``."""
    kind = "invoice" if isinstance(document, Invoice) else "credit_note"
    return {"kind": kind, **_plain(document)}


def _plain(value: BillingDocument | InvoiceParty | Address | Line | BankAccount) -> Json:
    return {
        field.name: _json(content)
        for field in fields(value)
        if (content := getattr(value, field.name)) is not None
        and (content != "" or isinstance(value, Address | BankAccount))
    }


def _json(content: Any) -> Any:
    if isinstance(content, str):
        return str(content)
    if isinstance(content, Money):
        return f"{content.pounds:f}"
    if isinstance(content, date):
        return content.isoformat()
    if isinstance(content, Decimal):
        return f"{content:f}"
    if isinstance(content, tuple):
        return [_plain(line) for line in content]
    return _plain(content)


def with_rates(given: Json, figures: Figures = SHIPPED) -> Json:
    """The same with the rate of VAT of its tax point on each line that does not say its own."""
    key = "tax_point_on" if "tax_point_on" in given else "issued_on"
    tax_point = _day(key, given[key])
    lines = [
        {"rate_percent": f"{vat_rate(Vat(line['vat']), tax_point, figures):f}", **line}
        for line in given["lines"]
    ]
    return {**given, "lines": lines}


def from_json(given: Json) -> Invoice | CreditNote:
    """The document that JSON in the form of ``DOCUMENT_SCHEMA`` holds, each line with its rate.

    The form is not checked. Refuses a date that is none.
    """
    fields_given = {key: value for key, value in given.items() if key != "kind"}
    for key in _DAYS:
        if key in fields_given:
            fields_given[key] = _day(key, fields_given[key])
    fields_given["supplier"] = _party(given["supplier"])
    fields_given["buyer"] = _party(given["buyer"])
    fields_given["lines"] = tuple(_line(line) for line in given["lines"])
    if "vat_charged" in given:
        fields_given["vat_charged"] = Money(in_pence(Decimal(given["vat_charged"])))
    if "bank" in given:
        fields_given["bank"] = BankAccount(**given["bank"])
    if given.get("kind") == "credit_note":
        return CreditNote(**fields_given)
    return Invoice(**fields_given)


def _day(key: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"{key}: “{text}” is not a date such as 2026-11-20.", field=key) from None


def _party(given: Json) -> InvoiceParty:
    return InvoiceParty(**{**given, "address": Address(**given["address"])})


def _line(given: Json) -> Line:
    return Line(
        **{
            **given,
            "quantity": Decimal(given["quantity"]),
            "unit_price": Decimal(given["unit_price"]),
            "vat": Vat(given["vat"]),
            "rate_percent": Decimal(given["rate_percent"]),
        }
    )
