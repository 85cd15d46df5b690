"""How safe is a result: how little would have to be otherwise for another bid to win?"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from marketplace.assessment.queries.assessment_facts import AssessmentFacts
from marketplace.assessment.queries.assessments import Assessment
from marketplace.tendering.models.tenders import Lot
from procurement.assessment.evaluation import score
from procurement.assessment.moderation import IndividualScore
from procurement.assessment.sensitivity import (
    LeftOut,
    Margin,
    TippingWeight,
    by_other_formulas,
    each_brought_back,
    each_evaluator_left_out,
    margin,
    scored_alone_by,
    tipping_weights,
)
from procurement.tendering.price_formula import PriceFormula


@dataclass(frozen=True, slots=True)
class Safety:
    """Of one lot, by the ids of bids, criteria and persons."""

    lot: Lot
    first: tuple[Hashable, ...]
    margin: Margin | None
    tips: Sequence[TippingWeight]
    left_out: Sequence[LeftOut]
    alone: Sequence[Hashable]
    """Who alone scored a question, and so cannot be left out."""
    formulas: Mapping[PriceFormula, tuple[Hashable, ...]]
    brought_back: Mapping[Hashable, tuple[Hashable, ...]]


def safety_of(assessment: Assessment, ranked: Sequence[UUID]) -> list[Safety]:
    """Of the lots whose ranking is worked out, in their order."""
    facts = AssessmentFacts(assessment)
    return [_of_lot(facts, lot) for lot in assessment.lots if lot.id in ranked]


def _of_lot(facts: AssessmentFacts, lot: Lot) -> Safety:
    method, bids = facts.method(lot), facts.figures(lot)
    result = score(method, bids)
    asked = [question.id for question in facts.assessment.questions]
    individual: dict[Hashable, dict[Hashable, list[IndividualScore]]] = {
        bid.id: {question: facts.individual(bid.id, question) for question in asked}
        for bid in facts.assessment.bids_for(lot)
        if result.of(bid.id).rank is not None
    }
    return Safety(
        lot,
        result.first,
        margin(result),
        tipping_weights(method, bids),
        each_evaluator_left_out(method, bids, individual) if asked else (),
        sorted(scored_alone_by(individual), key=str),
        by_other_formulas(method, bids),
        each_brought_back(method, bids),
    )
