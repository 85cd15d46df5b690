from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.lot import Beyond
from procurement.tendering.price_formula import PriceFormula
from procurement.tendering.regime import Regime
from procurement.tendering.tender import TENDER as MOVES
from procurement.tendering.tender import (
    TenderFacts,
    TenderState,
    after_closing,
    before_closing,
    before_publishing,
    is_closed,
)
from tests.procurement.tendering.tender_examples import CLOSES, NOW, TENDER, TIMETABLE, tender


def faults(facts: TenderFacts, now: datetime = NOW) -> list[tuple[str | None, str]]:
    try:
        before_publishing(facts, now)
    except Refusals as no:
        return [(fault.field, str(fault)) for fault in no.faults]
    except Refusal as no:
        return [(no.field, str(no))]
    return []


def test_a_sound_tender_may_be_published() -> None:
    assert faults(TENDER) == []


QUESTION, CLAUSE, LOT = TENDER.questions[0], TENDER.clauses[0], TENDER.lots[0]
LIMITED = replace(LOT, floor=Money(1), ceiling=Money(2))


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"title": " "}, "title", "Give the tender a title"),
        ({"description": ""}, "description", "Describe what is bought"),
        ({"lots": ()}, "lots", "at least one lot"),
        ({"lots": (LOT,)}, "undivided_reason", "not divided into lots"),
        ({"lots": (LOT, replace(LOT, title="Twice"))}, "lots", "same number"),
        ({"lots": (LOT, replace(LOT, id="2", title=""))}, "lots-1-title", "Lot 2 needs a title"),
        (
            {"lots": (replace(LOT, estimate=Money(-1)), TENDER.lots[1])},
            "lots-0-estimate",
            "below £0",
        ),
        (
            {
                "lots": (
                    replace(LOT, starts_on=date(2027, 3, 2), ends_on=date(2027, 3, 1)),
                    TENDER.lots[1],
                )
            },
            "lots-0-ends_on",
            "ends before it begins",
        ),
        (
            {"lots": (LOT, replace(TENDER.lots[1], options_estimate=Money(-1)))},
            "lots-1-options_estimate",
            "What options add of lot “Sandwell Hospital” is below £0",
        ),
        (
            {"lots": (replace(LOT, beyond=Beyond(extension_months=601)), TENDER.lots[1])},
            "lots-0-extension_months",
            "0 to 600 months",
        ),
        (
            {"lots": (replace(LOT, extension_estimate=Money(1)), TENDER.lots[1])},
            "lots-0-extension_months",
            "say by how many months",
        ),
        (
            {"lots": (LOT, replace(TENDER.lots[1], starts_on=TENDER.timetable.award_on))},
            "lots-1-starts_on",
            "Lot 2: The contract must begin after the award",
        ),
        ({"price_weight": Decimal(30)}, "price_weight", "they add up to 90"),
        (
            {"price_weight": Decimal(-10), "quality_weight": Decimal(90)},
            "price_weight",
            "below 0",
        ),
        (
            {"lots": (replace(LOT, floor=Money(5)), TENDER.lots[1])},
            "lots-0-floor",
            "The price formula uses no floor",
        ),
        (
            {
                "price_formula": PriceFormula.BENCHMARK,
                "lots": (LIMITED, replace(TENDER.lots[1], floor=Money(1))),
            },
            "lots-1-ceiling",
            "Give lot “Sandwell Hospital” a ceiling price",
        ),
        (
            {
                "price_formula": PriceFormula.BENCHMARK,
                "lots": (LIMITED, replace(TENDER.lots[1], ceiling=Money(2))),
            },
            "lots-1-floor",
            "Give lot “Sandwell Hospital” a floor price",
        ),
        (
            {
                "price_formula": PriceFormula.BENCHMARK,
                "lots": (LIMITED, replace(TENDER.lots[1], floor=Money(500), ceiling=Money(500))),
            },
            "lots-1-ceiling",
            "must be higher than its floor, £5",
        ),
        (
            {"lots": (LOT, replace(TENDER.lots[1], ceiling=Money(0)))},
            "lots-1-ceiling",
            "must be higher than £0",
        ),
        (
            {"price_formula": PriceFormula.PRICE_PER_QUALITY_POINT},
            "price_weight",
            "no weight of its own",
        ),
        (
            {"scale": 0, "questions": (replace(QUESTION, minimum=None), TENDER.questions[1])},
            "scale",
            "1 or more",
        ),
        ({"questions": ()}, "questions", "Quality has a weight but no question"),
        ({"questions": (QUESTION,)}, "questions", "they add up to 60"),
        ({"questions": (QUESTION, replace(QUESTION, weight=Decimal(40)))}, "questions", "number"),
        (
            {"questions": (replace(QUESTION, text=" "), TENDER.questions[1])},
            "questions-0-text",
            "Question 1 has no text",
        ),
        (
            {"questions": (replace(QUESTION, word_limit=0), TENDER.questions[1])},
            "questions-0-word_limit",
            "between 1 and 5,000",
        ),
        (
            {"questions": (replace(QUESTION, minimum=6), TENDER.questions[1])},
            "questions-0-minimum",
            "outside 0 to 5",
        ),
        ({"clauses": ()}, "clauses", "no social-benefit clause"),
        ({"clauses": (CLAUSE,)}, "clauses", "they add up to 70"),
        (
            {"clauses": (replace(CLAUSE, target=Decimal(0), minimum=None), TENDER.clauses[1])},
            "clauses-0-target",
            "target above 0",
        ),
        (
            {"clauses": (replace(CLAUSE, minimum=Decimal(11)), TENDER.clauses[1])},
            "clauses-0-minimum",
            "outside 0 to its target",
        ),
        (
            {"clauses": (replace(CLAUSE, unit=""), TENDER.clauses[1])},
            "clauses-0-unit",
            "needs a unit",
        ),
        (
            {"clauses": (replace(CLAUSE, quantity_share=Decimal(101)), TENDER.clauses[1])},
            "clauses-0-quantity_share",
            "0 to 100 per cent",
        ),
        ({"payment_days": 14}, "payment_reason", "Give a reason"),
        ({"payment_days": 31, "payment_reason": "Slow"}, "payment_days", "0 to 30 days"),
        (
            {"regime": Regime.PRIVATE, "payment_days": 61, "payment_reason": "Slow"},
            "payment_days",
            "0 to 60 days",
        ),
        (
            {"timetable": replace(TIMETABLE, closes_at=CLOSES - timedelta(days=4))},
            "closes_at",
            "15 December 2026 at the earliest",
        ),
        (
            {"timetable": replace(TIMETABLE, starts_on=date(2027, 2, 3))},
            "starts_on",
            "cannot begin before 4 February 2027",
        ),
    ],
)
def test_one_fault_gives_one_sentence_beside_its_field(
    changed: dict[str, Any], field: str, words: str
) -> None:
    found = faults(tender(**changed))
    assert [one for one, _ in found] == [field]
    assert words in found[0][1]


@pytest.mark.parametrize(
    "changed",
    [
        {"lots": (LOT,), "undivided_reason": "One kitchen serves all."},
        {"payment_days": 30, "payment_reason": "The grant is paid to us monthly."},
        {
            "price_weight": Decimal(0),
            "quality_weight": Decimal(80),
            "price_formula": PriceFormula.PRICE_PER_QUALITY_POINT,
        },
        {
            "price_formula": PriceFormula.BENCHMARK,
            "lots": (LIMITED, replace(TENDER.lots[1], floor=Money(0), ceiling=Money(9))),
        },
        {"lots": (LOT, replace(TENDER.lots[1], ceiling=Money(2)))},
        {
            "social_value_weight": Decimal(0),
            "price_weight": Decimal(60),
            "clauses": (),
        },
        {"regime": Regime.LIGHT, "timetable": replace(TIMETABLE, starts_on=date(2027, 1, 26))},
    ],
)
def test_what_the_rules_allow_may_be_published(changed: dict[str, Any]) -> None:
    assert faults(tender(**changed)) == []


def test_every_fault_is_told_at_once() -> None:
    found = faults(tender(title="", price_weight=Decimal(30), payment_days=10))
    assert [field for field, _ in found] == ["title", "price_weight", "payment_reason"]


def test_a_deadline_in_the_past_is_refused() -> None:
    assert (
        "closes_at",
        "The deadline, 12:00 on Friday 18 December 2026, London time, has already passed.",
    ) in faults(TENDER, CLOSES)


def test_a_deadline_in_a_year_without_known_holidays_is_refused() -> None:
    late = replace(
        TIMETABLE,
        closes_at=datetime(2029, 2, 1, 12, tzinfo=UTC),
        award_on=date(2029, 3, 1),
        starts_on=date(2029, 4, 1),
    )
    assert [field for field, words in faults(tender(timetable=late)) if "2029" in words] == [
        "closes_at",
        "award_on",
    ]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"questions_close_at": datetime(2026, 11, 19, 9, tzinfo=UTC)}, "questions_close_at"),
        ({"questions_close_at": CLOSES}, "questions_close_at"),
        ({"answers_by": date(2026, 12, 7)}, "answers_by"),
        ({"answers_by": date(2026, 12, 18)}, "answers_by"),
        ({"award_on": date(2026, 12, 18)}, "award_on"),
        ({"award_on": date(2027, 3, 1)}, "starts_on"),
    ],
)
def test_dates_out_of_order_are_refused(changed: dict[str, Any], field: str) -> None:
    found = faults(tender(timetable=replace(TIMETABLE, **changed)))
    assert field in [one for one, _ in found]


def test_urgency_needs_a_reason() -> None:
    how = replace(TENDER.circumstances, is_urgent=True)
    assert [field for field, _ in faults(tender(circumstances=how))] == ["urgency_reason"]


def test_the_moment_of_the_deadline_is_closed() -> None:
    just_before = CLOSES - timedelta(microseconds=1)
    assert is_closed(CLOSES, CLOSES)
    assert not is_closed(CLOSES, just_before)
    before_closing(CLOSES, just_before)
    after_closing(CLOSES, CLOSES)
    with pytest.raises(Refusal, match="deadline passed at 12:00"):
        before_closing(CLOSES, CLOSES)
    with pytest.raises(Refusal, match="from the deadline on"):
        after_closing(CLOSES, just_before)


def test_a_tender_moves_only_along_its_table() -> None:
    assert MOVES.after(TenderState.DRAFT, "publish") is TenderState.PUBLISHED
    assert MOVES.verbs(TenderState.PUBLISHED) == ["amend", "extend", "open", "cancel"]
    assert MOVES.verbs(TenderState.AWARDED) == ["reopen", "cancel"]
    assert MOVES.verbs(TenderState.CANCELLED) == []
    with pytest.raises(Refusal, match="This tender is opened, so it cannot be extended now"):
        MOVES.after(TenderState.OPENED, "extend")
