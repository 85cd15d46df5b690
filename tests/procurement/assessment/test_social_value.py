"""Commitments against clauses: quantity up to the target, and how credible it is."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.assessment.social_value import Clause, Commitments, score
from procurement.ground.exact import exact, four_places
from procurement.ground.refusal import Refusal, Refusals

PLACEMENTS = Clause("c1", weight=100, target=10, quantity_share=70, minimum=2)


def scored(*clauses, quantities, credibility=None):
    (one,) = score(clauses, 5, [Commitments("A", quantities, credibility or {})])
    return one


def test_the_example_of_the_command_line():
    one = scored(PLACEMENTS, quantities={"c1": 8}, credibility={"c1": 4})
    assert four_places(one.score) == "80.0000"
    assert one.failed == ()
    assert one.clauses[0].working == "100 × (70% × 8 ÷ 10 + 30% × 4 ÷ 5)"


def test_more_than_the_target_earns_nothing_more_and_the_working_says_so():
    at_target = scored(PLACEMENTS, quantities={"c1": 10})
    above = scored(PLACEMENTS, quantities={"c1": 1_000})
    assert above.score == at_target.score == 70
    assert above.clauses[0].working.endswith("1000 committed, counted up to the target")


def test_a_commitment_below_the_minimum_fails_the_clause_and_still_earns_its_share():
    one = scored(PLACEMENTS, quantities={"c1": 1})
    assert one.failed == ("c1",)
    assert one.score == 7


def test_a_clause_that_is_not_mentioned_counts_as_nothing():
    two = [Clause("c1", 60, 10, 100, minimum=1), Clause("c2", 40, 3, 100)]
    one = scored(*two, quantities={"c2": 2})
    assert one.failed == ("c1",)
    assert one.score == Fraction(80, 3)


def test_bids_are_scored_in_the_order_given_and_none_moves_another():
    bids = [Commitments("B", {"c1": 5}), Commitments("A", {"c1": 10})]
    assert [(one.bid, one.score) for one in score([PLACEMENTS], 5, bids)] == [("B", 35), ("A", 70)]


@pytest.mark.parametrize(
    ("clauses", "scale", "bids", "sentence"),
    [
        ([Clause("c1", 90, 1, 100)], 5, [], "these add up to 90"),
        ([], 5, [], "these add up to 0"),
        ([PLACEMENTS], 0, [], "The scale must be more than 0"),
        ([Clause("c1", 50, 1, 1), Clause("c1", 50, 1, 1)], 5, [], "c1 stands twice"),
        ([Clause("c1", 110, 1, 1), Clause("c2", -10, 1, 1)], 5, [], "c2 cannot be less than 0"),
        ([Clause("c1", 100, 0, 1)], 5, [], "target of clause c1 must be more than 0"),
        ([Clause("c1", 100, 1, 101)], 5, [], "quantity share of clause c1"),
        ([Clause("c1", 100, 1, 1, -1)], 5, [], "minimum of clause c1"),
        ([PLACEMENTS], 5, [Commitments("A", {"c9": 1})], "names c9, which is not a clause"),
        ([PLACEMENTS], 5, [Commitments("A", {"c1": -1})], "commits less than 0 for c1"),
        ([PLACEMENTS], 5, [Commitments("A", {}, {"c1": 6})], "must be from 0 to 5"),
        ([PLACEMENTS], 5, [Commitments("A", {}), Commitments("A", {})], "A stands twice"),
    ],
)
def test_what_cannot_be_scored_is_refused(clauses, scale, bids, sentence):
    with pytest.raises(Refusal, match=sentence):
        score(clauses, scale, bids)


def test_all_faults_are_said_at_once():
    with pytest.raises(Refusals) as refused:
        score([Clause("c1", 90, 0, 1)], 0, [])
    assert len(refused.value.faults) == 3


quantities = st.decimals(0, 30, places=1).map(exact)


@given(
    st.integers(1, 20),
    st.integers(0, 100),
    st.integers(0, 100),
    quantities,
    quantities,
    st.integers(0, 5),
)
def test_more_social_value_never_lowers_a_score(target, share, weight, first, second, credible):
    clauses = [Clause("c1", weight, target, share), Clause("c2", 100 - weight, 1, 100)]
    less, more = sorted([first, second])
    low, high = score(
        clauses,
        5,
        [
            Commitments("less", {"c1": less, "c2": 1}, {"c1": credible}),
            Commitments("more", {"c1": more, "c2": 1}, {"c1": credible}),
        ],
    )
    assert low.score <= high.score
    if less < more <= target and share and weight:
        assert low.score < high.score
    assert 0 <= low.score <= high.score <= 100
