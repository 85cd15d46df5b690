"""Weights, ranks, ties, disregarded bids, warnings; every number by hand or against a slow twin."""

import json
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.assessment.assessment_method import AssessedBid, Component, Method, Question
from procurement.assessment.evaluation import Warned, WarningCode, score
from procurement.assessment.evaluation_record import (
    evaluation_as_json,
    evaluation_from_json,
    result_as_json,
    steps_as_json,
)
from procurement.ground.exact import exact, four_places, in_full, in_pounds, plain
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.price_formula import PriceFormula, PriceMethod

LOWEST = PriceMethod(PriceFormula.LOWEST_OVER_THIS)
MEAN = PriceMethod(PriceFormula.MEAN_RELATIVE)
DIFFERENTIAL = PriceMethod(PriceFormula.STANDARD_DIFFERENTIAL)
BENCHMARK = PriceMethod(PriceFormula.BENCHMARK, Money(1_000), Money(50_000))
FIXED = PriceMethod(PriceFormula.FIXED_PRICE)
PER_POINT = PriceMethod(PriceFormula.PRICE_PER_QUALITY_POINT)


def method(price=LOWEST, weights=(60, 40, 0), scale=100, minimum=None, tie_break=()):
    return Method(price, *weights, scale, (Question("q1", 100, minimum),), tie_break)


def bid(id, price, quality=0, social_value=0, because=None):
    return AssessedBid(id, Money(price), {"q1": quality}, social_value, because)


def totals(result):
    return {bid.id: bid.total and four_places(bid.total) for bid in result.bids}


def ranks(result):
    return {bid.id: bid.rank for bid in result.bids}


def test_the_example_of_the_command_line():
    weighed = Method(LOWEST, 60, 30, 10, 5, (Question("q1", 100, 2),))
    result = score(weighed, [AssessedBid("A", Money(10_000), {"q1": 4}, exact("70.0"))])
    assert result_as_json(weighed, result) == {
        "bids": [
            {
                "id": "A",
                "price_score": "60.0000",
                "quality_score": "24.0000",
                "social_value_score": "7.0000",
                "total": "91.0000",
                "rank": 1,
                "disregarded": None,
            }
        ],
        "ranking": ["A"],
        "warnings": [],
    }


def test_the_middle_bid_is_punished_by_lowest_over_this():
    # qualities and prices of 50, 75 and 100, weighed half and half
    half = method(weights=(50, 50, 0))
    result = score(half, [bid("A", 50, 50), bid("B", 75, 75), bid("C", 100, 100)])
    assert totals(result) == {"A": "75.0000", "B": "70.8333", "C": "75.0000"}
    assert ranks(result) == {"A": 1, "B": 3, "C": 1}


def test_a_losing_bid_reverses_the_ranking_and_is_warned_of():
    a, b, c = bid("A", 10_000, 70), bid("B", 12_000, 90), bid("C", 6_000, 10)
    without = score(method(), [a, b])
    assert totals(without) == {"A": "88.0000", "B": "86.0000"}
    assert without.warnings == ()
    with_c = score(method(), [a, b, c])
    assert totals(with_c) == {"A": "64.0000", "B": "66.0000", "C": "64.0000"}
    assert with_c.ranking == ("B", "A", "C")
    assert with_c.warnings == (Warned(WarningCode.RANK_REVERSAL, "C", "A"),)


def test_a_bid_below_a_minimum_is_disregarded_and_plays_no_part():
    a, b, c = bid("A", 10_000, 70), bid("B", 12_000, 90), bid("C", 6_000, 10)
    result = score(method(minimum=50), [a, b, c])
    assert totals(result) == {"A": "88.0000", "B": "86.0000", "C": None}
    assert result.of("C").disregarded == "It scored 10 for q1, below the minimum of 50."
    assert result.of("C").rank is None
    assert result.ranking == ("A", "B")
    assert result.warnings == ()


def test_the_ranking_had_disregarded_bids_counted_can_be_shown():
    a, b, c = bid("A", 10_000, 70), bid("B", 12_000, 90), bid("C", 6_000, 10)
    counted = score(method(minimum=50), [a, b, c], counting_disregarded=True)
    assert counted == score(method(), [a, b, c])


def test_the_authoritys_own_reason_disregards_a_bid_with_or_without_scores():
    a = bid("A", 10_000, 70)
    late = AssessedBid("L", Money(1), {}, 0, "It came after the deadline.")
    low = bid("C", 6_000, 90, because="Its price is abnormally low and was not explained.")
    result = score(method(), [a, late, low])
    assert result.ranking == ("A",)
    assert result.of("L").disregarded == "It came after the deadline."
    counted = score(method(), [a, late, low], counting_disregarded=True)
    assert counted.ranking == ("C", "A")
    assert counted.of("L").disregarded == "It came after the deadline."


def test_equal_totals_share_a_rank_in_the_order_given_and_the_next_is_skipped():
    bids = [bid("Z", 100, 50), bid("A", 100, 50), bid("M", 100, 40)]
    result = score(method(), bids)
    assert ranks(result) == {"Z": 1, "A": 1, "M": 3}
    assert result.ranking == ("Z", "A", "M")


def test_the_tie_break_parts_equal_totals_component_by_component():
    # 50/50: A is cheaper and worse, C dearer and better; both have 75
    bids = [bid("A", 50, 50), bid("C", 100, 100)]
    half = (50, 50, 0)
    by_quality = score(method(weights=half, tie_break=(Component.QUALITY,)), bids)
    by_price = score(method(weights=half, tie_break=(Component.PRICE,)), bids)
    by_nothing_apart = score(method(weights=half, tie_break=(Component.SOCIAL_VALUE,)), bids)
    assert by_quality.ranking == ("C", "A")
    assert by_price.ranking == ("A", "C")
    assert ranks(by_price) == {"A": 1, "C": 2}
    assert ranks(by_nothing_apart) == {"A": 1, "C": 1}


def test_totals_are_compared_exactly_not_as_shown():
    # prices so near that four places show the same
    bids = [bid("A", 1_000_000_001), bid("B", 1_000_000_000)]
    result = score(method(), bids)
    assert totals(result) == {"A": "60.0000", "B": "60.0000"}
    assert result.ranking == ("B", "A")


def test_price_per_point_ranks_by_pence_per_weighted_point():
    per_point = method(PER_POINT, weights=(0, 90, 10))
    result = score(per_point, [bid("A", 10_000, 50, 50), bid("B", 15_000, 100, 100), bid("C", 1)])
    answer = result_as_json(per_point, result)
    assert [one["pence_per_point"] for one in answer["bids"]] == ["200.0000", "150.0000", None]
    assert [one["total"] for one in answer["bids"]] == [None, None, None]
    assert [one["quality_score"] for one in answer["bids"]] == ["45.0000", "90.0000", None]
    assert answer["ranking"] == ["B", "A"]
    assert "no points" in answer["bids"][2]["disregarded"]


def test_a_zero_price_is_warned_of_but_not_of_a_disregarded_bid():
    result = score(method(minimum=1), [bid("A", 0, 1), bid("B", 100, 100), bid("C", 0, 0)])
    assert Warned(WarningCode.ZERO_PRICE, "A") in result.warnings
    assert all(warned.bid != "C" for warned in result.warnings)


def test_no_bids_or_only_disregarded_ones_is_an_answer():
    assert score(method(), []).ranking == ()
    assert score(method(minimum=1), [bid("A", 1)]).ranking == ()


def test_an_unknown_bid_has_no_result():
    with pytest.raises(KeyError):
        score(method(), []).of("A")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"weights": (60, 30, 0)}, "add up to 100; these add up to 90"),
        ({"weights": (110, -10, 0)}, "cannot be less than 0"),
        ({"price": PER_POINT}, "the price has no weight of its own"),
        ({"scale": 0}, "scale must be more than 0"),
        ({"minimum": 101}, "must be from 0 to the scale"),
        ({"tie_break": (Component.PRICE, Component.PRICE)}, "names a component twice"),
    ],
)
def test_a_method_that_cannot_be_used_is_refused(change, sentence):
    with pytest.raises(Refusal, match=sentence):
        method(**change)


@pytest.mark.parametrize(
    ("questions", "sentence"),
    [
        ((), "these add up to 0"),
        ((Question("q1", 60), Question("q2", 30)), "these add up to 90"),
        ((Question("q1", 60), Question("q1", 40)), "stands twice"),
        ((Question("q1", 110), Question("q2", -10)), "q2 cannot be less than 0"),
    ],
)
def test_questions_that_cannot_be_used_are_refused(questions, sentence):
    with pytest.raises(Refusal, match=sentence):
        Method(LOWEST, 60, 40, 0, 5, questions)


def test_quality_without_weight_needs_no_question():
    by_price = Method(LOWEST, 100, 0, 0, 5, ())
    result = score(by_price, [AssessedBid("A", Money(2), {}, 0), AssessedBid("B", Money(1), {}, 0)])
    assert result.ranking == ("B", "A")


def test_ids_of_rows_come_out_as_they_went_in_and_are_written_as_text():
    first, second, question = UUID(int=1), UUID(int=2), UUID(int=3)
    weighed = Method(LOWEST, 60, 40, 0, 5, (Question(question, 100),))
    bids = [
        AssessedBid(first, Money(200), {question: 4}, 0),
        AssessedBid(second, Money(100), {question: 5}, 0),
    ]
    result = score(weighed, bids)
    assert result.ranking == (second, first)
    assert result.of(second).rank == 1
    written = evaluation_as_json(weighed, bids)
    again = evaluation_from_json(json.loads(json.dumps(written)))
    assert evaluation_as_json(*again) == written
    assert result_as_json(again[0], score(*again)) == result_as_json(weighed, result)
    assert steps_as_json(*again, score(*again)) == steps_as_json(weighed, bids, result)
    assert set(steps_as_json(weighed, bids, result)) == {str(first), str(second)}


def test_every_fault_of_the_figures_is_named_at_once():
    bids = [bid("A", -1, 101, 101), AssessedBid("B", Money(1), {"q9": 1}, 0), bid("A", 1)]
    with pytest.raises(Refusals) as refused:
        score(method(), bids)
    said = str(refused.value)
    for sentence in (
        "The bid A stands twice.",
        "The price of bid A is less than zero.",
        "The social value of bid A must be from 0 to 100.",
        "The score of bid A for q1 must be from 0 to 100.",
        "Bid B has no score for q1.",
        "Bid B has a score for q9, which is not a question.",
    ):
        assert sentence in said


def test_every_step_of_the_arithmetic_is_shown():
    weighed = Method(LOWEST, 60, 30, 10, 5, (Question("q1", 75, 2), Question("q2", 25)))
    bids = [
        AssessedBid("A", Money(10_000), {"q1": 4, "q2": exact("2.5")}, 70),
        AssessedBid("B", Money(12_000), {"q1": 5, "q2": 5}, 70),
        AssessedBid("C", Money(1), {"q1": 1, "q2": 5}, 70),
    ]
    shown = steps_as_json(weighed, bids, score(weighed, bids))
    assert [(step["label"], step["working"], step["value"]) for step in shown["B"]] == [
        ("q1", "5 ÷ 5 × 75% × 30", "22.5000"),
        ("q2", "5 ÷ 5 × 25% × 30", "7.5000"),
        ("quality", "22.5000 + 7.5000", "30.0000"),
        ("social_value", "10 × 70 ÷ 100", "7.0000"),
        ("price", "60 × £100.00 ÷ £120.00", "50.0000"),
        ("total", "50.0000 + 30.0000 + 7.0000", "87.0000"),
    ]
    assert shown["A"][1]["working"] == "2.5 ÷ 5 × 25% × 30"
    assert shown["C"] == []


def test_the_steps_of_a_price_per_point_end_in_it():
    per_point = method(PER_POINT, weights=(0, 90, 10))
    bids = [bid("A", 10_000, 50, 50)]
    last = steps_as_json(per_point, bids, score(per_point, bids))["A"][-1]
    assert last == {
        "component": None,
        "label": "pence_per_point",
        "working": "£100.00 ÷ points: 10000 pence ÷ (45.0000 + 5.0000)",
        "value": "200.0000",
    }


def test_no_steps_where_no_bid_counts():
    bids = [bid("A", 1)]
    assert steps_as_json(method(minimum=1), bids, score(method(minimum=1), bids)) == {"A": []}


def test_decimals_and_the_authoritys_reason_are_written_down_exactly():
    bids = (bid("A", 1, exact("0.125"), because="It came late."), bid("B", 2, exact("33.3")))
    decimals = method(weights=(exact("59.5"), exact("40.5"), 0))
    written = json.loads(json.dumps(evaluation_as_json(decimals, bids)))
    assert written["bids"][0]["scores"] == {"q1": "0.125"}
    assert written["price"]["weight"] == "59.5"
    assert written["bids"][0]["disregarded_because"] == "It came late."
    assert evaluation_from_json(written) == (decimals, bids)


def test_a_mean_that_has_no_end_cannot_be_written_down():
    with pytest.raises(Refusal, match="cannot be written as a decimal"):
        evaluation_as_json(method(), [bid("A", 1, Fraction(1, 3))])


@pytest.mark.parametrize("text", ["", "1e3", "0x10", "1,5", " 1", "٣", "1" * 31, "NaN", True, None])
def test_what_is_not_a_plain_decimal_is_refused(text):
    with pytest.raises(Refusal):
        exact(text)


@pytest.mark.parametrize(
    ("number", "said"),
    [("10.00", "10"), ("100", "100"), ("1E+2", "100"), ("0.123456", "0.123456"), ("-0.50", "-0.5")],
)
def test_a_decimal_is_written_with_every_digit_and_no_needless_zero(number, said):
    assert in_full(Decimal(number)) == said
    assert in_full(Decimal("1234567.50"), separator=",") == "1,234,567.5"


def test_exact_numbers_are_shown_half_up():
    assert four_places(exact("0.00005")) == "0.0001"
    assert four_places(exact("-0.00005")) == "-0.0001"
    assert four_places(exact("-0.00004")) == "0.0000"
    assert four_places(Fraction(2, 3)) == "0.6667"
    assert plain(Fraction(5, 2)) == "2.5"
    assert exact(Fraction(4, 2)) == 2
    assert in_pounds(123_456) == "£1,234.56"


# Every method over every small field, against a twin that does it the slow way.

scores = st.integers(0, 5)
small_bids = st.lists(
    st.tuples(st.integers(0, 12), scores, scores, st.integers(0, 4)), min_size=1, max_size=6
).map(
    lambda rows: [
        AssessedBid(f"b{n}", Money(price * 100), {"q1": one, "q2": two}, value * 25)
        for n, (price, one, two, value) in enumerate(rows)
    ]
)
prices = st.sampled_from([LOWEST, MEAN, DIFFERENTIAL, BENCHMARK, FIXED, PER_POINT])


@st.composite
def methods(draw):
    price = draw(prices)
    weight = 0 if price is PER_POINT else draw(st.integers(0, 100))
    quality = draw(st.integers(0, 100 - weight))
    one = draw(st.integers(0, 100))
    minimum = draw(st.none() | st.integers(0, 2))
    questions = (Question("q1", one, minimum), Question("q2", 100 - one))
    tie_break = draw(st.lists(st.sampled_from(Component), unique=True).map(tuple))
    return Method(price, weight, quality, 100 - weight - quality, 5, questions, tie_break)


@settings(max_examples=300)
@given(methods(), small_bids)
def test_warnings_are_what_taking_each_bid_out_shows(weighed, bids):
    result = score(weighed, bids)
    expected = []
    for out in bids:
        if result.of(out.id).rank not in (None, 1):
            rest = score(weighed, [one for one in bids if one is not out])
            if rest.ranking[0] != result.ranking[0]:
                expected.append(Warned(WarningCode.RANK_REVERSAL, out.id, rest.ranking[0]))
    assert [w for w in result.warnings if w.code is WarningCode.RANK_REVERSAL] == expected


@settings(max_examples=300)
@given(methods(), small_bids, st.data())
def test_a_disregarded_bid_changes_no_other_bids_score_under_any_formula(weighed, bids, data):
    out = data.draw(st.sampled_from(bids))
    aside = AssessedBid(out.id, out.price, out.scores, out.social_value, "Set aside.")
    with_it = score(weighed, [aside if one is out else one for one in bids])
    without_it = score(weighed, [one for one in bids if one is not out])
    assert [one for one in with_it.bids if one.id != out.id] == list(without_it.bids)
    assert with_it.ranking == without_it.ranking
    assert with_it.warnings == without_it.warnings


@given(methods(), small_bids)
def test_what_is_written_down_gives_the_same_result_again(weighed, bids):
    written = json.loads(json.dumps(evaluation_as_json(weighed, bids)))
    assert score(*evaluation_from_json(written)) == score(weighed, bids)


@given(methods(), small_bids)
def test_ranks_follow_the_ranking(weighed, bids):
    result = score(weighed, bids)
    in_order = [result.of(id).rank for id in result.ranking]
    assert in_order == sorted(in_order)
    for position, rank in enumerate(in_order, start=1):
        assert rank == position or in_order[position - 2] == rank
