"""May this contract be changed without a new competition, and must the change be announced?

Procurement Act 2023, s74 (which modifications are permitted), s75 (contract
change notices), s77 (publishing the changed contract). Percentages of value are of the
contract as it was before the change; those of the term, of the longest term that was
provided for on award (s74(3)(a), s75(2)(b)).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.figures import Mark
from procurement.ground.money import Money
from procurement.ground.refusal import Refusal
from procurement.tendering.notices import LARGE_CONTRACT, last_of
from procurement.tendering.regime import Regime, Subject


class ChangeGround(StrEnum):
    """Why a change is permitted."""

    NOT_SUBSTANTIAL = "not_substantial"
    BELOW_THRESHOLD = "below_threshold"
    RESTRUCTURING = "restructuring"
    """A new supplier only because the old one was restructured (s74(9), Schedule 8)."""
    SCHEDULE_8 = "schedule_8"
    """Provided for in the contract, urgency, unforeseen circumstances and the like."""
    LIGHT_TOUCH = "light_touch"
    NOT_REGULATED = "not_regulated"


TERM_PERCENT = 10
"""Of the term that was awarded: up to there it moves little (s74(3)(a), s75(2)(b))."""


@dataclass(frozen=True, slots=True)
class ContractChange:
    """A change that is wanted; values include VAT, terms are in days.

    ``earlier_small_changes`` is the sum of earlier changes made as below-threshold
    changes; ``threshold`` the one of the contract's kind, None where it is not known:
    then no change counts as a below-threshold one. ``schedule_8_reason`` names the
    permitted ground of Schedule 8, where the buyer relies on one.
    """

    regime: Regime
    subject: Subject
    value_before: Money
    value_after: Money
    term_before: int
    term_after: int
    changes_scope_materially: bool
    favours_supplier: bool
    """The economic balance moves materially towards the supplier."""
    threshold: Money | None
    earlier_small_changes: Money
    changes_supplier: bool = False
    is_restructuring: bool = False
    schedule_8_reason: str = ""
    term_awarded: int | None = None
    """The longest term provided for on award; where it is not known, ``term_before``."""

    @property
    def difference(self) -> Money:
        return Money(abs(self.value_after.pence - self.value_before.pence))

    @property
    def percent_allowed(self) -> int:
        """How far the value may move: 15 per cent for works, else 10 (s74(4), s75(2))."""
        return 15 if self.subject is Subject.WORKS else 10

    @property
    def moves_value_far(self) -> bool:
        """Whether the value moves by more than that."""
        return _is_beyond(self.difference.pence, self.percent_allowed, self.value_before.pence)

    @property
    def longest_term(self) -> int:
        """What the term is measured against."""
        return self.term_before if self.term_awarded is None else self.term_awarded

    @property
    def moves_term_far(self) -> bool:
        """Whether the term moves by more than 10 per cent of what was provided for on award."""
        return _is_beyond(self.term_after - self.term_before, TERM_PERCENT, self.longest_term)


@dataclass(frozen=True, slots=True)
class ChangeJudgement:
    """A permitted change: on which grounds, and whether a change notice (UK10) comes first."""

    grounds: tuple[ChangeGround, ...]
    needs_notice: bool
    sentences: tuple[str, ...]


def judged(change: ContractChange, as_one: ContractChange | None = None) -> ChangeJudgement:
    """Refuses a change that needs a new competition; else its grounds and duties.

    ``as_one`` is the change together with an earlier one, where the two could reasonably have been
    made as one: a notice is owed where the one would have needed it (s75(4), (5)).
    """
    if change.regime in (Regime.BELOW, Regime.PRIVATE):
        return _not_regulated(change)
    grounds = _grounds(change)
    if not grounds:
        raise Refusal(
            f"{_why_not(change)} A new competition is needed, or a ground of Schedule 8 "
            "(Procurement Act 2023, s74)."
        )
    is_small = is_small_for_notice(change) and (as_one is None or is_small_for_notice(as_one))
    needs_notice = change.regime is Regime.PUBLIC and not is_small
    if not needs_notice:
        return ChangeJudgement(grounds, False, ("No contract change notice is needed (s75).",))
    sentences = ["Publish a contract change notice (UK10) before the change (s75)."]
    if change.value_after > LARGE_CONTRACT:
        sentences.append("Publish the changed contract within 90 days of the change (s77).")
    return ChangeJudgement(grounds, True, tuple(sentences))


def law_of(change: ContractChange) -> Regime:
    """Which law holds for the change: a contract below the threshold that reaches it by the change
    is convertible, and is changed as a public one or, for light-touch services, as one of those
    (s74(1))."""
    reached = change.threshold is not None and change.value_after >= change.threshold
    if change.regime is not Regime.BELOW or not reached:
        return change.regime
    return Regime.LIGHT if change.subject is Subject.LIGHT_TOUCH else Regime.PUBLIC


def is_substantial(change: ContractChange) -> bool:
    """Term by more than 10%, a material change of scope, or the balance to the supplier (s74(3))."""
    return change.moves_term_far or change.changes_scope_materially or change.favours_supplier


def is_below_threshold_change(change: ContractChange) -> bool:
    """At most 10% of the value (works 15%), all such changes together below the threshold.

    It may not change the scope materially (s74(4)).
    """
    together = change.earlier_small_changes + change.difference
    return (
        change.threshold is not None
        and together < change.threshold
        and not change.moves_value_far
        and not change.changes_scope_materially
    )


def is_small_for_notice(change: ContractChange) -> bool:
    """No notice is owed: at most 10% of value (works 15%) and 10% of term (s75).

    Read strictly: both must hold. A new supplier is always announced.
    """
    return not (change.changes_supplier or change.moves_value_far or change.moves_term_far)


def changed_contract_copy_due(change: ContractChange, changed_on: date) -> date | None:
    """The last day to publish the changed contract, above £5 million (s77); else None."""
    if change.regime is not Regime.PUBLIC or change.value_after <= LARGE_CONTRACT:
        return None
    return last_of(90, changed_on)


def _grounds(change: ContractChange) -> tuple[ChangeGround, ...]:
    if change.changes_supplier:
        return (ChangeGround.RESTRUCTURING,) if change.is_restructuring else ()
    if change.regime is Regime.LIGHT:
        return (ChangeGround.LIGHT_TOUCH,)
    held = {
        ChangeGround.NOT_SUBSTANTIAL: not is_substantial(change),
        ChangeGround.BELOW_THRESHOLD: is_below_threshold_change(change),
        ChangeGround.SCHEDULE_8: bool(change.schedule_8_reason.strip()),
    }
    return tuple(ground for ground, holds in held.items() if holds)


def _why_not(change: ContractChange) -> str:
    if change.changes_supplier:
        return "The supplier may be replaced only where it was restructured."
    if change.threshold is None:
        return (
            "This change is substantial, and without the threshold no change counts as a "
            "below-threshold one."
        )
    return (
        "This change is substantial, and it is more than "
        f"{change.percent_allowed} per cent of the value, or small changes together reach the threshold, "
        "or the scope changes materially."
    )


def _not_regulated(change: ContractChange) -> ChangeJudgement:
    sentences = ["The contract itself says how it may be changed."]
    reached = change.threshold is not None and change.value_after >= change.threshold
    if change.regime is Regime.BELOW and reached:
        sentences.append(
            "With this change the contract reaches the threshold: it becomes a public contract, "
            "so treat the change as one." + Mark.GENERAL.caution()
        )
    return ChangeJudgement((ChangeGround.NOT_REGULATED,), False, tuple(sentences))


def _is_beyond(difference: int, percent: int, whole: int) -> bool:
    return abs(difference) * 100 > percent * whole
