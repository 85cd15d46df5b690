"""May a product be ordered without a tender, by this buyer, for so much?"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement.ground.figures import SHIPPED, Figure, Figures
from procurement.ground.money import Money, priced
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions
from procurement.tendering.regime import Authority

PAYMENT_DAYS = 7
"""Days from the receipt of a valid invoice to payment."""


class OrderState(StrEnum):
    PLACED = "placed"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


ORDER: Transitions[OrderState] = Transitions(
    "order",
    {
        "accept": ({OrderState.PLACED}, OrderState.ACCEPTED),
        "decline": ({OrderState.PLACED}, OrderState.DECLINED),
        "withdraw": ({OrderState.PLACED}, OrderState.WITHDRAWN),
    },
)
"""An accepted order is a contract, and goes on as one."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an owner allows its buyers, excluding VAT: for one order, and to one supplier in twelve
    months."""

    per_order: Money
    per_supplier: Money


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """An order as it would be placed. Sums exclude VAT, but for those named otherwise.

    ``earlier`` is what was ordered of this supplier in the twelve months before, and not declined or
    withdrawn; ``with_vat`` and ``earlier_with_vat`` are this order, and those, with the VAT that may
    be due.
    """

    amount: Money
    earlier: Money
    with_vat: Money
    earlier_with_vat: Money


def check_limits(limits: Limits) -> None:
    """Refuses limits that allow nothing, or more for one order than for all of them."""
    faults = []
    if limits.per_order <= Money(0):
        faults.append(Refusal("Enter more than £0.", field="per_order"))
    if limits.per_supplier < limits.per_order:
        faults.append(
            Refusal("This must be at least what one order may come to.", field="per_supplier")
        )
    refuse_if_any(faults)


def amount_of(price: Money, quantity: Decimal) -> Money:
    """What so many units come to, excluding VAT. Refuses a quantity that is not above 0."""
    if quantity <= 0:
        raise Refusal("Enter how many you order, more than 0.", field="quantity")
    amount = priced(price.pounds, quantity)
    if amount <= Money(0):
        raise Refusal("This comes to less than a penny.", field="quantity")
    return amount


def notice_owed_from(authority: Authority, day: date, figures: Figures = SHIPPED) -> Figure | None:
    """The amount with VAT from which an authority owes a notice (PA23 s87(4)); None for others.

    Schools and utilities are not told apart here: they are held to the same amount.
    """
    if authority is Authority.NOT_PUBLIC:
        return None
    key = "notifiable_central" if authority is Authority.CENTRAL else "notifiable_other"
    return figures.on("thresholds", key, day, "The amount from which a notice is owed")


def check_order(facts: OrderFacts, limits: Limits | None, notice_from: Figure | None) -> None:
    """Refuses an order beyond the limits of the buyer's owner, or that the law wants a notice of.

    An authority's orders of one supplier count together: what is bought in parts is bought (s4(3)).
    """
    if limits is None:
        raise Refusal(
            "Nobody has said yet how much may be ordered here without a tender. An owner of your "
            "organisation sets it."
        )
    if facts.amount > limits.per_order:
        raise Refusal(
            f"This comes to {facts.amount} without VAT. An owner of your organisation allows "
            f"{limits.per_order} for one order.",
            field="quantity",
        )
    together = facts.amount + facts.earlier
    if together > limits.per_supplier:
        raise Refusal(
            f"With the {facts.earlier} ordered of this supplier in the last twelve months this comes "
            f"to {together} without VAT. An owner of your organisation allows {limits.per_supplier}.",
            field="quantity",
        )
    if notice_from is not None:
        _refuse_what_owes_a_notice(facts, notice_from)


def _refuse_what_owes_a_notice(facts: OrderFacts, notice_from: Figure) -> None:
    most = Money(int(notice_from.value))
    with_vat = facts.with_vat + facts.earlier_with_vat
    if with_vat < most:
        return
    earlier = (
        f" with the {facts.earlier_with_vat} ordered of this supplier in the last twelve months"
        if facts.earlier_with_vat
        else ""
    )
    raise Refusal(
        f"This comes to {with_vat} with VAT{earlier}. From {most} a notice is owed before you buy "
        f"({notice_from.source}), and a purchase must not be split to stay below. Draft a tender "
        "instead.",
        field="quantity",
    )
