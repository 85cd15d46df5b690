"""Bids that come out equal: said plainly, parted by the published rule, and last by a draw."""

import pytest

from procurement.assessment.assessment_method import AssessedBid, Method, Question
from procurement.assessment.evaluation import score
from procurement.assessment.evaluation_record import evaluation_as_json, evaluation_from_json
from procurement.assessment.tie import (
    TIE_BREAK,
    Tie,
    before_drawing,
    draw_faults,
    tie_of,
    ties,
    ties_as_json,
    ties_in_words,
)
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import PriceFormula, PriceMethod
from procurement.tendering.tie_rule import TieRule


def method(rule):
    price = PriceMethod(PriceFormula.FIXED_PRICE)
    return Method(price, 20, 40, 40, 5, (Question("q1", 100),), TIE_BREAK[rule])


def bid(name, pence, quality, social, drawn=0):
    return AssessedBid(name, Money(pence), {"q1": quality}, social, drawn=drawn)


QUALITY, SOCIAL = bid("quality", 90, 5, 80), bid("social", 80, 4, 100)
NAMES = {"A": "Ash", "B": "Birch", "C": "Cherry"}
ALIKE = [bid("A", 100, 5, 80), bid("B", 100, 5, 80), bid("C", 100, 4, 80)]


@pytest.mark.parametrize(
    ("rule", "first", "by"),
    [
        (None, "quality", "quality"),
        (TieRule.QUALITY_FIRST, "quality", "quality"),
        (TieRule.SOCIAL_VALUE_FIRST, "social", "social_value"),
        (TieRule.PRICE_FIRST, "social", "price"),
    ],
)
def test_of_two_equal_bids_the_published_rule_says_which_is_first(rule, first, by) -> None:
    judged = method(rule)
    result = score(judged, [QUALITY, SOCIAL])
    assert result.of("quality").total == result.of("social").total
    assert result.first == (first,)
    [tie] = ties(judged, [QUALITY, SOCIAL], result.ranking)
    assert (tie.first, tie.by) == (first, by)


def test_what_nothing_parts_is_drawn_and_the_draw_stays_with_the_figures() -> None:
    judged = method(TieRule.DRAW)
    result = score(judged, ALIKE)
    assert result.first == ("A", "B")
    assert ties(judged, ALIKE, result.ranking) == [Tie("A", "B", None)]
    drawn = [bid("A", 100, 5, 80, drawn=2), bid("B", 100, 5, 80, drawn=1), ALIKE[2]]
    after = score(judged, drawn)
    assert after.first == ("B",)
    assert after.ranking == ("B", "A", "C")
    again = score(*evaluation_from_json(evaluation_as_json(judged, drawn)))
    assert again.ranking == after.ranking
    kept = ties_as_json(judged, drawn, after.ranking)
    assert kept == [{"first": "B", "second": "A", "by": "draw"}]
    assert ties_in_words(kept, NAMES, "total") == [
        "Birch and Ash have exactly the same total. By the rule for equal bids Birch comes before "
        "Ash: the draw decides."
    ]


def test_three_equal_bids_are_named_together() -> None:
    judged = method(TieRule.DRAW)
    told = []
    for drawn in ((0, 0, 0), (2, 1, 2)):
        three = [bid(name, 100, 5, 80, at) for name, at in zip("ABC", drawn, strict=True)]
        ranking = score(judged, three).ranking
        [sentence] = ties_in_words(ties_as_json(judged, three, ranking), NAMES, "total")
        told.append(sentence)
    assert told == [
        "Ash, Birch and Cherry have exactly the same total. Nothing parts them yet.",
        "Birch, Ash and Cherry have exactly the same total. By the rule for equal bids Birch comes "
        "before Ash: the draw decides. Nothing parts Ash and Cherry.",
    ]
    assert tie_of(judged, three, ranking, "B", "C") == Tie("B", "C", "draw")
    assert tie_of(judged, [*three[:2], ALIKE[2]], ranking, "B", "C") is None


def test_where_no_two_are_equal_nothing_is_said() -> None:
    apart = [ALIKE[0], ALIKE[2]]
    judged = method(TieRule.QUALITY_FIRST)
    assert ties(judged, apart, score(judged, apart).ranking) == []
    assert ties(judged, [], ()) == []


@pytest.mark.parametrize(
    ("rule", "level", "first", "is_drawn", "why"),
    [
        (None, ["A", "B"], "A", False, "without a rule for equal bids"),
        (TieRule.DRAW, ["A"], "A", False, "nothing to draw"),
        (TieRule.DRAW, ["A", "B"], "A", True, "not drawn again"),
        (TieRule.DRAW, ["A", "B"], "C", False, "which of the equal bids"),
    ],
)
def test_a_draw_is_only_for_what_the_rule_leaves_equal(rule, level, first, is_drawn, why) -> None:
    with pytest.raises(Refusal, match=why):
        before_drawing(rule, level, first, is_open=True, is_drawn=is_drawn)
    before_drawing(TieRule.PRICE_FIRST, ["A", "B"], "B", is_open=True, is_drawn=False)
    with pytest.raises(Refusal, match="This lot is decided"):
        before_drawing(TieRule.PRICE_FIRST, ["A", "B"], "B", is_open=False, is_drawn=False)


def test_two_people_were_there_and_it_is_said_how() -> None:
    assert draw_faults(("Ann", "Ben"), "Two slips.") == []
    fields = [[fault.field for fault in draw_faults(*given)] for given in (
        (("", ""), " "), (("Ann", "ann "), "Two slips."),
    )]  # fmt: skip
    assert fields == [["first_witness", "second_witness", "how"], ["second_witness"]]
