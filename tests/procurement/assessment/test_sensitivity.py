"""The smallest change by which another would win, and whether one evaluator decides it."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.assessment.assessment_method import AssessedBid, Method, Question
from procurement.assessment.evaluation import score
from procurement.assessment.moderation import IndividualScore
from procurement.assessment.sensitivity import (
    by_other_formulas,
    each_brought_back,
    each_evaluator_left_out,
    margin,
    tipping_weights,
)
from procurement.ground.money import Money
from procurement.tendering.price_formula import PriceFormula, PriceMethod

LOWEST = PriceMethod(PriceFormula.LOWEST_OVER_THIS)
PER_POINT = PriceMethod(PriceFormula.PRICE_PER_QUALITY_POINT)


def method(price=LOWEST, weights=(60, 40, 0), questions=(Question("q1", 100),)):
    return Method(price, *weights, 100, questions)


def bid(id, price, *scores, social_value=0):
    return AssessedBid(
        id, Money(price), {f"q{n}": s for n, s in enumerate(scores, 1)}, social_value
    )


A, B = bid("A", 10_000, 70), bid("B", 12_000, 90)


def test_the_tipping_weight_by_hand():
    # A leads while w(1 − 5/6) > (100 − w)(0.2): up to w = 6/11 of the whole
    tips = {tip.weight: tip for tip in tipping_weights(method(), [A, B])}
    assert tips["price"].rival == "B"
    assert tips["price"].then == Fraction(600, 11)
    assert tips["price"].change == Fraction(600, 11) - 60
    assert tips["quality"].then == Fraction(500, 11)


def test_the_smallest_change_comes_first_and_a_question_may_tip_it_too():
    two = method(questions=(Question("q1", 50), Question("q2", 50)))
    tips = tipping_weights(two, [bid("A", 10_000, 100, 50), bid("B", 11_000, 50, 100)])
    assert [abs(tip.change) for tip in tips] == sorted(abs(tip.change) for tip in tips)
    assert {tip.weight for tip in tips} == {"q1", "q2"}


def test_nothing_tips_where_one_bid_counts_or_the_winner_is_best_in_all():
    assert tipping_weights(method(), [A]) == ()
    assert tipping_weights(method(), [bid("A", 1, 100), bid("B", 2, 90)]) == ()


def test_under_price_per_point_quality_and_social_value_are_weighed_against_each_other():
    per_point = method(PER_POINT, (0, 90, 10))
    bids = [bid("A", 100, 100, social_value=0), bid("B", 100, 50, social_value=100)]
    tips = tipping_weights(per_point, bids)
    # level where w = 50 + 50·(100 − w)/100 − …: quality w·1 = w/2 + (100 − w)
    assert {tip.weight: tip.then for tip in tips} == {
        "quality": Fraction(200, 3),
        "social_value": Fraction(100, 3),
    }


amounts = st.integers(0, 10)
small_bids = st.lists(
    st.tuples(st.integers(1, 9), amounts, amounts, amounts), min_size=2, max_size=5
).map(
    lambda rows: [
        bid(f"b{n}", price * 100, one * 10, two * 10, social_value=value * 10)
        for n, (price, one, two, value) in enumerate(rows)
    ]
)


@settings(max_examples=200)
@given(small_bids, st.sampled_from([(60, 30, 10), (20, 80, 0), (40, 0, 60)]))
def test_just_short_of_the_tipping_weight_the_winner_stays_and_just_past_it_goes(bids, weights):
    two = method(weights=weights, questions=(Question("q1", 30), Question("q2", 70)))
    winner = score(two, bids).ranking[0]
    for tip in tipping_weights(two, bids):
        if tip.weight != "price" or tip.change == 0 or not 0 < tip.then < 100:
            continue
        for part, stays in ((Fraction(99, 100), True), (Fraction(101, 100), False)):
            price = tip.now + tip.change * part
            if not 0 <= price <= 100:
                continue
            rest = Fraction(100 - price) / (100 - weights[0])
            moved = replace(
                two,
                price_weight=price,
                quality_weight=weights[1] * rest,
                social_value_weight=weights[2] * rest,
            )
            assert (score(moved, bids).of(winner).rank == 1) is stays


def alone(**scores):
    return [IndividualScore(evaluator, given, "Why.") for evaluator, given in scores.items()]


def test_the_evaluator_on_whom_the_result_depends_is_shown():
    individual = {
        "A": {"q1": alone(ann=70, ben=70, cat=70)},
        "B": {"q1": alone(ann=70, ben=70, cat=100)},
    }
    quality_only = method(weights=(0, 100, 0))
    by = {one.evaluator: one for one in each_evaluator_left_out(quality_only, [A, B], individual)}
    assert list(by) == ["ann", "ben", "cat"]
    assert [one.another_would_win for one in by.values()] == [False, False, True]
    assert by["ann"].result.of("B").total == 85


def test_who_alone_scored_a_question_cannot_be_left_out():
    individual = {"A": {"q1": alone(ann=70)}, "B": {"q1": alone(ann=70, ben=90)}}
    left_out = each_evaluator_left_out(method(), [A, B], individual)
    assert [one.evaluator for one in left_out] == ["ben"]


def test_a_bid_without_individual_scores_keeps_its_own():
    left_out = each_evaluator_left_out(method(), [A, B], {"A": {"q1": alone(ann=1, ben=2)}})
    assert left_out[0].result.of("B").quality_score == 36


def test_the_margin_is_the_difference_of_the_first_two_and_nothing_for_one_alone():
    of_two = margin(score(method(), [A, B]))
    assert of_two.rival == "B"
    assert of_two.by == (60 + 28) - (50 + 36)
    assert margin(score(method(), [A])) is None
    per_point = margin(score(method(PER_POINT, (0, 100, 0)), [A, B]))
    assert per_point.by == abs(Fraction(10_000, 70) - Fraction(12_000, 90))


def test_another_formula_may_put_another_first_and_the_published_one_is_not_among_them():
    others = by_other_formulas(method(weights=(50, 50, 0)), [A, bid("B", 13_000, 87)])
    assert set(others) == {PriceFormula.MEAN_RELATIVE, PriceFormula.STANDARD_DIFFERENTIAL}
    assert others[PriceFormula.STANDARD_DIFFERENTIAL] == ("A",)
    assert others[PriceFormula.MEAN_RELATIVE] == ("B",)
    assert by_other_formulas(method(PER_POINT, (0, 100, 0)), [A, B]) == {}


def test_a_disregarded_bid_is_counted_again_alone_and_only_where_it_was_scored():
    good = replace(bid("C", 8_000, 95), disregarded_because="Late documents.")
    unscored = replace(bid("D", 1_000), disregarded_because="No answer.")
    back = each_brought_back(method(), [A, B, good, unscored])
    assert back == {"C": ("C",)}
