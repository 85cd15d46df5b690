"""What does the page of a tender show, whoever reads it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.models.tenders import Lot, Tender
from marketplace.tendering.queries.deadlines import hold_until_next, is_over
from marketplace.tendering.queries.regimes import is_central_first, regime_facts
from marketplace.tendering.queries.tender_documents import TenderDocument, documents_of_tender
from marketplace.tendering.queries.tender_facts import CIRCUMSTANCES, price_method
from marketplace.tendering.queries.tenders import TenderParts, parts_of
from procurement.ground.calendar import london_day
from procurement.ground.exact import exact, plain
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.central_notice import central_notice_url
from procurement.tendering.consequences import what_follows
from procurement.tendering.price_formula import (
    FORMULA_IN_WORDS,
    KNOWN_FAULT,
    PriceField,
    PriceFormula,
    price_points,
    price_working,
)
from procurement.tendering.regime import Consequence, Regime, regime_of

REGIME_IN_WORDS = {
    Regime.PUBLIC: "The Procurement Act 2023 applies in full.",
    Regime.BELOW: "The Procurement Act 2023 applies, with the lighter rules below its threshold.",
    Regime.LIGHT: "The Procurement Act 2023 applies, with its light-touch rules.",
    Regime.PRIVATE: "The buyer is not a public body: contract law applies.",
}


@dataclass(frozen=True, slots=True)
class PriceExample:
    """What a price would earn beside another one, with the arithmetic."""

    price: str
    working: str
    points: str


@dataclass(frozen=True, slots=True)
class TenderView:
    """Everything that a bidder needs to decide and to prepare a bid."""

    buyer: Organisation
    parts: TenderParts
    documents: Sequence[TenderDocument]
    law: str
    consequences: tuple[Consequence, ...]
    is_notified_first: bool
    """Whether its notice goes to the central digital platform before it is published here."""
    central_url: str
    formula: str
    formula_fault: str
    is_over: bool
    """Whether the deadline has passed."""
    examples: tuple[PriceExample, ...]
    """By the limits of the first lot, where the formula has limits."""


def view_of(tender: Tender, now: datetime) -> TenderView:
    """The view of a tender, also of a draft whose estimate or limits are still missing."""
    hold_until_next(now, [tender])
    formula = PriceFormula(tender.price_formula)
    buyer = organisation_named_by(tender.buyer_id)
    facts = regime_facts(tender, buyer.kind, london_day(now))
    try:
        law, consequences = REGIME_IN_WORDS[regime_of(facts)], what_follows(facts, CIRCUMSTANCES)
    except Refusal as no:
        law, consequences = str(no), ()
    parts = parts_of(tender.id)
    return TenderView(
        buyer=buyer,
        parts=parts,
        documents=documents_of_tender(tender.id),
        law=law,
        consequences=consequences,
        is_notified_first=is_central_first(tender, buyer.kind, now),
        central_url=central_notice_url(tender.central_notice),
        formula=FORMULA_IN_WORDS[formula],
        formula_fault=KNOWN_FAULT[formula],
        is_over=is_over(tender, now),
        examples=_examples(tender, parts.lots[0]) if parts.lots else (),
    )


def _examples(tender: Tender, lot: Lot) -> tuple[PriceExample, ...]:
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
