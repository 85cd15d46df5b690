"""Which bids came out equal, and by which step of the published rule does one stand first?

Procurement Act 2023, s23 (the methodology as published) and s98 (records). The last step of every
rule is a draw by chance, in the presence of two people.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from procurement.assessment.assessment_method import AssessedBid, Component, Method
from procurement.assessment.standing import place, standing_of
from procurement.ground.refusal import Refusal
from procurement.tendering.price_formula import PriceField
from procurement.tendering.tie_rule import TieRule

_Q, _S, _P = Component.QUALITY, Component.SOCIAL_VALUE, Component.PRICE

TIE_BREAK: Mapping[TieRule | None, tuple[Component, ...]] = {
    None: (_Q, _S, _P),
    TieRule.QUALITY_FIRST: (_Q, _S, _P),
    TieRule.SOCIAL_VALUE_FIRST: (_S, _Q, _P),
    TieRule.PRICE_FIRST: (_P, _Q, _S),
    TieRule.DRAW: (),
}
"""What parts equal bids before a draw. None: the tender was published before tenders said it."""

DRAW = "draw"

_BY_IN_WORDS = {
    _Q: "the higher score for quality",
    _S: "the higher score for social value",
    _P: "the lower price",
    DRAW: "the draw",
}


def by_in_words(step: str) -> str:
    """What puts one of two equal bids first."""
    return _BY_IN_WORDS[step]


@dataclass(frozen=True, slots=True)
class Tie:
    """Two bids that follow each other and have the same total, or the same pence for each point.

    ``by`` is the step that puts the first of them before the other; None where none does.
    """

    first: Hashable
    second: Hashable
    by: str | None


def ties(method: Method, bids: Sequence[AssessedBid], ranking: Sequence[Hashable]) -> list[Tie]:
    """Each pair of neighbours in the ranking that is equal, in its order."""
    known = {bid.id: bid for bid in bids}
    counted = [known[id] for id in ranking]
    if not counted:
        return []
    field = PriceField.of(bid.price for bid in counted)
    places = [place(method, standing_of(method, bid), field) for bid in counted]
    steps = [*map(str, method.tie_break), DRAW]
    found = []
    for number in range(len(counted) - 1):
        here, there = places[number], places[number + 1]
        if here[0] == there[0]:
            pairs = zip(steps, here[1:], there[1:], strict=True)
            by = next((step for step, mine, other in pairs if mine != other), None)
            found.append(Tie(counted[number].id, counted[number + 1].id, by))
    return found


def ties_as_json(
    method: Method, bids: Sequence[AssessedBid], ranking: Sequence[Hashable]
) -> list[dict[str, Any]]:
    """The same as JSON, for the kept ranking and for the public file."""
    return [
        {"first": str(tie.first), "second": str(tie.second), "by": tie.by}
        for tie in ties(method, bids, ranking)
    ]


def tie_in_words(tie: Mapping[str, Any], names: Mapping[str, str], measure: str) -> str:
    """What is said of a kept tie; ``measure`` is “total”, or “pence for each point”."""
    both = f"{names[tie['first']]} and {names[tie['second']]} have exactly the same {measure}."
    if tie["by"] is None:
        return f"{both} Nothing parts them yet."
    return (
        f"{both} By the rule for equal bids {names[tie['first']]} comes before "
        f"{names[tie['second']]}: {by_in_words(tie['by'])} decides."
    )


def before_drawing(
    rule: TieRule | None, level: Sequence[Hashable], first: Hashable | None, *, is_drawn: bool
) -> None:
    """Refuses a draw that the published rule does not call for: ``level`` are the bids in first place."""
    if rule is None:
        raise Refusal(
            "This tender was published without a rule for equal bids, so no draw decides. Award the "
            "lot to one of the equal bids, with the reason."
        )
    if len(level) < 2:
        raise Refusal("No two bids are equal in first place, so there is nothing to draw.")
    if is_drawn:
        raise Refusal("A draw between these bids is on record already: it is not drawn again.")
    if first not in level:
        raise Refusal("Choose which of the equal bids was drawn.", field="bid_id")


def draw_faults(witnesses: Sequence[str], how: str) -> list[Refusal]:
    """What is missing of the record of a draw: two people who were there, and how it was done."""
    first, second = (name.strip() for name in witnesses)
    faults = []
    if not first:
        faults.append(Refusal("Name the first person who was present.", field="first_witness"))
    if not second:
        faults.append(Refusal("Name the second person who was present.", field="second_witness"))
    elif first.casefold() == second.casefold():
        sentence = "Name another person: two people are present at a draw."
        faults.append(Refusal(sentence, field="second_witness"))
    if not how.strip():
        faults.append(
            Refusal("Say how it was drawn, so that anybody can see it was chance.", field="how")
        )
    return faults
