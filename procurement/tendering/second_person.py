"""Has a second person approved what one person of the buyer is about to do?

An authority can want two people for a publication and for an award: whoever asks cannot approve, and
what was approved is approved as it stood. No law asks for it; many authorities' own rules do.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from procurement.ground.refusal import Refusal
from procurement.ground.transitions import Transitions


class Step(StrEnum):
    """What a second person approves."""

    PUBLICATION = "publication"
    AWARD = "award"

    @property
    def in_words(self) -> str:
        return {Step.PUBLICATION: "publication", Step.AWARD: "award"}[self]


class ApprovalState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    SENT_BACK = "sent_back"
    REPLACED = "replaced"
    """What was to be approved has changed, and it was asked anew."""


APPROVAL: Transitions[ApprovalState] = Transitions(
    "approval",
    {
        "approve": ({ApprovalState.ASKED}, ApprovalState.APPROVED),
        "send back": ({ApprovalState.ASKED}, ApprovalState.SENT_BACK),
        "replace": ({ApprovalState.ASKED}, ApprovalState.REPLACED),
    },
)


@dataclass(frozen=True, slots=True)
class ApprovalFacts:
    """The newest approval of a step: where it stands, by whom it was asked for, and the mark of what
    was to be approved."""

    state: ApprovalState
    asked_by: UUID
    mark: str


def before_asking(newest: ApprovalFacts | None, mark: str) -> None:
    """Refuses to ask again for what waits, or is approved, as it stands."""
    if newest is None or newest.mark != mark:
        return
    if newest.state is ApprovalState.ASKED:
        raise Refusal("A colleague is asked already. Nothing has changed since.")
    if newest.state is ApprovalState.APPROVED:
        raise Refusal("This is approved already.")


def before_approving(newest: ApprovalFacts | None, approver: UUID, mark: str) -> None:
    """Refuses whoever asked, and what stands otherwise than it was asked for."""
    if newest is None or newest.state is not ApprovalState.ASKED:
        raise Refusal("Nobody waits for an approval here.")
    if newest.asked_by == approver:
        raise Refusal("You asked for this approval: a colleague gives it.")
    if newest.mark != mark:
        raise Refusal("This has changed since the approval was asked for: it has to be asked anew.")


def before_acting(step: Step, newest: ApprovalFacts | None, mark: str) -> None:
    """Refuses a step that nobody else has approved as it stands now."""
    if newest is None or newest.mark != mark or newest.state is not ApprovalState.APPROVED:
        raise Refusal(
            f"Your organisation wants two people for this {step.in_words}: ask a colleague to "
            "approve it as it stands now, then go on."
        )
