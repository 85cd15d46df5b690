"""What each supplier is told: built from the record, refused while the record has faults."""

from dataclasses import replace

import pytest

from procurement.assessment.assessment_method import AssessedBid, Method, Question
from procurement.assessment.assessment_summary import (
    AssessmentRecord,
    CriterionText,
    SupplierDetails,
    assessment_summary,
    check_record,
)
from procurement.assessment.evaluation import score
from procurement.assessment.moderation import AgreedScore, IndividualScore
from procurement.assessment.social_value import Clause, Commitments
from procurement.assessment.social_value import score as score_commitments
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, Refusals
from procurement.tendering.price_formula import PriceFormula, PriceMethod

PANEL = frozenset({"ann", "ben"})
CLAUSES = [Clause("c1", 100, 10, 70, minimum=2)]
SOCIAL_VALUE = {
    one.bid: one
    for one in score_commitments(
        CLAUSES, 5, [Commitments("A", {"c1": 8}, {"c1": 4}), Commitments("B", {"c1": 5}, {"c1": 5})]
    )
}
TEXTS = {
    "price": CriterionText("Price", "Lowest price over this price."),
    "quality": CriterionText("Quality", "The questions, by weight."),
    "social_value": CriterionText("Social value", "The clauses, by weight."),
    "q1": CriterionText("How will you staff the service?", "0 to 5, by the published words."),
    "c1": CriterionText("Work placements", "70% quantity, 30% credibility."),
}


def agreed(given, reason):
    return {"q1": AgreedScore(given, reason, "Both gave their view and settled.", PANEL)}


def alone(given):
    return {"q1": [IndividualScore(person, given, "Named staff.") for person in sorted(PANEL)]}


def record(formula=PriceFormula.LOWEST_OVER_THIS, weights=(60, 30, 10), minimum=None):
    method = Method(PriceMethod(formula), *weights, 5, (Question("q1", 100, minimum),))
    bids = (
        AssessedBid("A", Money(10_000), {"q1": 4}, SOCIAL_VALUE["A"].score),
        AssessedBid("B", Money(12_000), {"q1": 3}, SOCIAL_VALUE["B"].score),
    )
    return AssessmentRecord(
        authority="Sandwell Hospital Trust",
        procurement="Catering",
        lot="Lot 1",
        method=method,
        bids=bids,
        result=score(method, bids),
        winner="A",
        panels={"A": {"q1": PANEL}, "B": {"q1": PANEL}},
        parties={
            "A": (
                SupplierDetails("Bloom CIC", "1 High St", "GB-COH-01"),
                SupplierDetails("Draw", "2 High St", "X-2"),
            ),
            "B": (SupplierDetails("Crust Ltd", "3 High St", "GB-COH-03"),),
        },
        texts=TEXTS,
        individual={"A": alone(4), "B": alone(3)},
        agreed={
            "A": agreed(4, "Page 3 names the staff and page 4 the cover."),
            "B": agreed(3, "Page 2 names the staff. No cover is described."),
        },
        social_value=SOCIAL_VALUE,
        clause_weights={"c1": 100},
        social_value_reasons={
            "A": {"c1": "A named employer partner."},
            "B": {"c1": "Dates are given for each placement."},
        },
    )


def test_the_loser_sees_its_own_assessment_why_it_lost_and_the_winners():
    summary = assessment_summary(record(), "B")
    assert (summary.authority, summary.procurement, summary.lot) == (
        "Sandwell Hospital Trust",
        "Catering",
        "Lot 1",
    )
    assert summary.own.parties == (SupplierDetails("Crust Ltd", "3 High St", "GB-COH-03"),)
    assert summary.own.total == "74.5000"  # 50 + 18 + 6.5
    assert summary.why_not == (
        "The bid came number 2 with 74.5000 points; "
        "the winning bid came number 1 with 92.0000 points."
    )
    assert [party.name for party in summary.winner.parties] == ["Bloom CIC", "Draw"]
    assert summary.winner.total == "92.0000"


def test_each_criterion_and_sub_criterion_has_importance_score_and_explanation():
    price, quality, social_value = assessment_summary(record(), "B").own.criteria
    assert (price.title, price.importance, price.available) == ("Price", "60%", "60")
    assert (price.score, price.explanation) == ("50.0000", "60 × £100.00 ÷ £120.00")
    (question,) = quality.sub_criteria
    assert (question.importance, question.score, question.available) == (
        "100% of quality",
        "3",
        "5",
    )
    assert question.explanation == "Page 2 names the staff. No cover is described."
    assert question.how_scored == "0 to 5, by the published words."
    (clause,) = social_value.sub_criteria
    assert (clause.title, clause.available, clause.score) == ("Work placements", "100", "65.0000")
    assert clause.explanation == "Dates are given for each placement."


def test_the_winner_sees_its_own_assessment_and_every_step():
    summary = assessment_summary(record(), "A")
    assert summary.winner is None
    assert summary.why_not is None
    assert [step.label for step in summary.steps][-2:] == ["price", "total"]


def test_a_disregarded_bid_is_told_why_and_shown_its_scores():
    summary = assessment_summary(record(minimum=4), "B")
    assert summary.why_not == (
        "The bid was disregarded. It scored 3 for “How will you staff the service?”, "
        "below the minimum of 4."
    )
    price, quality, _ = summary.own.criteria
    assert price.score == "not scored"
    assert price.explanation == "A price of £120.00."
    assert quality.sub_criteria[0].score == "3"


def test_a_bid_set_aside_before_it_was_scored_is_told_why():
    held = record()
    bids = (held.bids[0], AssessedBid("B", Money(12_000), {}, 0, "It came after the deadline."))
    without = replace(
        held, bids=bids, result=score(held.method, bids), agreed={"A": held.agreed["A"]}
    )
    summary = assessment_summary(without, "B")
    assert summary.why_not == "The bid was disregarded. It came after the deadline."
    assert summary.own.criteria == ()
    assert summary.winner.total == "92.0000"


def test_under_price_per_point_the_measure_is_pence_per_point():
    summary = assessment_summary(record(PriceFormula.PRICE_PER_QUALITY_POINT, (0, 90, 10)), "B")
    assert summary.why_not == (
        "The bid came number 2 with 198.3471 pence per point; "
        "the winning bid came number 1 with 125.0000 pence per point."
    )
    assert summary.own.total is None


def test_social_value_without_clauses_has_no_sub_criteria():
    plain = replace(record(), social_value={}, clause_weights={}, social_value_reasons={})
    assert assessment_summary(plain, "B").own.criteria[2].sub_criteria == ()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"agreed": {"A": {}, "B": agreed(3, "Page 2.")}}, "Bloom CIC, How will you staff the"),
        ({"agreed": {"A": agreed(4, ""), "B": agreed(3, "Page 2.")}}, "Give the reason"),
        (
            {"agreed": {"A": agreed(4, "Page 3, unlike Crust Ltd."), "B": agreed(3, "Page 2.")}},
            "“Crust Ltd” compares this bid with another",
        ),
        ({"individual": {"A": alone(4)}}, "have not scored alone yet"),
        ({"social_value_reasons": {"A": {"c1": "A partner."}}}, "Crust Ltd, Work placements: Give"),
    ],
)
def test_a_record_with_faults_makes_no_summary(change, sentence):
    faulty = replace(record(), **change)
    with pytest.raises(Refusal) as refused:
        assessment_summary(faulty, "A")
    assert sentence in str(refused.value)


def test_an_agreement_without_a_record_of_the_discussion_is_refused():
    silent = {"q1": AgreedScore(3, "Page 2.", "", PANEL)}
    held = record()
    with pytest.raises(Refusal, match="Record the discussion"):
        check_record(replace(held, agreed={**held.agreed, "B": silent}))


def test_all_faults_are_said_at_once():
    with pytest.raises(Refusals) as refused:
        check_record(replace(record(), agreed={}, social_value_reasons={}))
    assert len(refused.value.faults) == 4


def test_a_consortium_may_name_its_own_members():
    held = record()
    named = {"A": agreed(4, "Draw provides the cover."), "B": held.agreed["B"]}
    check_record(replace(held, agreed=named))
