"""What is a lot, and when is a tender rightly divided, or not divided, into lots?

Procurement Act 2023, s18: consider lots before the tender notice, and use them
or give reasons. The award is made per lot.
"""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement.ground.calendar import months_after
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


LONGEST_EXTENSION = 600
"""Months: what is longer is taken for a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Beyond:
    """What may follow on what is agreed at first: options, and extensions (renewals)."""

    options: str = ""
    extension_months: int | None = None
    """By how many months all extensions together can lengthen it; None where nobody has said."""
    extension: str = ""
    """How: in which steps, and who decides."""

    def latest(self, ends_on: date | None) -> date | None:
        """The last day with every extension; None where it cannot be extended, or not that far."""
        months = self.extension_months
        if ends_on is None or not months or months > LONGEST_EXTENSION:
            return None
        return months_after(ends_on, months)

    def in_words(self, ends_on: date | None) -> tuple[str, ...]:
        """A sentence about options and one about extensions, where there are any."""
        said = [f"Options: {self.options}"] if self.options else []
        if self.extension_months:
            latest = self.latest(ends_on)
            by = f"{self.extension_months} month" + "s" * (self.extension_months > 1)
            to = f", to {latest:%-d %B %Y}" if latest else ""
            how = f": {self.extension}" if self.extension else "."
            said.append(f"It can be extended by {by} at most{to}{how}")
        return tuple(said)


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
    beyond: Beyond = Beyond()
    options_estimate: Money | None = None
    """What options could add to the estimate."""
    extension_estimate: Money | None = None
    vat_percent: Decimal | None = None
    """None: the standard rate."""


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


def name_of(lot: LotFacts, index: int) -> str:
    """What a sentence calls it: its title, or its number."""
    return lot.title.strip() or f"number {index + 1}"


def _faults_of(lot: LotFacts, index: int) -> list[Refusal]:
    return [
        Refusal(words, field=f"lots-{index}-{field}")
        for field, words in _wrong(lot, name_of(lot, index), index + 1)
    ]


def _wrong(lot: LotFacts, name: str, number: int) -> Iterator[tuple[str, str]]:
    if not lot.title.strip():
        yield "title", f"Lot {number} needs a title."
    sums = {
        "estimate": (lot.estimate, "The estimate"),
        "options_estimate": (lot.options_estimate, "What options add"),
        "extension_estimate": (lot.extension_estimate, "What extensions add"),
    }
    for field, (amount, what) in sums.items():
        if amount is not None and amount < Money(0):
            yield field, f"{what} of lot “{name}” is below £0."
    if lot.starts_on and lot.ends_on and lot.ends_on < lot.starts_on:
        yield "ends_on", f"Lot “{name}” ends before it begins."
    months = lot.beyond.extension_months
    if months is not None and not 0 <= months <= LONGEST_EXTENSION:
        yield (
            "extension_months",
            f"Lot “{name}” can be extended by 0 to {LONGEST_EXTENSION} months.",
        )
    if lot.extension_estimate and not months:
        yield (
            "extension_months",
            f"Lot “{name}” has a sum for extensions: say by how many months it can be extended.",
        )


def limit_faults(lots: Sequence[LotFacts], formula: PriceFormula) -> list[Refusal]:
    """A Refusal for each fault of a floor or a ceiling; fields are ``lots-0-floor`` and so on.

    Every formula goes with a ceiling; a floor only with the one that scores between the two.
    """
    return [
        Refusal(words, field=f"lots-{index}-{limit}")
        for index, lot in enumerate(lots)
        for limit, words in _limits_wrong(lot, name_of(lot, index), formula)
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
