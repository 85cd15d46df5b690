"""What was promised to a development, stage by stage, and how much of it has come?

A pledge is a promise of sums by days. It is shown beside what was received
and never counts as money brought in; what answers to a pledge is what the
pledger really paid, by the ledger.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any

MOST_STAGES = 20


class PledgeState(StrEnum):
    """How a pledge, or a stage of one, stands on a day."""

    OPEN = "open"
    PAID_BEFORE = "paid_before"
    """All of it was paid before the pledge was entered: it promised nothing more."""
    KEPT = "kept"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of a pledge: so much more, by a day, that day included."""

    amount: Money
    by: date


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise to pay enterprises for work on a development, from the day it is made."""

    made_on: date
    stages: tuple[Stage, ...]
    source: str

    @property
    def amount(self) -> Money:
        return Money.total(stage.amount for stage in self.stages)


@dataclass(frozen=True, slots=True)
class StageProgress:
    """A stage with all that was promised and all that had come by its day, earlier stages too."""

    stage: Stage
    promised: Money
    received: Money
    state: PledgeState


@dataclass(frozen=True, slots=True)
class Progress:
    """What came of a pledge; ``received`` stands beside the promise, never added to it."""

    pledged: Money
    received: Money
    stages: tuple[StageProgress, ...]

    @property
    def outstanding(self) -> Money:
        return max(Money(0), self.pledged - self.received)

    @property
    def state(self) -> PledgeState:
        """That of the whole: kept or missed by the last stage's day."""
        return self.stages[-1].state


def check_pledge(pledge: Pledge) -> None:
    """Refuses a pledge of nothing, without a source, or with stages that are not in order; the fields
    of a stage are ``stages-0-amount`` and ``stages-0-by``."""
    faults = []
    if not pledge.stages:
        faults.append(Refusal("Enter at least one stage: a sum and a day.", field="stages"))
    if len(pledge.stages) > MOST_STAGES:
        faults.append(Refusal(f"A pledge has at most {MOST_STAGES} stages.", field="stages"))
    last = pledge.made_on
    for index, stage in enumerate(pledge.stages):
        if stage.amount <= Money(0):
            faults.append(Refusal("A stage is of more than £0.", field=f"stages-{index}-amount"))
        if stage.by < last:
            before = "the stage above it" if index else "the pledge is made"
            faults.append(Refusal(f"This stage ends before {before}.", field=f"stages-{index}-by"))
        last = stage.by
    if not pledge.source.strip():
        faults.append(
            Refusal("Name where the pledge was made: a letter, a minute.", field="source")
        )
    refuse_if_any(faults)


@dataclass(frozen=True, slots=True)
class Came:
    """What the pledger paid from the day of a pledge to the day of a stage, or to today where that is
    sooner; and what of that was paid before the pledge was entered."""

    received: Money
    before: Money


def progress(pledge: Pledge, came: Sequence[Came], today: date) -> Progress:
    """How each stage stands, by what came for it."""
    promised, stages = Money(0), []
    for stage, paid in zip(pledge.stages, came, strict=True):
        promised += stage.amount
        state = _state(promised, paid, stage.by, today)
        stages.append(StageProgress(stage, promised, paid.received, state))
    return Progress(pledge.amount, came[-1].received, tuple(stages))


def _state(promised: Money, paid: Came, by: date, today: date) -> PledgeState:
    if paid.before >= promised:
        return PledgeState.PAID_BEFORE
    if paid.received >= promised:
        return PledgeState.KEPT
    return PledgeState.MISSED if today > by else PledgeState.OPEN
