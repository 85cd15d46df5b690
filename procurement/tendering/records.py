"""How long must a record of a procurement be kept, and when must it go?

Procurement Act 2023, s98 (three years); Limitation Act periods by the customary
schedules for procurement records. The longest that applies counts; what s98 does
not need is not kept longer because of it (s99: no breach of data protection).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.figures import Mark
from procurement.ground.refusal import Refusal
from procurement.tendering.regime import Regime


class Record(StrEnum):
    PROCUREMENT = "procurement"
    """Decisions and communications with suppliers before the contract."""
    WINNING_BID = "winning_bid"
    LOSING_BID = "losing_bid"
    CONTRACT = "contract"
    """The contract, its changes, deliveries and payments."""


class ContractForm(StrEnum):
    SIMPLE = "simple"
    DEED = "deed"
    PROPERTY = "property"
    """Maintenance of property."""


_YEARS_AFTER_END = {ContractForm.SIMPLE: 6, ContractForm.DEED: 12, ContractForm.PROPERTY: 15}


@dataclass(frozen=True, slots=True)
class KeepingPeriod:
    """Keep up to and including ``until``; then delete."""

    until: date
    reason: str
    mark: Mark


def keeping_period(
    record: Record,
    regime: Regime,
    *,
    decided_on: date,
    contract_ends_on: date | None = None,
    form: ContractForm = ContractForm.SIMPLE,
) -> KeepingPeriod:
    """The last day to keep a record.

    ``decided_on`` is the day the contract was entered into or, without one, the day
    of the award or of the decision to end the procurement. Evaluators' and staff
    details are taken out of what is kept longest before the rest.
    """
    if record in (Record.WINNING_BID, Record.CONTRACT):
        if contract_ends_on is None:
            raise Refusal("Say when the contract ends: its records are kept from then on.")
        years = _YEARS_AFTER_END[form]
        kept = years_after(contract_ends_on, years)
        reason = f"{years} years after the end of the contract, by custom (limitation of claims)."
        return KeepingPeriod(max(kept, years_after(decided_on, 3)), reason, Mark.READ)
    if regime in (Regime.PUBLIC, Regime.LIGHT):
        reason = "Three years from the contract or the decision (Procurement Act 2023, s98)."
        return KeepingPeriod(years_after(decided_on, 3), reason, Mark.READ)
    return KeepingPeriod(
        years_after(decided_on, 1), "One year from the decision, by custom.", Mark.GENERAL
    )


def years_after(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes 28 where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 2, 28)
