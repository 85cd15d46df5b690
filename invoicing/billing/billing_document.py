"""What stands on an invoice or a credit note, and what does it add up to?

One frozen value feeds the page, the PDF and the UBL. Amounts are pounds sterling.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from invoicing.billing.code_list import is_country, is_unit
from invoicing.billing.party import InvoiceParty, is_gln, is_vat_number
from invoicing.billing.vat import CHARGED, Totals, Vat, totals
from procurement.ground.money import Money, priced
from procurement.ground.refusal import Refusal

UNITS = {
    "C62": "each",
    "HUR": "hours",
    "DAY": "days",
    "WEE": "weeks",
    "MON": "months",
    "KMT": "km",
    "MTR": "m",
    "MTK": "m²",
    "KGM": "kg",
}
"""Words for the units (UN/ECE Recommendation 20) that people choose from."""

ROUNDING = Money(100)
"""What VAT may differ from its rate by rounding is less (the slack of EN 16931 BR-CO-17)."""

NOT_SUBJECT = frozenset({Vat.OUTSIDE, Vat.NOT_REGISTERED})
"""EN 16931 category O: such lines cannot share a document with others (BR-O-11, BR-O-12)."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was supplied: a quantity at a price in pounds without VAT.

    ``rate_percent``: the rate of VAT in force at the tax point, kept whatever comes after;
    0 where none is charged.
    """

    description: str
    quantity: Decimal
    unit_price: Decimal
    vat: Vat
    rate_percent: Decimal
    unit: str = "C62"

    @property
    def net(self) -> Money:
        """Quantity times price, half up to the penny."""
        return priced(self.unit_price, self.quantity)


@dataclass(frozen=True, slots=True)
class BankAccount:
    """A UK account: six digits, eight digits."""

    name: str
    sort_code: str
    account_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingDocument:
    """What invoices and credit notes have in common (EN 16931 terms in brackets).

    ``tax_point_on``: the time of supply where it is not the day of issue (BT-7).
    ``purchase_order`` (BT-13), ``buyer_reference`` (BT-10), ``contract_reference``
    (BT-12), ``payment_reference`` (BT-83). Text that is lacking is empty.
    ``vat_charged``: the VAT where rounding makes it another than its one rate of its lines.
    """

    number: str
    issued_on: date
    supplier: InvoiceParty
    buyer: InvoiceParty
    lines: tuple[Line, ...]
    tax_point_on: date | None = None
    purchase_order: str = ""
    buyer_reference: str = ""
    contract_reference: str = ""
    bank: BankAccount | None = None
    payment_reference: str = ""
    vat_charged: Money | None = None

    @property
    def totals(self) -> Totals:
        """Net, VAT per rate, and gross."""
        at_rates = self._totals_at_rates()
        if self.vat_charged is None or len(at_rates.rates) != 1:
            return at_rates
        return Totals((replace(at_rates.rates[0], charged=self.vat_charged),))

    def _totals_at_rates(self) -> Totals:
        return totals((line.net, line.vat, line.rate_percent) for line in self.lines)

    @property
    def rounding(self) -> Money:
        """By how much its VAT is above its rate of its lines, or below."""
        return self.totals.vat - self._totals_at_rates().vat

    @property
    def gross(self) -> Money:
        return self.totals.gross

    @property
    def shows_vat_numbers(self) -> bool:
        """A document outside VAT shows none (BR-O-02)."""
        return not {line.vat for line in self.lines} & NOT_SUBJECT

    @property
    def is_reverse_charge(self) -> bool:
        """The customer accounts for VAT on some line, and the document must say so."""
        return any(line.vat is Vat.REVERSE_CHARGE for line in self.lines)


def document_faults(document: BillingDocument) -> list[Refusal]:
    """What is missing or wrong on an invoice or credit note alike, in sentences.

    VAT Regulations 1995 reg 14(1); Procurement Act 2023 s68 (name of the invoicing
    party, description, sum, unique number); EN 16931.
    """
    return [
        *_head_faults(document),
        *_party_faults(document.supplier, "supplier"),
        *_party_faults(document.buyer, "buyer"),
        *_line_faults(document),
        *_vat_faults(document),
        *_bank_faults(document.bank),
    ]


def _head_faults(document: BillingDocument) -> Iterator[Refusal]:
    if not document.number.strip():
        yield Refusal("It has no number. Give it the next number of your series.", field="number")
    if document.gross < Money(0):
        yield Refusal("Its total is less than £0.00. Use a credit note for that.", field="lines")
    texts = {
        "number": document.number,
        "purchase_order": document.purchase_order,
        "buyer_reference": document.buyer_reference,
        "contract_reference": document.contract_reference,
        "payment_reference": document.payment_reference,
    }
    for field, text in texts.items():
        if not is_printable(text):
            yield Refusal("It holds a character that cannot be printed.", field=field)


def _party_faults(party: InvoiceParty, role: str) -> Iterator[Refusal]:
    address = party.address
    if not party.name.strip():
        yield Refusal(f"The {role}’s name is missing.", field=role)
    if not (address.street.strip() or address.city.strip() or address.postcode.strip()):
        yield Refusal(f"The {role}’s address is missing.", field=role)
    if party.vat_number and not is_vat_number(party.vat_number):
        yield Refusal(
            f"The {role}’s VAT number “{party.vat_number}” is not of the form GB123456789.",
            field=role,
        )
    if party.gln and not is_gln(party.gln):
        yield Refusal(
            f"The {role}’s GLN “{party.gln}” is not 13 digits with a right check digit.",
            field=role,
        )
    if not is_country(address.country):
        yield Refusal(
            f"The {role}’s country “{address.country}” is no code of a country, such as GB.",
            field=role,
        )
    texts = (party.name, party.org_id, address.street, address.city, address.postcode)
    if not all(is_printable(text) for text in texts):
        yield Refusal(f"The {role} holds a character that cannot be printed.", field=role)


def _line_faults(document: BillingDocument) -> Iterator[Refusal]:
    if not document.lines:
        yield Refusal("It has no lines. Say what was supplied.", field="lines")
    for number, line in enumerate(document.lines, start=1):
        if not line.description.strip():
            yield Refusal(f"Line {number} does not say what was supplied.", field="lines")
        if not is_printable(line.description):
            yield Refusal(f"Line {number} holds a character that cannot be printed.", field="lines")
        if not is_unit(line.unit):
            yield Refusal(
                f"Line {number} has a unit “{line.unit}” that is in no list of units, such as HUR.",
                field="lines",
            )
        if not line.quantity:
            yield Refusal(f"Line {number} has no quantity.", field="lines")
        if line.unit_price < 0:
            yield Refusal(
                f"Line {number} has a price below £0.00. Use a negative quantity instead.",
                field="lines",
            )
        if line.rate_percent < 0 or bool(line.rate_percent) is not (line.vat in CHARGED):
            treatment = line.vat.replace("_", " ")
            yield Refusal(
                f"Line {number} bears VAT at {line.rate_percent:f}%, which is not “{treatment}”.",
                field="lines",
            )


def _vat_faults(document: BillingDocument) -> Iterator[Refusal]:
    kinds = {line.vat for line in document.lines}
    if document.vat_charged is not None and len(kinds) != 1:
        yield Refusal("VAT is given as a sum only where all lines bear one rate.", field="lines")
    if abs(document.rounding) >= ROUNDING:
        yield Refusal("Its VAT is not its rate of its lines.", field="lines")
    if kinds & NOT_SUBJECT and len(kinds) > 1:
        yield Refusal(
            "Lines outside VAT cannot stand beside other lines. Make two invoices.", field="lines"
        )
    if Vat.NOT_REGISTERED in kinds and document.supplier.vat_number:
        yield Refusal(
            "A supplier that is not registered for VAT shows no VAT number.", field="supplier"
        )
    if kinds - NOT_SUBJECT and not document.supplier.vat_number:
        yield Refusal(
            "The supplier’s VAT number is missing. A supplier that is not registered "
            "for VAT must not show VAT.",
            field="supplier",
        )
    if Vat.REVERSE_CHARGE in kinds and not document.buyer.vat_number:
        yield Refusal(
            "The buyer’s VAT number is missing. The reverse charge is only for a "
            "customer that is registered for VAT.",
            field="buyer",
        )
    if not document.supplier.org_id.strip():
        yield from _unidentified(document)


def _unidentified(document: BillingDocument) -> Iterator[Refusal]:
    """A supplier without a register number is known by the VAT number that it shows (BR-CO-26)."""
    if not document.supplier.vat_number:
        yield Refusal(
            "The supplier has neither a VAT number nor a register number.", field="supplier"
        )
    elif not document.shows_vat_numbers:
        yield Refusal(
            "The supplier has neither a VAT number nor a register number to show: what is outside "
            "VAT shows no VAT number. Give the supplier’s register number.",
            field="supplier",
        )


def _bank_faults(bank: BankAccount | None) -> Iterator[Refusal]:
    if bank is None:
        return
    if not (len(bank.sort_code) == 6 and bank.sort_code.isascii() and bank.sort_code.isdigit()):
        yield Refusal("A sort code is six digits.", field="bank")
    number = bank.account_number
    if not (len(number) == 8 and number.isascii() and number.isdigit()):
        yield Refusal("An account number is eight digits.", field="bank")
    if not is_printable(bank.name):
        yield Refusal("The account’s name holds a character that cannot be printed.", field="bank")


def is_printable(text: str) -> bool:
    """Holds only characters that XML 1.0 can carry, so that no copy of it differs."""
    return all(
        character in "\t\n"
        or "\x20" <= character <= "\ud7ff"
        or "\ue000" <= character <= "\ufffd"
        or character >= "\U00010000"
        for character in text
    )
