"""How is a signed contract changed? Proposed by its buyer, signed by both sides, or not at all.

Whether the law permits the change is ``contract_change``'s to say.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from procurement.contracts.contract import ContractState, end_faults
from procurement.ground.holidays import SHIPPED, Holidays
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.standstill import STANDSTILL_WORKING_DAYS, earliest_signing
from procurement.ground.transitions import Transitions
from procurement.tendering.regime import LONGEST_PROMISED, Regime


class ChangeState(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


CHANGE: Transitions[ChangeState] = Transitions(
    "change",
    {
        "agree": ({ChangeState.PROPOSED}, ChangeState.AGREED),
        "decline": ({ChangeState.PROPOSED}, ChangeState.DECLINED),
        "withdraw": ({ChangeState.PROPOSED}, ChangeState.WITHDRAWN),
    },
)
"""``agree`` when both sides have signed it: from then on the contract stands as changed."""


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A milestone as it is to stand; ``milestone_id`` where there is one already, of which nothing
    is claimed. ``amount`` excludes VAT."""

    milestone_id: UUID | None
    title: str
    due_on: date
    amount: Money
    is_dropped: bool = False
    """Whether it is left out from now on."""


@dataclass(frozen=True, slots=True)
class ChangePlan:
    """What the buyer proposes: all work that is still planned, as it is to stand."""

    words: str
    """What changes and why, as both sides sign it."""
    ends_on: date
    work: tuple[PlannedWork, ...]
    standstill_days: int | None
    """Working days that the authority waits after its notice, of its own will (s76)."""
    value: Money | None = None
    """The most that can be called off from then on, where the contract is a framework: it has no
    work of its own."""


@dataclass(frozen=True, slots=True)
class StandingContract:
    """The contract that is to change. ``planned`` are its milestones that can change, ``settled``
    the sum of the others, without VAT; ``first_end`` its earliest possible last day."""

    state: ContractState
    starts_on: date
    planned: Collection[UUID]
    settled: Money
    has_open_change: bool
    held_until: date | None = None
    """The last day on which something that is held back is released; None where nothing is."""


def value_after(standing: StandingContract, plan: ChangePlan) -> Money:
    """What the contract is worth as changed, without VAT: what is settled, and what is planned."""
    if plan.value is not None:
        return plan.value
    return standing.settled + Money.total(row.amount for row in plan.work if not row.is_dropped)


def refuse_unless_open_to_change(standing: StandingContract) -> None:
    """Refuses a change of a contract that is not in force, and a second one beside it."""
    if standing.state is not ContractState.SIGNED:
        raise Refusal("Only a contract that both sides have signed, and that goes on, is changed.")
    if standing.has_open_change:
        raise Refusal(
            "A change waits to be signed already. Withdraw it before you propose another."
        )


def before_proposing_change(standing: StandingContract, plan: ChangePlan) -> None:
    """Refuses what ``refuse_unless_open_to_change`` does, and a change that leaves the contract
    unsound."""
    refuse_unless_open_to_change(standing)
    faults = []
    if not plan.words.strip():
        faults.append(Refusal("Say what changes and why: both sides sign it.", field="words"))
    faults += end_faults(standing.starts_on, plan.ends_on) or _late_work(standing, plan)
    if any(row.amount.pence <= 0 for row in plan.work if not row.is_dropped):
        faults.append(Refusal("Every milestone needs an amount of more than £0.", field="work"))
    if value_after(standing, plan).pence <= 0:
        faults.append(
            Refusal("Nothing would be left of the contract. End it instead.", field="work")
        )
    if plan.standstill_days is not None and not (
        STANDSTILL_WORKING_DAYS <= plan.standstill_days <= LONGEST_PROMISED
    ):
        faults.append(
            Refusal(
                f"A standstill of your own choice lasts {STANDSTILL_WORKING_DAYS} to "
                f"{LONGEST_PROMISED} working days (s76).",
                field="standstill_days",
            )
        )
    refuse_if_any(faults)
    refuse_changed_work(standing.planned, plan.work)


def _late_work(standing: StandingContract, plan: ChangePlan) -> list[Refusal]:
    """What would be due after the contract has ended: at the last day."""
    due = {row.due_on: f"“{row.title}”" for row in plan.work if not row.is_dropped}
    if standing.held_until is not None:
        due[standing.held_until] = "the release of what is held back"
    last = max(due, default=plan.ends_on)
    if last <= plan.ends_on:
        return []
    return [
        Refusal(
            f"The contract would end before its work: {due[last]} is due by {last:%-d %B %Y}. Let it "
            "end on that day or later, or change the milestone.",
            field="ends_on",
        )
    ]


def before_standing_still(regime: Regime, days: int | None) -> None:
    """Refuses a standstill where the law knows no notice with which it could begin (s76)."""
    if days is not None and regime is not Regime.PUBLIC:
        raise Refusal(
            "A standstill begins with a contract change notice, and the law asks for none here. "
            "Leave it empty.",
            field="standstill_days",
        )


def refuse_changed_work(planned: Collection[UUID], work: Sequence[PlannedWork]) -> None:
    """Refuses a change that was written from other planned work than there is now, or that names
    some of it twice: in which order it stands is no matter."""
    if sorted(row.milestone_id for row in work if row.milestone_id) != sorted(planned):
        raise Refusal(
            "Work of this contract was claimed, or sent back, since this change was written. It "
            "has to be written anew from how the contract stands now."
        )


def change_signed_from(
    noticed_on: date | None, standstill_days: int | None, holidays: Holidays = SHIPPED
) -> date | None:
    """The first day on which the change may be signed: that of its notice, or the one after the
    standstill that begins with it (s75(1), s76). None without a notice."""
    if noticed_on is None or standstill_days is None:
        return noticed_on
    return earliest_signing(noticed_on, standstill_days, holidays)


def before_signing_change(
    *, needs_notice: bool, standstill_days: int | None, signed_from: date | None, today: date
) -> None:
    """Refuses a signature before the contract change notice, where one is owed or a standstill was
    promised, and before that standstill is over (s75, s76)."""
    if (needs_notice or standstill_days is not None) and signed_from is None:
        raise Refusal(
            "The contract change notice comes first: record where it was published, then sign (s75)."
        )
    if signed_from is not None and today < signed_from:
        raise Refusal(
            f"The standstill of this change lasts. It can be signed from {signed_from:%-d %B %Y} "
            "(s76)."
        )
