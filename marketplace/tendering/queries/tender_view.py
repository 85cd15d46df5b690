"""What does the page of a tender show, whoever reads it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.organisations.models.organisations import Organisation
from marketplace.organisations.queries.directory import organisation_named_by
from marketplace.tendering.models.tenders import Tender
from marketplace.tendering.queries.deadlines import hold_until_next, is_over
from marketplace.tendering.queries.official_notices import NoticeShown, timeline_of
from marketplace.tendering.queries.price_examples import PriceExample, price_examples
from marketplace.tendering.queries.regimes import is_central_first, regime_facts
from marketplace.tendering.queries.tender_documents import TenderDocument, documents_of_tender
from marketplace.tendering.queries.tender_facts import CIRCUMSTANCES, Made, made_of
from marketplace.tendering.queries.tenders import TenderParts, parts_of
from procurement.ground.calendar import london_day
from procurement.ground.refusal import Refusal
from procurement.tendering.central_notice import central_notice_url
from procurement.tendering.consequences import what_follows
from procurement.tendering.price_formula import FORMULA_IN_WORDS, KNOWN_FAULT, PriceFormula
from procurement.tendering.regime import Consequence, Regime, regime_of

REGIME_IN_WORDS = {
    Regime.PUBLIC: "The Procurement Act 2023 applies in full.",
    Regime.BELOW: "The Procurement Act 2023 applies, with the lighter rules below its threshold.",
    Regime.LIGHT: "The Procurement Act 2023 applies, with its light-touch rules.",
    Regime.PRIVATE: "The buyer is not a public body: contract law applies.",
}


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
    is_notice_full: bool
    """Whether its notice is that of a procurement above the threshold."""
    notices: Sequence[NoticeShown]
    """Those that were published, in their order."""
    has_notices: bool
    """Whether the law knows notices for it."""
    made_of: Made
    """What each lot adds to the estimate; empty where it was estimated as a whole, or not yet."""
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
        is_notice_full=law not in (REGIME_IN_WORDS[Regime.BELOW], REGIME_IN_WORDS[Regime.PRIVATE]),
        notices=timeline_of(tender.id),
        has_notices=bool(consequences) and law != REGIME_IN_WORDS[Regime.PRIVATE],
        made_of=made_of(tender, parts.lots, london_day(now)),
        formula=FORMULA_IN_WORDS[formula],
        formula_fault=KNOWN_FAULT[formula],
        is_over=is_over(tender, now),
        examples=price_examples(tender, parts.lots[0]) if parts.lots else (),
    )
