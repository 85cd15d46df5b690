"""Which bids came out equal, and by which step of the published rule does one stand first?

Procurement Act 2023, s23 (the methodology as published) and s98 (records). The last step of every
rule is a draw by chance, in the presence of two people.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
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
    found = (tie_of(method, bids, ranking, *pair) for pair in pairwise(ranking))
    return [tie for tie in found if tie is not None]


def tie_of(
    method: Method,
    bids: Sequence[AssessedBid],
    ranking: Sequence[Hashable],
    first: Hashable,
    second: Hashable,
) -> Tie | None:
    """How two ranked bids are equal, whatever stands between them; None where they are not."""
    known = {bid.id: bid for bid in bids}
    field = PriceField.of(known[id].price for id in ranking)
    here, there = (place(method, standing_of(method, known[id]), field) for id in (first, second))
    if here[0] != there[0]:
        return None
    steps = zip([*map(str, method.tie_break), DRAW], here[1:], there[1:], strict=True)
    by = next((step for step, mine, other in steps if mine != other), None)
    return Tie(first, second, by)


def ties_as_json(
    method: Method, bids: Sequence[AssessedBid], ranking: Sequence[Hashable]
) -> list[dict[str, Any]]:
    """The same as JSON, for the kept ranking and for the public file."""
    return [
        {"first": str(tie.first), "second": str(tie.second), "by": tie.by}
        for tie in ties(method, bids, ranking)
    ]


def ties_in_words(
    kept: Iterable[Mapping[str, Any]], names: Mapping[str, str], measure: str
) -> list[str]:
    """What is said of kept ties: all bids that are equal to each other together; ``measure`` is
    “total”, or “pence for each point”."""
    rows: list[list[Mapping[str, Any]]] = []
    for tie in kept:
        if rows and rows[-1][-1]["second"] == tie["first"]:
            rows[-1].append(tie)
        else:
            rows.append([tie])
    return [_row_in_words(row, names, measure) for row in rows]


def _row_in_words(row: Sequence[Mapping[str, Any]], names: Mapping[str, str], measure: str) -> str:
    *others, last = (names[id] for id in (row[0]["first"], *(tie["second"] for tie in row)))
    equal = f"{', '.join(others)} and {last} have exactly the same {measure}."
    if all(tie["by"] is None for tie in row):
        return f"{equal} Nothing parts them yet."
    return " ".join([equal, *(_parted_in_words(tie, names) for tie in row)])


def _parted_in_words(tie: Mapping[str, Any], names: Mapping[str, str]) -> str:
    first, second = names[tie["first"]], names[tie["second"]]
    if tie["by"] is None:
        return f"Nothing parts {first} and {second}."
    return (
        f"By the rule for equal bids {first} comes before {second}: "
        f"{by_in_words(tie['by'])} decides."
    )


def before_drawing(
    rule: TieRule | None,
    level: Sequence[Hashable],
    first: Hashable | None,
    *,
    is_open: bool,
    is_drawn: bool,
) -> None:
    """Refuses a draw that the published rule does not call for: ``level`` are the bids in first place.

    ``is_open``: the lot is neither awarded nor cancelled.
    """
    if not is_open:
        raise Refusal("This lot is decided, so there is nothing to draw.")
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
    """What is missing of the record of a draw: two people who were there, by what they do and for
    whom, and how it was done."""
    first, second = (name.strip() for name in witnesses)
    faults = []
    if not first:
        faults.append(
            Refusal(
                "Say who the first person was, by role and organisation.", field="first_witness"
            )
        )
    if not second:
        faults.append(
            Refusal(
                "Say who the second person was, by role and organisation.", field="second_witness"
            )
        )
    elif first.casefold() == second.casefold():
        sentence = "Say how the second person differs: two people are present at a draw."
        faults.append(Refusal(sentence, field="second_witness"))
    if not how.strip():
        faults.append(
            Refusal("Say how it was drawn, so that anybody can see it was chance.", field="how")
        )
    return faults
