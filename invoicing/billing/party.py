"""Who sends an invoice and who receives it, as the invoice names them?"""

import re
from dataclasses import dataclass

_VAT_NUMBER = re.compile(r"GB(\d{9}|\d{12}|GD\d{3}|HA\d{3})|XI\d{9}(\d{3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; ``country`` is a two-letter ISO 3166-1 code."""

    street: str
    city: str
    postcode: str
    country: str = "GB"

    def lines(self) -> list[str]:
        """The lines of the address as printed, without the country where it is the UK."""
        abroad = "" if self.country == "GB" else self.country
        return [line for line in (self.street, self.city, self.postcode, abroad) if line]


@dataclass(frozen=True, slots=True)
class InvoiceParty:
    """A supplier or a buyer as an invoice names it; what it lacks is empty.

    ``vat_number`` with its GB prefix and no spaces; ``org_id`` scheme and
    identifier (``GB-COH-02036103``); ``gln`` the 13 digits of a GS1 Global Location
    Number, the Peppol address of NHS bodies.
    """

    name: str
    address: Address
    vat_number: str = ""
    org_id: str = ""
    gln: str = ""

    def endpoint(self) -> tuple[str, str] | None:
        """Where Peppol delivers: (identifier, scheme): a GLN (0088), else a VAT number (9932)."""
        if self.gln:
            return self.gln, "0088"
        if self.vat_number:
            return self.vat_number, "9932"
        return None


def normal_vat_number(typed: str) -> str:
    """A VAT number as an invoice shows it: capitals, no spaces, with its prefix."""
    plain = re.sub(r"[\s.-]", "", typed).upper()
    return f"GB{plain}" if plain[:1].isdigit() else plain


def is_vat_number(text: str) -> bool:
    """Has the form of a UK VAT number (GB or, in Northern Ireland, XI)."""
    return _VAT_NUMBER.fullmatch(text) is not None


def is_gln(text: str) -> bool:
    """Thirteen digits, the last of them the GS1 check digit."""
    return len(text) == 13 and gs1_check_digit_fits(text)


def gs1_check_digit_fits(text: str) -> bool:
    """Digits alone, of which the last checks the others: all that Peppol asks of a GLN."""
    if re.fullmatch(r"[0-9]{2,}", text) is None:
        return False
    others = reversed(text[:-1])
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(others))
    return (10 - weighted % 10) % 10 == int(text[-1])


def vat_check_digits_fit(number: str) -> bool:
    """Do the last two of the nine digits check the first seven (modulus 97, or 97 less 55)?

    A government (GD) or health (HA) number has none, and fits.
    """
    digits = number[2:11]
    if not digits.isdigit():
        return True
    weighted = sum(
        int(digit) * weight for digit, weight in zip(digits, range(8, 1, -1), strict=False)
    )
    return (weighted + int(digits[7:9])) % 97 in {0, 42}
