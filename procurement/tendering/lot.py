"""What is a lot, and when is a tender rightly divided, or not divided, into lots?

Procurement Act 2023, s18: consider lots before the tender notice, and use them
or give reasons. The award is made per lot.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.ground.transitions import Transitions
from procurement.tendering.price_formula import PriceFormula


class LotState(StrEnum):
    OPEN = "open"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


LOT: Transitions[LotState] = Transitions(
    "lot",
    {
        "award": ({LotState.OPEN}, LotState.AWARDED),
        "reopen": ({LotState.AWARDED}, LotState.OPEN),
        "cancel": ({LotState.OPEN, LotState.AWARDED}, LotState.CANCELLED),
    },
)
"""``reopen`` while nobody has been told of its award; an awarded lot may still be cancelled until its
contract is signed (s55)."""


@dataclass(frozen=True, slots=True)
class LotFacts:
    """Money excludes VAT, and is None where the buyer publishes none.

    No bid may be above the ceiling; at or below the floor a price earns all its points.
    """

    id: Hashable
    title: str
    description: str
    estimate: Money | None = None
    floor: Money | None = None
    ceiling: Money | None = None
    starts_on: date | None = None
    ends_on: date | None = None


def lot_faults(lots: Sequence[LotFacts], undivided_reason: str) -> list[Refusal]:
    """A Refusal for each fault; fields are ``lots``, ``undivided_reason``, ``lots-0-title``…"""
    if not lots:
        return [Refusal("Add at least one lot: what is to be priced.", field="lots")]
    faults = []
    if len(lots) == 1 and not undivided_reason.strip():
        faults.append(
            Refusal(
                "Say why the contract is not divided into lots: smaller lots let smaller "
                "enterprises bid (Procurement Act 2023, s18).",
                field="undivided_reason",
            )
        )
    for index, lot in enumerate(lots):
        faults += _faults_of(lot, index)
    if len({lot.id for lot in lots}) < len(lots):
        faults.append(Refusal("Two lots have the same number.", field="lots"))
    return faults


def _faults_of(lot: LotFacts, index: int) -> list[Refusal]:
    name = lot.title.strip() or f"number {index + 1}"
    faults = []
    if not lot.title.strip():
        faults.append(Refusal(f"Lot {index + 1} needs a title.", field=f"lots-{index}-title"))
    if lot.estimate is not None and lot.estimate < Money(0):
        faults.append(
            Refusal(f"The estimate of lot “{name}” is below £0.", field=f"lots-{index}-estimate")
        )
    if lot.starts_on and lot.ends_on and lot.ends_on < lot.starts_on:
        faults.append(
            Refusal(f"Lot “{name}” ends before it begins.", field=f"lots-{index}-ends_on")
        )
    return faults


def limit_faults(lots: Sequence[LotFacts], formula: PriceFormula) -> list[Refusal]:
    """A Refusal for each fault of a floor or a ceiling; fields are ``lots-0-floor`` and so on.

    Every formula goes with a ceiling; a floor only with the one that scores between the two.
    """
    return [
        Refusal(words, field=f"lots-{index}-{limit}")
        for index, lot in enumerate(lots)
        for limit, words in _limits_wrong(lot, lot.title.strip() or f"number {index + 1}", formula)
    ]


def _limits_wrong(lot: LotFacts, name: str, formula: PriceFormula) -> Iterator[tuple[str, str]]:
    is_between = formula is PriceFormula.BENCHMARK
    if is_between and lot.floor is None:
        yield (
            "floor",
            f"Give lot “{name}” a floor price: the price formula scores between a floor and a "
            "ceiling.",
        )
    if is_between and lot.ceiling is None:
        yield (
            "ceiling",
            f"Give lot “{name}” a ceiling price: the price formula scores between a floor and a "
            "ceiling.",
        )
    if not is_between and lot.floor is not None:
        yield (
            "floor",
            f"The price formula uses no floor: take out the floor of lot “{name}”, or choose the "
            "formula between a floor and a ceiling.",
        )
    if lot.floor is not None and lot.floor < Money(0):
        yield "floor", f"The floor of lot “{name}” is below £0."
    if lot.ceiling is not None and lot.ceiling <= (lot.floor or Money(0)):
        least = "£0" if lot.floor is None else f"its floor, {lot.floor}"
        yield "ceiling", f"The ceiling of lot “{name}” must be higher than {least}."


def before_cancelling(reason: str) -> None:
    """Refuses to give up a lot without saying why: the suppliers are told (s55)."""
    if not reason.strip():
        raise Refusal("Give the reason: every bidder is told it.", field="reason")


def are_all_decided(states: Sequence[LotState]) -> bool:
    """Is every lot awarded or cancelled, so that the tender is decided?"""
    return bool(states) and LotState.OPEN not in states
