"""Interests: who still declares, what is owed before the notice, and what a mitigation needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.conflict import (
    Declaration,
    Interest,
    Mitigation,
    MitigationFacts,
    assessment_faults,
    before_assessing,
    before_bidding,
    before_declaring,
    before_judging,
    before_mitigating,
    before_taking_part,
)

OPENED = datetime(2026, 11, 23, 9, tzinfo=UTC)
NONE = Declaration("p1", Interest.NONE, declared_at=OPENED)
FINANCIAL = Declaration(
    "p2", Interest.FINANCIAL, "Owns shares.", Mitigation.DOES_NOT_SCORE, declared_at=OPENED
)


def test_nobody_publishes_who_takes_no_further_part() -> None:
    left = replace(FINANCIAL, mitigation=Mitigation.LEAVES)
    [fault] = assessment_faults(["p2"], [NONE, left])
    assert "You take no further part" in str(fault)
    assert assessment_faults(["p1"], [NONE, left]) == []


def test_the_assessment_is_whole_when_everybody_declared_and_every_interest_is_dealt_with() -> None:
    assert assessment_faults(["p1", "p2"], [NONE, FINANCIAL]) == []


def test_each_gap_of_the_assessment_is_a_sentence() -> None:
    bare = Declaration("p3", Interest.PERSONAL)
    assert [str(fault) for fault in assessment_faults(["p1", "p3", "p4"], [NONE, bare])] == [
        "1 person has not declared their interests yet.",
        "A personal interest was declared: record what it is and what is done.",
    ]
    [fault] = assessment_faults(["p1", "p4", "p5"], [NONE])
    assert "2 people have not declared" in str(fault)


def test_nobody_assesses_bids_of_their_own_organisation_nor_bids_for_their_own_tender() -> None:
    before_assessing({"council"}, {"bakery", "gardens"})
    with pytest.raises(Refusal, match="somebody else must do this"):
        before_assessing({"council", "gardens"}, {"bakery", "gardens"})
    before_bidding(is_of_buyer=False)
    with pytest.raises(Refusal, match="you cannot bid for it as well") as refused:
        before_bidding(is_of_buyer=True, field="organisation_id")
    assert refused.value.field == "organisation_id"


def test_everybody_declares_again_once_the_bidders_are_known() -> None:
    before_taking_part(NONE, None)
    before_taking_part(NONE, OPENED)
    before_taking_part(FINANCIAL, OPENED)
    earlier = replace(NONE, declared_at=OPENED - timedelta(seconds=1))
    before_taking_part(earlier, None)
    left = replace(FINANCIAL, mitigation=Mitigation.LEAVES)
    for told, sentence in [
        (None, "Declare your interests"),
        (earlier, "The bidders are known now"),
        (replace(FINANCIAL, mitigation=None), "must record how it is dealt with"),
        (left, "no further part"),
    ]:
        with pytest.raises(Refusal, match=sentence):
            before_taking_part(told, OPENED)
    before_judging(is_recused=False)
    with pytest.raises(Refusal, match="do not score this bid"):
        before_judging(is_recused=True)


def test_an_interest_is_described() -> None:
    before_declaring(Interest.NONE, "")
    with pytest.raises(Refusal, match="Say what the interest is"):
        before_declaring(Interest.PERCEIVED, " ")


ENOUGH = MitigationFacts(
    Mitigation.NO_EFFECT,
    "She left in 2019.",
    is_own=False,
    has_interest=True,
    has_bidder=False,
    has_observer=False,
)


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"is_own": True}, None, "your own interest"),
        ({"has_interest": False}, None, "declared no interest"),
        ({"explained": " "}, "explained", "why this is enough"),
        ({"mitigation": Mitigation.DOES_NOT_SCORE}, "bid_id", "Choose whose bid"),
        ({"mitigation": Mitigation.OBSERVED}, "observer_id", "the colleague who observes"),
    ],
)
def test_somebody_else_chooses_how_it_is_dealt_with_and_names_all_that_it_needs(
    changed: dict[str, object], field: str | None, sentence: str
) -> None:
    before_mitigating(ENOUGH)
    with pytest.raises((Refusal, Refusals), match=sentence) as no:
        before_mitigating(replace(ENOUGH, **changed))
    assert no.value.field == field
