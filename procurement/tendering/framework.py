"""Is all of the work agreed at once, or ordered as it is needed under a framework?

Procurement Act 2023, s45 (a framework provides for the future award of contracts; with one supplier
party to it, without competition: s45(4)(a)) and s47 (four years at most). Guidance: Frameworks,
Cabinet Office, 3 December 2024. Both read 30 November 2026.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from procurement.ground.calendar import months_after
from procurement.ground.refusal import Refusal
from procurement.tendering.lot import LotFacts, name_of
from procurement.tendering.regime import Regime

MOST_YEARS = 4


class Ordering(StrEnum):
    """How the work of a contract is ordered. Chosen by the buyer and published."""

    AT_ONCE = "at_once"
    CALL_OFFS = "call_offs"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]

    @property
    def in_full(self) -> str:
        """With what a framework here is, as its notice says it (SI 2024/692, reg 20)."""
        return f"{self.in_words}.{_FRAMEWORK if self is Ordering.CALL_OFFS else ''}"


_IN_WORDS = {
    Ordering.AT_ONCE: "All of it is agreed in the contract",
    Ordering.CALL_OFFS: "As it is needed, in call-offs under a framework",
}
_FRAMEWORK = (
    " The framework has one supplier for each lot, who is given each call-off without another "
    "competition (s45). It promises no order. The price of a bid for a lot is for the amounts that the "
    "buyer expects, and the most that can be called off. Only the buyer itself calls off, there is "
    "no fee, and nobody joins later."
)


def framework_faults(
    ordering: Ordering | None, lots: Sequence[LotFacts], regime: Regime
) -> list[Refusal]:
    """A Refusal for each lot of a public contract whose framework could last more than four years,
    extensions included (s47(1)(b)); light touch has no longest term (s47(4))."""
    if ordering is not Ordering.CALL_OFFS or regime is not Regime.PUBLIC:
        return []
    return [
        Refusal(
            f"The framework of lot “{name_of(lot, index)}” ends within {MOST_YEARS} years of its "
            "first day, with its extensions (s47).",
            field=f"lots-{index}-ends_on",
        )
        for index, lot in enumerate(lots)
        if _is_too_long(lot.starts_on, lot.beyond.latest(lot.ends_on) or lot.ends_on)
    ]


def refuse_long_framework(first: date, last: date, regime: Regime) -> None:
    """Refuses days of a public framework that are more than four years apart (s47(1)(b))."""
    if regime is Regime.PUBLIC and _is_too_long(first, last):
        raise Refusal(
            f"A framework ends within {MOST_YEARS} years of its first day (s47).", field="ends_on"
        )


def _is_too_long(first: date | None, last: date | None) -> bool:
    return bool(first and last and last >= months_after(first, 12 * MOST_YEARS))
