"""Which part of a contract prevails where two of them say different things?

No law fixes an order: the two sides agree one, or a court reads the parts against each
other. So none is taken as chosen: the usual order is offered, and it counts once the
buyer says so.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from procurement.ground.refusal import Refusal


class Part(StrEnum):
    """A part of what both sides sign."""

    PARTICULARS = "particulars"
    TERMS = "terms"
    DOCUMENTS = "documents"
    PROMISES = "promises"
    BID = "bid"


PART_WORDS: Mapping[Part, str] = {
    Part.PARTICULARS: "What this contract itself says: the parties, the price, the days, the milestones",
    Part.TERMS: "The terms",
    Part.DOCUMENTS: "The documents of the buyer",
    Part.PROMISES: "The promises to the community",
    Part.BID: "The bid of the supplier",
}

USUAL_ORDER = tuple(Part)
"""What was agreed last and for this contract before what was written for all; the buyer’s documents
before the bid that answers them."""

CHOOSE = "Say which part comes first where two of them differ: the usual order, or one of your own."


def chosen_order(said: str, places: Mapping[Part, int | None]) -> tuple[Part, ...]:
    """The order that was chosen: ``usual``, or ``own`` with the place of each part, 1 the first.

    Refuses where nothing was chosen, and where the places are not 1 to the number of parts.
    """
    if said == "usual":
        return USUAL_ORDER
    if said != "own":
        raise Refusal(CHOOSE, field="order")
    if sorted(place or 0 for place in places.values()) != list(range(1, len(Part) + 1)):
        raise Refusal(
            f"Give each part a place of its own, from 1 for the first to {len(Part)} for the last.",
            field="order",
        )
    return tuple(sorted(Part, key=lambda part: places[part] or 0))


def check_order(order: Sequence[Part]) -> None:
    """Refuses an order in which a part is missing or stands twice."""
    if sorted(order) != sorted(Part):
        raise Refusal(CHOOSE, field="order")


def standing_order(order: Sequence[str], parts: set[Part]) -> list[str]:
    """The parts that a contract has, in words, the one that prevails first; empty where no order
    was agreed."""
    return [PART_WORDS[Part(name)] for name in order if Part(name) in parts]
