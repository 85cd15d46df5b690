"""Is a space of a development described well enough that somebody can ask for it?"""

from dataclasses import dataclass
from datetime import date

from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class Space:
    """A community or meanwhile space: what, from and until when (both included), how large, in
    whole square metres, and who uses it; what is not known is None or empty."""

    what: str
    starts_on: date
    ends_on: date | None = None
    square_metres: int | None = None
    used_by: str = ""


def check_space(space: Space) -> None:
    """Refuses a space without words, that ends before it begins, or of no size."""
    faults = []
    if not space.what.strip():
        faults.append(Refusal("Say what the space is.", field="what"))
    if space.ends_on is not None and space.ends_on < space.starts_on:
        faults.append(Refusal("It ends before it begins.", field="ends_on"))
    if space.square_metres is not None and space.square_metres < 1:
        faults.append(Refusal("A space has at least 1 square metre.", field="square_metres"))
    refuse_if_any(faults)
