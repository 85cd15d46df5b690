"""The smallest consortium: against brute force, in exact sums, and with nothing lost by shrinking."""

from fractions import Fraction
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.bidding.cover_problem import Problem, greedy_cover, nearer_by_exchange
from procurement.bidding.cover_reduction import needed
from procurement.bidding.cover_search import Stopwatch, fewest, nearest, preventing_pairs
from procurement.bidding.smallest_consortium import (
    Enterprise,
    greedy_consortium,
    smallest_consortium,
)
from procurement.ground.exact import exact
from procurement.ground.refusal import Refusal


def enterprise(id, distance=0, **capacity):
    return Enterprise(id, capacity, distance)


def test_capacities_add_up_and_the_nearer_of_equal_size_is_taken():
    offered = [
        enterprise("e1", 3, catering=6),
        enterprise("e2", 7, catering=6),
        enterprise("e3", 1, catering=3),
        enterprise("e4", 6, catering=4),
    ]
    found = smallest_consortium({"catering": 10}, offered)
    assert (found.members, found.distance_km, found.size) == (("e1", "e4"), 9, 2)
    assert found.size_proven
    assert found.proven


def test_an_enterprise_that_is_worse_than_another_may_still_be_needed():
    offered = [enterprise("better", 1, x=5, y=5), enterprise("worse", 2, x=4)]
    assert smallest_consortium({"x": 9, "y": 1}, offered).members == ("better", "worse")


def test_the_proof_finds_what_the_greedy_answer_misses():
    def of(*kinds, id):
        return Enterprise(id, {f"c{kind}": 1 for kind in kinds}, 1)

    offered = [
        of(*range(1, 9), id="eight"),
        of(*range(9, 13), id="four"),
        of(13, 14, id="two"),
        of(*range(1, 15, 2), id="odd"),
        of(*range(2, 15, 2), id="even"),
    ]
    required = {f"c{kind}": 1 for kind in range(1, 15)}
    assert greedy_consortium(required, offered).members == ("eight", "four", "two")
    assert smallest_consortium(required, offered).members == ("odd", "even")


def test_a_greedy_member_made_idle_by_later_ones_is_left_out():
    offered = [
        enterprise("big", 1, a=1, b=1, d=1, e=1),
        enterprise("left", 1, a=1, b=1, c=1),
        enterprise("right", 1, d=1, e=1, f=1),
    ]
    found = greedy_consortium(dict.fromkeys("abcdef", 1), offered)
    assert found.members == ("left", "right")


def test_those_who_may_not_stand_together_do_not():
    offered = [
        enterprise("a", 1, x=5),
        enterprise("b", 1, x=5),
        enterprise("c", 1, x=3),
        enterprise("d", 50, x=2),
    ]
    assert smallest_consortium({"x": 10}, offered, [("a", "b")]).members == ("a", "c", "d")


def test_nothing_required_needs_nobody():
    found = smallest_consortium({"x": 0}, [enterprise("a", 1, x=5)])
    assert (found.members, found.distance_km, found.proven) == ((), 0, True)


def test_sums_are_exact_where_binary_fractions_are_not():
    tenths = [Enterprise(f"t{n}", {"x": exact("0.1")}, exact("0.1")) for n in range(10)]
    found = smallest_consortium({"x": 1}, tenths)
    assert found.size == 10
    assert found.distance_km == 1
    thirds = [Enterprise(f"t{n}", {"x": Fraction(1, 3)}, 0) for n in range(3)]
    assert smallest_consortium({"x": 1}, thirds).size == 3


def test_a_sum_that_is_short_by_less_than_the_solvers_tolerance_is_not_taken():
    nearly = [
        enterprise("a", 1, x=499_999_999_999),
        enterprise("b", 1, x=500_000_000_000),
        enterprise("c", 9, x=500_000_000_001),
    ]
    assert smallest_consortium({"x": 10**12}, nearly).members == ("a", "c")


@pytest.mark.parametrize("seed", range(4))
def test_among_sums_that_miss_by_a_hair_only_those_that_reach_it_are_taken(seed):
    pick = Random(seed)
    third = 10**12 // 3
    offered = [
        enterprise(
            f"e{n}",
            pick.randint(1, 99),
            x=third + pick.randint(-500, 500),
            y=third + pick.randint(-500, 500),
        )
        for n in range(14)
    ]
    nearest_three = min(
        sum(one.distance_km for one in three)
        for three in combinations(offered, 3)
        if all(sum(one.capacity[kind] for one in three) >= 10**12 for kind in "xy")
    )
    found = smallest_consortium({"x": 10**12, "y": 10**12}, offered)
    assert (found.size, found.distance_km, found.proven) == (3, nearest_three, True)


@pytest.mark.parametrize(
    ("required", "offered", "apart", "sentence"),
    [
        ({"x": 3}, [enterprise("a", x=2)], [], "not enough x: 3 is required, and all .* have 2"),
        ({"x": -1}, [], [], "x required is less than 0"),
        ({}, [enterprise("a"), enterprise("a")], [], "a stands twice"),
        ({}, [enterprise("a", -1)], [], "distance of a is less than 0"),
        ({}, [enterprise("a", x=-1)], [], "a has less than 0 of x"),
        ({}, [enterprise("a")], [("a", "b")], "b may not stand together with another but is"),
        ({}, [enterprise("a")], [("a", "a")], "a cannot be kept apart from itself"),
        ({"x": 10**13}, [enterprise("a", x=10**13)], [], "too many digits"),
    ],
)
def test_what_cannot_be_answered_is_refused(required, offered, apart, sentence):
    with pytest.raises(Refusal, match=sentence):
        smallest_consortium(required, offered, apart)


def test_the_pairs_that_prevent_a_consortium_are_named_and_no_others():
    offered = [enterprise(id, x=1) for id in "abcdef"] + [
        enterprise("g", y=1),
        enterprise("h", y=1),
    ]
    apart = [("a", "b"), ("c", "d"), ("g", "h"), ("e", "f")]
    with pytest.raises(Refusal) as refused:
        smallest_consortium({"x": 5, "y": 1}, offered, apart)
    # two pairs among a to f leave only four of them
    named = str(refused.value)
    assert sum(pair in named for pair in ("a and b", "c and d", "e and f")) == 2
    assert "g and h" not in named


def test_what_is_not_proven_in_time_is_said_to_be_so():
    rng = np.random.default_rng(7)
    offered = [
        Enterprise(
            f"e{n}",
            {f"c{k}": int(rng.integers(1, 20)) for k in rng.choice(40, 6, replace=False)},
            int(rng.integers(1, 5_000)),
        )
        for n in range(1_500)
    ]
    found = smallest_consortium({f"c{k}": 60 for k in range(15)}, offered, seconds=0.0001)
    assert not found.proven
    assert found.size >= 15 * 60 // (20 * 6)
    with pytest.raises(Refusal, match="No consortium was found in the time given"):
        smallest_consortium(
            {"x": 2, "y": 2},
            [
                enterprise("both", x=1, y=1),
                enterprise("x", x=1),
                enterprise("y", y=1),
                enterprise("x2", x=1),
                enterprise("y2", y=1),
            ],
            [("both", "x"), ("both", "y"), ("both", "x2"), ("both", "y2")],
            seconds=1e-9,
        )


def test_a_greedy_answer_comes_at_once_or_not_at_all():
    offered = [enterprise("a", 9, x=2), enterprise("b", 1, x=2), enterprise("c", 1, x=1)]
    found = greedy_consortium({"x": 3}, offered)
    assert found.size == 2
    assert not found.size_proven
    assert greedy_consortium({"x": 4}, offered, [("a", "b")]) is None


# Small cases of every shape against brute force.


@st.composite
def problems(draw):
    count, kinds = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    required = np.array(draw(st.lists(st.integers(1, 8), min_size=kinds, max_size=kinds)))
    amounts = draw(st.lists(st.integers(0, 6), min_size=count * kinds, max_size=count * kinds))
    capacity = np.minimum(np.array(amounts).reshape(count, kinds), required)
    distance = np.array(draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)))
    pairs = (
        draw(st.lists(st.sets(st.integers(0, count - 1), min_size=2, max_size=2), max_size=4))
        if count > 1
        else []
    )
    return Problem(
        required,
        capacity,
        distance,
        np.array([sorted(p) for p in pairs], dtype=np.int64).reshape(-1, 2),
    )


def best_by_trying_all(problem):
    """Size and distance of the best cover, None where there is none."""
    for size in range(problem.count + 1):
        covers = [
            problem.total_distance(np.array(chosen, dtype=np.int64))
            for chosen in combinations(range(problem.count), size)
            if problem.is_cover(np.array(chosen, dtype=np.int64))
        ]
        if covers:
            return size, min(covers)
    return None


@settings(max_examples=150, deadline=None)
@given(problems())
def test_the_proven_consortium_equals_brute_force(problem):
    expected = best_by_trying_all(problem)
    watch = Stopwatch(10)
    cover, proven = fewest(problem, watch)
    assert proven
    if expected is None:
        assert cover is None
        return
    assert len(cover) == expected[0]
    cover, proven = nearest(problem, cover, watch)
    assert proven
    assert problem.is_cover(cover)
    assert (len(cover), problem.total_distance(cover)) == expected


@settings(max_examples=400)
@given(problems(), st.integers(0, 3))
def test_shrinking_loses_no_best_answer(problem, larger):
    expected = best_by_trying_all(problem)
    if expected is None:
        return
    known_size = expected[0] + larger
    by_size = best_by_trying_all(problem.of(needed(problem, known_size, by_distance=False)))
    by_distance = best_by_trying_all(problem.of(needed(problem, known_size, by_distance=True)))
    assert by_size is not None
    assert by_size[0] == expected[0]
    assert by_distance == expected


@given(problems())
def test_a_greedy_cover_covers_and_has_no_idle_member(problem):
    cover = greedy_cover(problem)
    if cover is None:
        assert len(problem.pairs) or (problem.capacity.sum(axis=0) < problem.required).any()
        return
    assert problem.is_cover(cover)
    assert not any(problem.is_cover(cover[cover != one]) for one in cover)


@given(problems())
def test_exchanging_members_keeps_a_cover_of_that_size_and_is_never_farther(problem):
    cover = greedy_cover(problem)
    if cover is None:
        return
    nearer = nearer_by_exchange(problem, cover)
    assert problem.is_cover(nearer)
    assert len(nearer) == len(cover)
    assert problem.total_distance(nearer) <= problem.total_distance(cover)


def test_a_member_is_exchanged_for_a_nearer_one_that_may_stand_with_the_others():
    problem = Problem(
        required=np.array([2, 1]),
        capacity=np.array([[2, 0], [0, 1], [0, 1], [0, 1]]),
        distance=np.array([5, 9, 1, 4]),
        pairs=np.array([[0, 2]]),
    )
    assert nearer_by_exchange(problem, np.array([0, 1])).tolist() == [0, 3]


@settings(max_examples=60, deadline=None)
@given(problems())
def test_the_pairs_named_prevent_it_and_none_is_idle(problem):
    enough = not (problem.capacity.sum(axis=0) < problem.required).any()
    if not enough or best_by_trying_all(problem) is not None:
        return
    pairs = preventing_pairs(problem, Stopwatch(10))

    def without(rows):
        return Problem(problem.required, problem.capacity, problem.distance, rows)

    assert best_by_trying_all(without(pairs)) is None
    for one in range(len(pairs)):
        assert best_by_trying_all(without(np.delete(pairs, one, axis=0))) is not None
