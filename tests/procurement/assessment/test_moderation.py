"""Individual scores, one agreed score, its record; and reasons that compare no bids."""

from fractions import Fraction

import pytest

from procurement.assessment.moderation import (
    AgreedScore,
    IndividualScore,
    agreement_faults,
    attendance_faults,
    mean_score,
    score_faults,
    spread,
)

PANEL = frozenset({"ann", "ben"})
ALONE = [
    IndividualScore("ann", 3, "Two named staff; no cover in August."),
    IndividualScore("ben", 4, "Clear plan with dates."),
]
AGREED = AgreedScore(
    4,
    "The plan names staff and dates for each step. No cover in August is described.",
    "Ann weighed the missing cover; Ben showed that page 4 describes it; both settled on 4.",
    PANEL,
)


def agreement(**changes):
    held = {
        "score": AGREED.score,
        "reason": AGREED.reason,
        "discussion": AGREED.discussion,
        "approved_by": PANEL,
    }
    return AgreedScore(**(held | changes))


def faults(agreed=AGREED, alone=ALONE, others=("Crust Ltd",)):
    return [str(fault) for fault in agreement_faults(PANEL, alone, agreed, 5, others)]


def test_an_agreement_with_its_record_stands():
    assert faults() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"discussion": " "}, "Record the discussion"),
        ({"reason": ""}, "Give the reason for the score"),
        ({"score": 6}, "The score must be from 0 to 5"),
        ({"approved_by": frozenset({"ann"})}, "1 of 2 evaluators have not approved"),
        ({"reason": "A better answer than the rest."}, "“better answer than the rest” compares"),
        ({"reason": "Crust Ltd offers this too."}, "“Crust Ltd” compares this bid with another"),
    ],
)
def test_an_agreement_with_a_fault_is_refused(changes, sentence):
    (fault,) = faults(agreement(**changes))
    assert sentence in fault


def test_where_one_person_scores_nobody_meets_and_nothing_is_discussed():
    one = frozenset({"ann"})
    alone = [IndividualScore("ann", 4, "Named staff.")]
    silent = agreement(discussion="", approved_by=one)
    assert agreement_faults(one, alone, silent, 5) == []
    assert attendance_faults(one, frozenset()) == []
    [fault] = attendance_faults(one, frozenset({"ben"}))
    assert "Choose among those on the panel" in str(fault)
    for present in (frozenset(), one):
        [fault] = attendance_faults(PANEL, present)
        assert "one person alone agrees nothing" in str(fault)


def test_the_panel_agrees_only_after_each_has_scored_alone():
    (fault,) = faults(alone=ALONE[:1])
    assert "1 of 2 evaluators have not scored alone yet" in fault


def test_an_individual_score_needs_its_reason_too():
    assert score_faults(3, 5, "Two named staff.") == []
    assert [fault.field for fault in score_faults(-1, 5, "")] == ["score", "reason"]


def test_mean_and_spread_are_kept_beside_the_agreed_score():
    assert mean_score(ALONE) == Fraction(7, 2)
    assert spread(ALONE) == 1
