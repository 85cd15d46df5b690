"""What does a contractor deduct for the Construction Industry Scheme, and who pays the VAT?

Finance Act 2004 ss57-77 (deductions); VATA 1994 s55A and SI 2019/892 (the
domestic reverse charge for building work, since 1 March 2021).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from invoicing.billing.vat import Vat, vat_rate
from invoicing.ground.figures import SHIPPED
from invoicing.ground.rounding import percent_of
from procurement.ground.figures import Figures
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal


class CisStatus(StrEnum):
    """How HMRC has verified the sub-contractor."""

    GROSS = "gross"
    REGISTERED = "registered"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class SubcontractPayment:
    """What a contractor keeps back for HMRC, the VAT shown, and what it pays the sub-contractor."""

    deduction: Money
    vat: Money
    payable: Money


def cis_rate(status: CisStatus, paid: date | None = None, figures: Figures = SHIPPED) -> Decimal:
    """The deduction in per cent: 0 gross, 20 registered, 30 unverified."""
    if paid is None:
        return figures.newest("construction_figures", status).value
    return figures.on("construction_figures", status, paid, "The rate of CIS deduction").value


def subcontract_payment(
    labour: Money,
    materials: Money,
    status: CisStatus,
    vat: Vat,
    paid: date | None = None,
    figures: Figures = SHIPPED,
    *,
    to_public_body: bool = False,
) -> SubcontractPayment:
    """Deduct from the payment without VAT and without the direct cost of materials.

    Materials include plant hire and its fuel, not travel (Finance Act 2004 s61).
    ``vat`` is standard, reverse charge or not registered; ``paid`` is the day of
    payment, without which the newest rates are used. Nothing is deducted from what
    is paid to a council or another public body from 6 April 2026. Rounded half up.
    """
    if labour < Money(0) or materials < Money(0):
        raise Refusal("Labour and materials cannot be less than £0.00.")
    net = labour + materials
    is_out = to_public_body and (paid is None or paid >= _public_bodies_left_on())
    deduction = Money(0) if is_out else percent_of(labour, cis_rate(status, paid, figures))
    charged = percent_of(net, vat_rate(vat, paid, figures))
    return SubcontractPayment(deduction, charged, net + charged - deduction)


def _public_bodies_left_on() -> date:
    return SHIPPED.newest("construction_figures", "to_public_body_out").since


def is_deemed_contractor(spend_12_months: Money, day: date) -> bool:
    """Has a body outside construction spent over £3 million on it in the last twelve months?

    Then it must run the scheme as a contractor does (Finance Act 2004 s59).
    """
    limit = SHIPPED.on("construction_figures", "deemed_contractor_pence", day, "The limit")
    return spend_12_months.pence > limit.value


@dataclass(frozen=True, slots=True)
class ReverseChargeFacts:
    """What decides whether building work bears the reverse charge.

    ``confirmed_end_user``: the customer said in writing that it is an end user or
    an intermediary supplier. ``reverse_charge_part`` of ``supply`` is building
    work.
    """

    tax_point: date
    supplier_is_vat_registered: bool
    customer_is_vat_registered: bool
    is_reported_under_cis: bool
    vat: Vat
    supplier_is_employment_business: bool
    confirmed_end_user: bool
    supply: Money
    reverse_charge_part: Money


def reverse_charge_excuse(facts: ReverseChargeFacts) -> str | None:
    """Why ordinary VAT applies, as a sentence; None where the reverse charge applies.

    A part of 5% or less of the supply may be disregarded (VATREVCON33100, 33200).
    """
    if facts.tax_point < SHIPPED.newest("construction_figures", "reverse_charge").since:
        return "The reverse charge for building work began on 1 March 2021."
    for excused, sentence in (
        (not facts.supplier_is_vat_registered, "The supplier is not registered for VAT."),
        (not facts.customer_is_vat_registered, "The customer is not registered for VAT."),
        (not facts.is_reported_under_cis, "The payment is not reported under CIS."),
        (
            facts.vat not in {Vat.STANDARD, Vat.REDUCED},
            "The work is not at the standard or the reduced rate.",
        ),
        (facts.supplier_is_employment_business, "The supplier is an employment business."),
        (
            facts.confirmed_end_user,
            "The customer has said in writing that it is an end user or intermediary supplier.",
        ),
        (
            20 * facts.reverse_charge_part.pence <= facts.supply.pence,
            "The building work is 5% or less of the supply, so it may be disregarded.",
        ),
    ):
        if excused:
            return sentence
    return None
