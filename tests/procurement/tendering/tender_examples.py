"""A tender and a bid that break no rule, for tests that break one at a time."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from procurement.bidding.bid import BidFacts
from procurement.ground.money import Money
from procurement.tendering.award_criteria import ClauseFacts, QuestionFacts
from procurement.tendering.lot import LotFacts
from procurement.tendering.minimum_period import Procedure
from procurement.tendering.price_formula import PriceFormula
from procurement.tendering.regime import Regime
from procurement.tendering.tender import TenderFacts
from procurement.tendering.tie_rule import TieRule
from procurement.tendering.timetable import Timetable

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
CLOSES = datetime(2026, 12, 18, 12, tzinfo=UTC)

TIMETABLE = Timetable(
    published_on=date(2026, 11, 20),
    questions_close_at=datetime(2026, 12, 8, 12, tzinfo=UTC),
    answers_by=date(2026, 12, 11),
    closes_at=CLOSES,
    award_on=date(2027, 1, 25),
    starts_on=date(2027, 3, 1),
)

TENDER = TenderFacts(
    id="t1",
    title="Meals for wards",
    description="Two hot meals a day for 300 people.",
    regime=Regime.PUBLIC,
    procedure=Procedure.OPEN,
    lots=(
        LotFacts("1", "City Hospital", "", Money(10_000_000)),
        LotFacts("2", "Sandwell Hospital", "", Money(8_000_000)),
    ),
    price_weight=Decimal(40),
    quality_weight=Decimal(40),
    social_value_weight=Decimal(20),
    price_formula=PriceFormula.LOWEST_OVER_THIS,
    tie_rule=TieRule.QUALITY_FIRST,
    scale=5,
    questions=(
        QuestionFacts("q1", "How will you cook?", Decimal(60), 20, 2),
        QuestionFacts("q2", "Who will you employ?", Decimal(40), 20),
    ),
    clauses=(
        ClauseFacts("c1", "Paid placements", "placements", Decimal(70), Decimal(10), Decimal(2)),
        ClauseFacts("c2", "Local suppliers", "suppliers", Decimal(30), Decimal(4)),
    ),
    timetable=TIMETABLE,
)

BID = BidFacts(
    answers={"q1": "With care.", "q2": "Our neighbours."},
    prices={"1": Money(9_000_000)},
    commitments={"c1": Decimal(4)},
)


def tender(**changed: Any) -> TenderFacts:
    return replace(TENDER, **changed)


def bid(**changed: Any) -> BidFacts:
    return replace(BID, **changed)
