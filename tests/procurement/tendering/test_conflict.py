import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.conflict import Declaration, Interest, assessed, may_evaluate

NONE = Declaration("p1", Interest.NONE)
FINANCIAL = Declaration("p2", Interest.FINANCIAL, "Owns shares.", "Scores no bid of that firm.")


def test_whoever_has_no_interest_or_a_mitigated_one_may_evaluate() -> None:
    may_evaluate(NONE)
    may_evaluate(Declaration("p2", Interest.PERCEIVED, "A neighbour.", "Noted.", is_mitigated=True))


def test_whoever_has_not_declared_or_has_an_open_conflict_may_not() -> None:
    with pytest.raises(Refusal, match="Declare your interests first"):
        may_evaluate(None)
    with pytest.raises(Refusal, match="cannot see or score bids"):
        may_evaluate(FINANCIAL)


def test_the_assessment_is_whole_when_everybody_declared_and_every_interest_is_dealt_with() -> None:
    assessed(["p1", "p2"], [NONE, FINANCIAL])


def test_each_gap_of_the_assessment_is_a_sentence() -> None:
    bare = Declaration("p3", Interest.PERSONAL)
    with pytest.raises(Refusals) as refused:
        assessed(["p1", "p3", "p4"], [NONE, bare])
    assert [str(fault) for fault in refused.value.faults] == [
        "1 person has not declared their interests yet.",
        "A personal interest was declared: record what it is and what is done.",
    ]
    with pytest.raises(Refusal, match="2 people have not declared"):
        assessed(["p1", "p4", "p5"], [NONE])
