import pytest

from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.conflict import (
    Declaration,
    Interest,
    before_assessing,
    before_bidding,
    before_declaring,
    before_mitigating,
    check_declarations,
)

NONE = Declaration("p1", Interest.NONE)
FINANCIAL = Declaration("p2", Interest.FINANCIAL, "Owns shares.", "Scores no bid of that firm.")


def test_the_assessment_is_whole_when_everybody_declared_and_every_interest_is_dealt_with() -> None:
    check_declarations(["p1", "p2"], [NONE, FINANCIAL])


def test_each_gap_of_the_assessment_is_a_sentence() -> None:
    bare = Declaration("p3", Interest.PERSONAL)
    with pytest.raises(Refusals) as refused:
        check_declarations(["p1", "p3", "p4"], [NONE, bare])
    assert [str(fault) for fault in refused.value.faults] == [
        "1 person has not declared their interests yet.",
        "A personal interest was declared: record what it is and what is done.",
    ]
    with pytest.raises(Refusal, match="2 people have not declared"):
        check_declarations(["p1", "p4", "p5"], [NONE])


def test_nobody_assesses_bids_of_their_own_organisation_nor_bids_for_their_own_tender() -> None:
    before_assessing({"council"}, {"bakery", "gardens"})
    with pytest.raises(Refusal, match="somebody else must do this"):
        before_assessing({"council", "gardens"}, {"bakery", "gardens"})
    before_bidding(is_of_buyer=False)
    with pytest.raises(Refusal, match="you cannot bid for it as well") as refused:
        before_bidding(is_of_buyer=True, field="organisation_id")
    assert refused.value.field == "organisation_id"


def test_an_interest_is_described_and_somebody_else_says_how_it_is_dealt_with() -> None:
    before_declaring(has_interest=False, about="")
    with pytest.raises(Refusal, match="Say what the interest is"):
        before_declaring(has_interest=True, about=" ")
    before_mitigating(is_own=False, has_interest=True, mitigation="Does not score that bid.")
    for told, sentence in [
        ({"is_own": True, "has_interest": True, "mitigation": "None."}, "your own interest"),
        ({"is_own": False, "has_interest": False, "mitigation": "None."}, "declared no interest"),
        ({"is_own": False, "has_interest": True, "mitigation": " "}, "Say how the interest"),
    ]:
        with pytest.raises(Refusal, match=sentence):
            before_mitigating(**told)
