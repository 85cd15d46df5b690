"""How much VAT does each line bear, and what do the lines add up to?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.ground.figures import SHIPPED
from invoicing.ground.rounding import percent_of
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

_RATED = frozenset({Vat.STANDARD, Vat.REDUCED, Vat.ZERO})


def vat_rate(vat: Vat, tax_point: date | None = None) -> Decimal:
    """The rate charged, in per cent, at a tax point; without one, the newest rate known.

    0 where no VAT is charged. Refuses a day before the rates known here.
    """
    if vat not in _RATED:
        return Decimal(0)
    if tax_point is None:
        return SHIPPED.newest("vat_rates", vat).value
    return SHIPPED.on("vat_rates", vat, tax_point, f"The {vat} rate of VAT").value


@dataclass(frozen=True, slots=True)
class VatSum:
    """All lines under one VAT treatment: net, rate in per cent, and the VAT charged on the sum."""

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


def totals(lines: Iterable[tuple[Money, Vat]], tax_point: date | None = None) -> Totals:
    """Add up (net, VAT treatment) lines; VAT once per rate on the sum (EN 16931 BR-CO-17)."""
    nets: dict[Vat, Money] = {}
    for net, vat in lines:
        nets[vat] = nets.get(vat, Money(0)) + net
    return Totals(tuple(_vat_sum(vat, net, vat_rate(vat, tax_point)) for vat, net in nets.items()))


def _vat_sum(vat: Vat, net: Money, rate: Decimal) -> VatSum:
    return VatSum(vat, rate, net, percent_of(net, rate))
