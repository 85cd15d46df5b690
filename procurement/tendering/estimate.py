"""Of what is the estimate made up that decides which law applies?

Procurement Act 2023, s4 and Schedule 3: the most that the authority expects to pay, with VAT,
for all lots, and whatever options and extensions may add. It is not estimated so as to
avoid the Act, nor is the contract divided for that (s4(3)).
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement.ground.money import Money, priced
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotFacts, name_of


@dataclass(frozen=True, slots=True)
class LotEstimate:
    """The share of one lot in the estimate, without VAT, and the rate of VAT on it."""

    lot: Hashable
    agreed: Money
    options: Money
    extensions: Money
    vat_percent: Decimal

    @property
    def net(self) -> Money:
        return self.agreed + self.options + self.extensions

    @property
    def agreed_with_vat(self) -> Money:
        return self._with_vat(self.agreed)

    @property
    def added_with_vat(self) -> Money:
        """What options and extensions could add."""
        return self._with_vat(self.options + self.extensions)

    @property
    def gross(self) -> Money:
        return self.agreed_with_vat + self.added_with_vat

    @property
    def vat(self) -> Money:
        return self.gross - self.net

    def _with_vat(self, net: Money) -> Money:
        return net + priced(self.vat_percent / 100, net.pounds)


def lot_estimates(lots: Sequence[LotFacts], standard_percent: Decimal) -> tuple[LotEstimate, ...]:
    """Each lot with VAT at its own rate or at the standard one; none while one has no estimate."""
    nothing = Money(0)
    known = [
        LotEstimate(
            lot.id,
            lot.estimate,
            lot.options_estimate or nothing,
            lot.extension_estimate or nothing,
            standard_percent if lot.vat_percent is None else lot.vat_percent,
        )
        for lot in lots
        if lot.estimate is not None
    ]
    return tuple(known) if len(known) == len(lots) else ()


def sums_of(lots: Sequence[LotEstimate]) -> tuple[Money | None, Money | None]:
    """With VAT: what is agreed at first, and what may be added; None where nothing is known."""
    if not lots:
        return None, None
    agreed = Money.total(lot.agreed_with_vat for lot in lots)
    return agreed, whole_of(lots) - agreed


def whole_of(lots: Iterable[LotEstimate]) -> Money:
    """With VAT, options and extensions: what the thresholds are compared with."""
    return Money.total(lot.gross for lot in lots)


def estimated_value(agreed: Money | None, options: Money | None) -> Money | None:
    """The whole, with VAT: what is agreed at first, and what may be added. None while unknown."""
    return None if agreed is None else agreed + (options or Money(0))


def estimate_faults(
    lots: Sequence[LotFacts], standard_percent: Decimal, less_vat_because: str = ""
) -> list[Refusal]:
    """A Refusal for what an authority has not said yet of the value of a lot, or of the VAT on it."""
    faults = [
        Refusal(words, field=f"lots-{index}-{field}")
        for index, lot in enumerate(lots)
        for field, words in _unsaid(lot, name_of(lot, index), standard_percent)
    ]
    less = [
        lot for lot in lots if lot.vat_percent is not None and lot.vat_percent < standard_percent
    ]
    if less and not less_vat_because.strip():
        faults.append(
            Refusal(
                f"Say why less VAT is due than {standard_percent:g}%: the estimate with VAT decides "
                "which law applies (Procurement Act 2023, s4).",
                field="less_vat_because",
            )
        )
    return faults


def _unsaid(lot: LotFacts, name: str, standard_percent: Decimal) -> Iterator[tuple[str, str]]:
    counts = "It counts when it is decided which law applies (Procurement Act 2023, s4)."
    if lot.estimate is None:
        yield "estimate", f"Estimate lot “{name}” without VAT. {counts}"
    if lot.options_estimate is None:
        yield (
            "options_estimate",
            f"Estimate what options could add to lot “{name}”, without VAT; 0 if there are none. "
            + counts,
        )
    if lot.options_estimate and not lot.beyond.options:
        yield "options", f"Describe the options of lot “{name}”: its value holds them."
    months = lot.beyond.extension_months
    if months is None:
        yield (
            "extension_months",
            f"Say by how many months lot “{name}” can be extended at most; 0 if it cannot be.",
        )
    if months and lot.extension_estimate is None:
        yield (
            "extension_estimate",
            f"Estimate what extensions could add to lot “{name}”, without VAT. {counts}",
        )
    if months and not lot.beyond.extension:
        yield "extension", f"Say how lot “{name}” can be extended: in which steps, and who decides."
    if lot.vat_percent is not None and not 0 <= lot.vat_percent <= standard_percent:
        yield (
            "vat_percent",
            f"VAT on lot “{name}” is 0 to {standard_percent:g} per cent, the standard rate.",
        )
