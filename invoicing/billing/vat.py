"""How much VAT does each line bear, and what do the lines add up to?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.ground.figures import SHIPPED
from invoicing.ground.rounding import percent_of
from procurement.ground.exact import in_full
from procurement.ground.figures import Figures
from procurement.ground.money import Money


class Vat(StrEnum):
    """How VAT treats a supply.

    ``REVERSE_CHARGE``: the customer accounts for the VAT (VATA 1994 s55A).
    ``NOT_REGISTERED``: the supplier is not registered and may not show VAT.
    """

    STANDARD = "standard"
    REDUCED = "reduced"
    ZERO = "zero"
    EXEMPT = "exempt"
    OUTSIDE = "outside"
    REVERSE_CHARGE = "reverse_charge"
    NOT_REGISTERED = "not_registered"


CHOICES = (Vat.STANDARD, Vat.REDUCED, Vat.ZERO, Vat.EXEMPT, Vat.REVERSE_CHARGE)
"""What a supplier that is registered may say of its work."""

REVERSE_CHARGE_WORDING = "Reverse charge: customer to pay the VAT to HMRC"
"""The reference that reg 14(1) of the VAT Regulations 1995 asks for."""

CHARGED = frozenset({Vat.STANDARD, Vat.REDUCED})
"""Where VAT is added to the price."""

RATED = CHARGED | {Vat.ZERO}
"""What has a rate that an invoice names."""

_WORDS = {
    Vat.STANDARD: "Standard rate",
    Vat.REDUCED: "Reduced rate",
    Vat.ZERO: "Zero rate",
    Vat.EXEMPT: "Exempt from VAT",
    Vat.OUTSIDE: "Outside the scope of VAT",
    Vat.REVERSE_CHARGE: "Construction reverse charge: the buyer accounts for the VAT",
    Vat.NOT_REGISTERED: "Not registered for VAT",
}


def vat_rate(vat: Vat, tax_point: date | None = None, figures: Figures = SHIPPED) -> Decimal:
    """The rate charged, in per cent, at a tax point; without one, the newest rate known.

    0 where no VAT is charged. Refuses a day whose rate is not known.
    """
    if vat not in RATED:
        return Decimal(0)
    if tax_point is None:
        return figures.newest("vat_rates", vat).value
    return figures.on("vat_rates", vat, tax_point, f"The {vat} rate of VAT").value


def vat_in_words(vat: Vat, tax_point: date, figures: Figures = SHIPPED) -> str:
    """How VAT treats a supply, for people, with the rate of the day: “Standard rate (20%)”."""
    if vat not in CHARGED:
        return _WORDS[vat]
    return f"{_WORDS[vat]} ({in_full(vat_rate(vat, tax_point, figures))}%)"


@dataclass(frozen=True, slots=True)
class VatSum:
    """All lines under one treatment and rate: net, rate in per cent, and the VAT on the sum."""

    vat: Vat
    rate_percent: Decimal
    net: Money
    charged: Money


@dataclass(frozen=True, slots=True)
class Totals:
    """What an invoice adds up to; ``rates`` in the order in which they first stand."""

    rates: tuple[VatSum, ...]

    @property
    def net(self) -> Money:
        return Money.total(rate.net for rate in self.rates)

    @property
    def vat(self) -> Money:
        return Money.total(rate.charged for rate in self.rates)

    @property
    def gross(self) -> Money:
        return self.net + self.vat


def totals(lines: Iterable[tuple[Money, Vat, Decimal]]) -> Totals:
    """Add up lines of net, VAT treatment and rate; VAT once per rate on the sum (BR-CO-17)."""
    nets: dict[tuple[Vat, Decimal], Money] = {}
    for net, vat, rate in lines:
        nets[vat, rate] = nets.get((vat, rate), Money(0)) + net
    return Totals(
        tuple(VatSum(vat, rate, net, percent_of(net, rate)) for (vat, rate), net in nets.items())
    )
