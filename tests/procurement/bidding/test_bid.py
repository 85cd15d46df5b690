from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from procurement.bidding.bid import BID as MOVES
from procurement.bidding.bid import BidFacts, BidState, MemberFacts, before_submitting, word_count
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from tests.procurement.tendering.tender_examples import BID, CLOSES, NOW, TENDER, bid, tender

ACCEPTED = MemberFacts("Kitchen CIC", Decimal("66.67"), has_accepted=True)
WAITING = MemberFacts("Van Co-op", Decimal("33.33"), has_accepted=False)


def faults(facts: BidFacts, at: datetime = NOW) -> list[tuple[str | None, str]]:
    try:
        before_submitting(facts, TENDER, at)
    except Refusals as no:
        return [(fault.field, str(fault)) for fault in no.faults]
    except Refusal as no:
        return [(no.field, str(no))]
    return []


def test_a_complete_bid_for_one_lot_may_be_submitted() -> None:
    assert faults(BID) == []


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"answers": {"q1": "With care."}}, "answers-q2", "Question 2 has no answer"),
        ({"answers": {"q1": " \n", "q2": "We."}}, "answers-q1", "Question 1 has no answer"),
        (
            {"answers": {"q1": "word " * 21, "q2": "We."}},
            "answers-q1",
            "has 21 words; the limit is 20. Take out 1.",
        ),
        ({"answers": {**BID.answers, "q9": "?"}}, "answers", "which this tender does not have"),
        ({"prices": {}}, "prices", "at least one lot"),
        ({"prices": {"1": Money(-1)}}, "prices-1", "“City Hospital” is below £0"),
        ({"prices": {"1": Money(5), "7": Money(5)}}, "prices", "“7”"),
        (
            {"commitments": {"c1": Decimal("1.5")}},
            "commitments-c1",
            "commit to at least 2 placements; this bid commits to 1.5",
        ),
        ({"commitments": {}}, "commitments-c1", "commits to 0"),
        (
            {"commitments": {"c1": Decimal(4), "c2": Decimal(-1)}},
            "commitments-c2",
            "at least 0 suppliers",
        ),
        ({"commitments": {"c1": Decimal(4), "c9": Decimal(1)}}, "commitments", "“c9”"),
        ({"members": (ACCEPTED, WAITING)}, "members", "not agreed|Van Co-op"),
        ({"members": (ACCEPTED,)}, "members", "they add up to 66.67"),
    ],
)
def test_one_fault_gives_one_sentence_that_says_which_answer(
    changed: dict[str, Any], field: str, words: str
) -> None:
    found = faults(bid(**changed))
    assert [one for one, _ in found] == [field]
    assert any(part in found[0][1] for part in words.split("|"))


@pytest.mark.parametrize(
    "changed",
    [
        {"answers": {"q1": "word " * 20, "q2": "We."}},
        {"commitments": {"c1": Decimal(2)}},
        {"prices": {"1": Money(0), "2": Money(1)}},
        {"members": (ACCEPTED, MemberFacts("Van", Decimal("33.33"), has_accepted=True))},
    ],
)
def test_what_just_fits_may_be_submitted(changed: dict[str, Any]) -> None:
    assert faults(bid(**changed)) == []


def test_a_microsecond_before_the_deadline_is_in_time() -> None:
    assert faults(BID, CLOSES - timedelta(microseconds=1)) == []


def test_exactly_at_the_deadline_is_late_and_the_times_are_londons() -> None:
    assert faults(BID, CLOSES) == [
        (
            None,
            "The deadline was 12:00 on Friday 18 December 2026, London time. This arrived at "
            "12:00:00.000 on 18 December 2026, too late to be accepted.",
        )
    ]


def test_a_late_bid_is_told_only_that_it_is_late() -> None:
    assert len(faults(bid(answers={}), CLOSES + timedelta(milliseconds=1))) == 1


def test_words_are_what_stands_between_spaces() -> None:
    assert word_count("It's  well-cooked,\nday and night") == 5


def test_a_bid_moves_only_along_its_table() -> None:
    assert MOVES.after(BidState.DRAFT, "submit") is BidState.SUBMITTED
    assert MOVES.after(BidState.WITHDRAWN, "submit") is BidState.SUBMITTED
    assert MOVES.after(BidState.SUBMITTED, "replace") is BidState.SUBMITTED
    assert MOVES.verbs(BidState.OPENED) == []
    with pytest.raises(Refusal, match="This bid is draft, so it cannot be withdrawn now"):
        MOVES.after(BidState.DRAFT, "withdraw")


def test_a_tender_without_clauses_asks_for_no_commitment() -> None:
    before_submitting(bid(commitments={}), tender(clauses=(), social_value_weight=Decimal(0)), NOW)


def test_a_price_above_the_published_ceiling_is_not_submitted() -> None:
    """Each lot has its own, or none."""
    first, second = TENDER.lots
    limited = tender(lots=(replace(first, ceiling=Money(5_000_000)), second))
    with pytest.raises(Refusal, match=r"is £95,000\.00, above the ceiling of £50,000\.00") as no:
        before_submitting(bid(prices={"1": Money(9_500_000)}), limited, NOW)
    assert no.value.field == "prices-1"
    prices = {"1": Money(5_000_000), "2": Money(9_500_000)}
    before_submitting(bid(prices=prices), limited, NOW)
