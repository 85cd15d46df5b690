"""How firm is the result: how little would have to change for another to win?

For the panel to see before it awards, and for the record; it changes nothing.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from procurement.assessment.assessment_method import AssessedBid, Component, Method
from procurement.assessment.evaluation import Result, score
from procurement.assessment.moderation import IndividualScore, mean_score
from procurement.assessment.standing import BidStanding, standing_of
from procurement.ground.exact import Exact
from procurement.tendering.price_formula import (
    PriceField,
    PriceFormula,
    PriceMethod,
    price_points,
)


@dataclass(frozen=True, slots=True)
class TippingWeight:
    """Past the weight ``then``, ``rival`` is ahead of the winner (at it, level).

    ``weight`` is a component, or a question's id; the other weights keep their
    proportions. Weights are in hundredths of the whole, or of quality.
    """

    weight: Hashable
    rival: Hashable
    now: Exact
    then: Exact

    @property
    def change(self) -> Exact:
        """How far the weight must move, with its sign."""
        return self.then - self.now


def tipping_weights(method: Method, bids: Sequence[AssessedBid]) -> tuple[TippingWeight, ...]:
    """For each weight the smallest change by which another would win, the smallest first.

    Only weights that can tip the result between 0 and 100; none where fewer than
    two bids count. Totals are linear in a weight, so the tipping point is exact.
    """
    result = score(method, bids)
    if len(result.ranking) < 2:
        return ()
    counted = [bid for bid in bids if result.of(bid.id).rank is not None]
    tips = [
        tip
        for variation in _variations(method)
        if (tip := _tip(variation, counted, result.ranking[0])) is not None
    ]
    return tuple(sorted(tips, key=_how_far))


def _how_far(tip: TippingWeight) -> Fraction:
    return abs(Fraction(tip.change))


@dataclass(frozen=True, slots=True)
class _Variation:
    """One weight, where it stands, and the methods in which it is nothing and everything."""

    name: Hashable
    now: Exact
    nothing: Method
    everything: Method


def _variations(method: Method) -> Iterator[_Variation]:
    weights: dict[Hashable, Exact] = {
        Component.PRICE: method.price_weight,
        Component.QUALITY: method.quality_weight,
        Component.SOCIAL_VALUE: method.social_value_weight,
    }
    for name, now in weights.items():
        if now != 100 and not (name == Component.PRICE and method.is_price_per_point):
            nothing, everything = (
                _with_components(method, _moved(weights, name, to)) for to in (0, 100)
            )
            yield _Variation(name, now, nothing, everything)
    shares = {question.id: question.weight for question in method.questions}
    for name, now in shares.items():
        if now != 100 and method.quality_weight != 0:
            nothing, everything = (
                _with_questions(method, _moved(shares, name, to)) for to in (0, 100)
            )
            yield _Variation(name, now, nothing, everything)


def _moved(weights: Mapping[Hashable, Exact], name: Hashable, to: int) -> dict[Hashable, Exact]:
    """The weights with one set and the others in the proportions that they have."""
    rest = 100 - weights[name]
    return {
        other: to if other == name else Fraction(weight * (100 - to)) / rest
        for other, weight in weights.items()
    }


def _with_components(method: Method, weights: Mapping[Hashable, Exact]) -> Method:
    return replace(
        method,
        price_weight=weights[Component.PRICE],
        quality_weight=weights[Component.QUALITY],
        social_value_weight=weights[Component.SOCIAL_VALUE],
    )


def _with_questions(method: Method, weights: Mapping[Hashable, Exact]) -> Method:
    questions = tuple(
        replace(question, weight=weights[question.id]) for question in method.questions
    )
    return replace(method, questions=questions)


def _tip(
    variation: _Variation, bids: Sequence[AssessedBid], first: Hashable
) -> TippingWeight | None:
    field = PriceField.of(bid.price for bid in bids)
    winner = next(bid for bid in bids if bid.id == first)
    tips = []
    for rival in bids:
        if rival is winner:
            continue
        at_nothing = _lead(variation.nothing, winner, rival, field)
        at_everything = _lead(variation.everything, winner, rival, field)
        if min(at_nothing, at_everything) < 0:
            then = Fraction(100 * at_nothing) / (at_nothing - at_everything)
            tips.append(TippingWeight(variation.name, rival.id, variation.now, then))
    return min(tips, key=_how_far, default=None)


def _lead(method: Method, winner: AssessedBid, rival: AssessedBid, field: PriceField) -> Exact:
    """By how much the winner is ahead of a rival; linear in any one weight."""
    first, second = standing_of(method, winner), standing_of(method, rival)
    if method.is_price_per_point:
        return rival.price.pence * first.points - winner.price.pence * second.points
    return _total(method, first, field) - _total(method, second, field)


def _total(method: Method, standing: BidStanding, field: PriceField) -> Exact:
    price = price_points(method.price, method.price_weight, standing.bid.price, field)
    return price + standing.points


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The result by the means of the other evaluators' own scores."""

    evaluator: Hashable
    result: Result
    another_would_win: bool


def scored_alone_by(
    individual: Mapping[Hashable, Mapping[Hashable, Sequence[IndividualScore]]],
) -> frozenset[Hashable]:
    """Who is the only one that scored some question of some bid: without them nothing is worked out."""
    by_question = (alone for by in individual.values() for alone in by.values())
    return frozenset(alone[0].evaluator for alone in by_question if len(alone) == 1)


def each_evaluator_left_out(
    method: Method,
    bids: Sequence[AssessedBid],
    individual: Mapping[Hashable, Mapping[Hashable, Sequence[IndividualScore]]],
) -> tuple[LeftOut, ...]:
    """Whether any one evaluator decides who wins, by name in rising order.

    ``individual`` holds each bid's own scores by question, before the meeting.
    Each result is compared with the one by the means of all. A mean is no agreed
    score: this shows dependence on one person and decides nothing. Whoever alone
    scored some question cannot be left out and is passed over.
    """
    by_question = [alone for by in individual.values() for alone in by.values()]
    everyone = {own.evaluator for alone in by_question for own in alone}
    indispensable = scored_alone_by(individual)
    by_all = score(method, [_by_means(bid, individual, None) for bid in bids])
    left_out = []
    for evaluator in sorted(everyone - indispensable, key=str):
        result = score(method, [_by_means(bid, individual, evaluator) for bid in bids])
        changed = result.ranking[:1] != by_all.ranking[:1]
        left_out.append(LeftOut(evaluator, result, changed))
    return tuple(left_out)


def _by_means(
    bid: AssessedBid,
    individual: Mapping[Hashable, Mapping[Hashable, Sequence[IndividualScore]]],
    left_out: Hashable | None,
) -> AssessedBid:
    if bid.id not in individual:
        return bid
    return replace(
        bid,
        scores={
            question: mean_score([own for own in alone if own.evaluator != left_out])
            for question, alone in individual[bid.id].items()
        },
    )


@dataclass(frozen=True, slots=True)
class Margin:
    """How far the first bid is ahead of the second: points, or pence for each point."""

    rival: Hashable
    by: Exact


def margin(result: Result) -> Margin | None:
    """None where fewer than two bids are ranked; nothing where two are level at the head."""
    if len(result.ranking) < 2:
        return None
    first, second = (result.of(bid) for bid in result.ranking[:2])
    if first.total is not None and second.total is not None:
        return Margin(second.id, first.total - second.total)
    if first.pence_per_point is not None and second.pence_per_point is not None:
        return Margin(second.id, second.pence_per_point - first.pence_per_point)
    return None


_RELATIVE = (
    PriceFormula.LOWEST_OVER_THIS,
    PriceFormula.MEAN_RELATIVE,
    PriceFormula.STANDARD_DIFFERENTIAL,
)


def by_other_formulas(
    method: Method, bids: Sequence[AssessedBid]
) -> dict[PriceFormula, tuple[Hashable, ...]]:
    """The bids that come first by each formula that needs no limits, but the published one.

    Nothing where price has no weight of its own. It shows what the choice of a formula did, and
    changes nothing: bids are judged by what was published (s23).
    """
    if method.is_price_per_point or method.price_weight == 0:
        return {}
    others = [formula for formula in _RELATIVE if formula is not method.price.formula]
    return {
        formula: score(replace(method, price=PriceMethod(formula)), bids).first
        for formula in others
    }


def each_brought_back(
    method: Method, bids: Sequence[AssessedBid]
) -> dict[Hashable, tuple[Hashable, ...]]:
    """The bids that would come first with each bid that was set aside back among them.

    A bid that the panel did not score cannot be brought back and is passed over.
    """
    asked = {question.id for question in method.questions}
    return {
        bid.id: score(
            method,
            [replace(row, disregarded_because=None) if row is bid else row for row in bids],
        ).first
        for bid in bids
        if bid.disregarded_because is not None and set(bid.scores) == asked
    }
