"""How will bids be assessed, and what must be known of each bid?

The award criteria and the assessment methodology, published with the tender
notice: Procurement Act 2023, s23 (importance by percentage; which criteria
disqualify, s23(3)(a)).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from procurement.ground.exact import Exact, plain
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.tendering.price_formula import PriceFormula, PriceMethod


class Component(StrEnum):
    PRICE = "price"
    QUALITY = "quality"
    SOCIAL_VALUE = "social_value"


@dataclass(frozen=True, slots=True)
class Question:
    """A quality question: its share of the quality weight, and its published pass mark."""

    id: Hashable
    weight: Exact
    minimum: Exact | None = None


@dataclass(frozen=True, slots=True)
class Method:
    """The assessment methodology as published.

    Component weights are 0 or more and add up to 100; question weights add up to
    100 within quality (no question is needed where quality weighs nothing);
    ``scale`` is the highest score of a question, the lowest is 0. Under
    ``price_per_quality_point`` the price has no weight. Raises Refusal(s).
    """

    price: PriceMethod
    price_weight: Exact
    quality_weight: Exact
    social_value_weight: Exact
    scale: Exact
    questions: tuple[Question, ...]
    tie_break: tuple[Component, ...] = ()

    def __post_init__(self) -> None:
        refuse_if_any([*self._weight_faults(), *self._question_faults()])

    def _weight_faults(self) -> list[Refusal]:
        weights = (self.price_weight, self.quality_weight, self.social_value_weight)
        faults = []
        if min(weights) < 0:
            faults.append(Refusal("A weight cannot be less than 0.", field="weight"))
        if sum(weights) != 100:
            added = plain(sum(weights))
            faults.append(
                Refusal(
                    "The weights of price, quality and social value must add up to 100; "
                    f"these add up to {added}.",
                    field="weight",
                )
            )
        if self.is_price_per_point and self.price_weight != 0:
            faults.append(
                Refusal(
                    "Under price per quality point the price has no weight of its own: "
                    "set it to 0, so that quality and social value add up to 100.",
                    field="weight",
                )
            )
        if len(set(self.tie_break)) < len(self.tie_break):
            faults.append(Refusal("The tie-break names a component twice.", field="tie_break"))
        return faults

    def _question_faults(self) -> list[Refusal]:
        faults = []
        ids = [question.id for question in self.questions]
        for twice in sorted({id for id in ids if ids.count(id) > 1}, key=str):
            faults.append(Refusal(f"The question {twice} stands twice.", field="questions"))
        if self.scale <= 0:
            faults.append(Refusal("The scale must be more than 0.", field="scale"))
        total = sum(question.weight for question in self.questions)
        if total != 100 and (self.questions or self.quality_weight != 0):
            faults.append(
                Refusal(
                    "The weights of the questions must add up to 100 within quality; "
                    f"these add up to {plain(total)}.",
                    field="questions",
                )
            )
        for question in self.questions:
            if question.weight < 0:
                sentence = f"The weight of question {question.id} cannot be less than 0."
                faults.append(Refusal(sentence, field="questions"))
            if question.minimum is not None and not 0 <= question.minimum <= self.scale:
                sentence = f"The minimum of question {question.id} must be from 0 to the scale."
                faults.append(Refusal(sentence, field="questions"))
        return faults

    @property
    def pass_marks(self) -> tuple[tuple[Hashable, Exact], ...]:
        """The questions that have a minimum, with it."""
        return tuple(
            (question.id, question.minimum)
            for question in self.questions
            if question.minimum is not None
        )

    @property
    def is_price_per_point(self) -> bool:
        return self.price.formula is PriceFormula.PRICE_PER_QUALITY_POINT


@dataclass(frozen=True, slots=True)
class AssessedBid:
    """What is known of a bid: price, agreed score per question, social value 0 to 100.

    ``disregarded_because`` is the authority's own reason under s19(3) or s26–28,
    where it has one (its scores may then be left out); a score below a minimum
    needs none.
    """

    id: Hashable
    price: Money
    scores: Mapping[Hashable, Exact]
    social_value: Exact
    disregarded_because: str | None = None
    drawn: int = 0
    """Its place in a draw between bids that nothing else parts, from 1; 0 where none was needed."""

    @property
    def was_assessed(self) -> bool:
        """Scored by the panel, and not set aside by the authority."""
        return self.disregarded_because is None

    @property
    def has_no_scores(self) -> bool:
        """Set aside before it was scored: it cannot be ranked, even had it counted."""
        return self.disregarded_because is not None and not self.scores


def check_figures(method: Method, bids: Sequence[AssessedBid]) -> None:
    """Every bid once, with a price, a score for each question and social value, all in range."""
    ids = [bid.id for bid in bids]
    twice = {id for id in ids if ids.count(id) > 1} if len(set(ids)) < len(ids) else set()
    faults = [Refusal(f"The bid {id} stands twice.", field="bids") for id in sorted(twice, key=str)]
    asked = {question.id for question in method.questions}
    for bid in bids:
        faults += [Refusal(fault, field="bids") for fault in _figure_faults(method, bid, asked)]
    refuse_if_any(faults)


def _figure_faults(method: Method, bid: AssessedBid, asked: set[Hashable]) -> list[str]:
    faults = []
    if bid.price < Money(0):
        faults.append(f"The price of bid {bid.id} is less than zero.")
    if not 0 <= bid.social_value <= 100:
        faults.append(f"The social value of bid {bid.id} must be from 0 to 100.")
    if bid.scores.keys() != asked and not bid.has_no_scores:
        missing = sorted(asked - set(bid.scores), key=str)
        faults += [f"Bid {bid.id} has no score for {question}." for question in missing]
        faults += [
            f"Bid {bid.id} has a score for {question}, which is not a question."
            for question in sorted(set(bid.scores) - asked, key=str)
        ]
    scores, scale = bid.scores.values(), method.scale
    if scores and (min(scores) < 0 or max(scores) > scale):
        faults += [
            f"The score of bid {bid.id} for {question} must be from 0 to {plain(scale)}."
            for question, given in bid.scores.items()
            if not 0 <= given <= scale
        ]
    return faults
