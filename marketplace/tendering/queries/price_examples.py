"""What would a price earn, by the formula of a tender?"""

from dataclasses import dataclass

from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.tender_facts import price_method
from procurement.ground.exact import exact, plain
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import (
    PriceField,
    PriceFormula,
    price_points,
    price_working,
)


@dataclass(frozen=True, slots=True)
class PriceExample:
    """What a price would earn beside another one, with the arithmetic."""

    price: str
    working: str
    points: str


def price_examples(tender: Tender, lot: Lot) -> tuple[PriceExample, ...]:
    """Two prices beside each other, as round as can be; none where the limits are missing."""
    try:
        method = price_method(tender, lot)
    except Refusal:
        return ()
    if method.formula is PriceFormula.PRICE_PER_QUALITY_POINT:
        return ()
    prices = (Money(10_000_000), Money(12_500_000))
    if method.floor is not None and method.ceiling is not None:
        prices = (method.floor, Money((method.floor + method.ceiling).pence // 2))
    weight, field = exact(tender.price_weight), PriceField.of(prices)
    return tuple(
        PriceExample(
            str(price),
            price_working(method, weight, price, field),
            plain(price_points(method, weight, price, field)),
        )
        for price in prices
    )
