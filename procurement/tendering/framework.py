"""Is all of the work agreed at once, or ordered as it is needed under a framework?

Procurement Act 2023, s45 (a framework provides for the future award of contracts; with one supplier
party to it, without competition: s45(4)(a)) and s47 (four years at most). Guidance: Frameworks,
Cabinet Office, 3 December 2024. Both read 30 November 2026.
"""

from datetime import date
from enum import StrEnum

from procurement.ground.calendar import months_after
from procurement.ground.refusal import Refusal
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
    "competition (s45). It names the most that can be called off and promises no order. Only the "
    "buyer itself calls off, there is no fee, and nobody joins later."
)


def framework_faults(
    ordering: Ordering | None, starts_on: date | None, ends_on: date | None, regime: Regime
) -> list[Refusal]:
    """A Refusal where a public contract is a framework of more than four years (s47(1)(b)); light
    touch has no longest term (s47(4))."""
    if ordering is not Ordering.CALL_OFFS or regime is not Regime.PUBLIC:
        return []
    if starts_on is None or ends_on is None or ends_on < months_after(starts_on, 12 * MOST_YEARS):
        return []
    return [
        Refusal(
            f"A framework ends within {MOST_YEARS} years of its first day (s47).", field="ends_on"
        )
    ]
