"""How does a signed contract end: when its work is done, by agreement, or because one side may end it?

Procurement Act 2023, s78 (implied right to terminate, and what the supplier is told and heard on
before) and s80 (a notice follows every end). Legislation.gov.uk, read 30 November 2026.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.contracts.contract import ContractState, MilestoneState, is_delivered
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions
from procurement.tendering.regime import Regime


class EndGround(StrEnum):
    """Why a contract ends before its work is done."""

    AGREEMENT = "agreement"
    CONTRACT_TERM = "contract_term"
    BREACH = "breach"
    UNLAWFUL = "unlawful"
    EXCLUDED = "excluded"
    SUB_CONTRACTOR = "sub_contractor"
    COURT = "court"

    @property
    def in_words(self) -> str:
        return _IN_WORDS[self]

    @property
    def is_implied(self) -> bool:
        """Whether the Act puts it into every public contract (s78(2))."""
        return self in (EndGround.UNLAWFUL, EndGround.EXCLUDED, EndGround.SUB_CONTRACTOR)


_IN_WORDS = {
    EndGround.AGREEMENT: "Both sides agree to end it",
    EndGround.CONTRACT_TERM: "A term of the contract lets the buyer end it",
    EndGround.BREACH: "The supplier has broken the contract so gravely that the buyer may end it",
    EndGround.UNLAWFUL: "It was awarded or changed in material breach of the Act (s78(2)(a))",
    EndGround.EXCLUDED: "The supplier has become an excluded or excludable supplier (s78(2)(b))",
    EndGround.SUB_CONTRACTOR: "A sub-contractor is an excluded or excludable supplier (s78(2)(c))",
    EndGround.COURT: "A court has set it aside",
}


def grounds_under(regime: Regime) -> tuple[EndGround, ...]:
    """The grounds there are: those of s78 for public contracts alone, light touch among them."""
    is_public = regime in (Regime.PUBLIC, Regime.LIGHT)
    return tuple(ground for ground in EndGround if is_public or not ground.is_implied)


class EndState(StrEnum):
    INTENDED = "intended"
    DONE = "done"
    WITHDRAWN = "withdrawn"


CONTRACT_END: Transitions[EndState] = Transitions(
    "end of the contract",
    {
        "finish": ({EndState.INTENDED}, EndState.DONE),
        "withdraw": ({EndState.INTENDED}, EndState.WITHDRAWN),
        "answer": ({EndState.INTENDED}, EndState.INTENDED),
    },
)


@dataclass(frozen=True, slots=True)
class EndPlan:
    """What the buyer tells the supplier; days are London days."""

    ground: EndGround | None
    reasons: str
    last_day: date
    reply_by: date | None
    """Until when the supplier can say what it thinks of it."""


def before_intending(
    plan: EndPlan,
    state: ContractState,
    regime: Regime,
    starts_on: date,
    ends_on: date,
    today: date,
) -> None:
    """Refuses the end of a contract that is not in force, one without a ground or reasons, and, on a
    ground of s78, one without time for the supplier to be heard (s78(7))."""
    refuse_unless_in_force(state)
    faults = []
    if plan.ground not in grounds_under(regime):
        faults.append(Refusal("Choose why it ends.", field="ground"))
    if not plan.reasons.strip():
        faults.append(Refusal("Give the reasons: the supplier is told them.", field="reasons"))
    if plan.last_day < max(starts_on, today):
        faults.append(
            Refusal(
                "The last day cannot be before the contract begins, nor before today.",
                field="last_day",
            )
        )
    elif plan.last_day > max(ends_on, today):
        faults.append(
            Refusal(
                f"It ends on {ends_on:%-d %B %Y} by itself: choose that day or an earlier one.",
                field="last_day",
            )
        )
    if plan.reply_by is not None and plan.reply_by < today:
        faults.append(Refusal("This day has passed.", field="reply_by"))
    if plan.ground is not None and plan.ground.is_implied and plan.reply_by is None:
        faults.append(
            Refusal(
                "Give the supplier a day until which it can say whether the ground holds, and what "
                "it thinks of your decision (s78(7)).",
                field="reply_by",
            )
        )
    refuse_if_any(faults)


def refuse_unless_in_force(state: ContractState) -> None:
    """Refuses to end what not both sides have signed, or what has ended."""
    if state is not ContractState.SIGNED:
        raise Refusal("Only a contract that both sides have signed, and that goes on, can end.")


@dataclass(frozen=True, slots=True)
class Heard:
    """What has become of the buyer's intention."""

    ground: EndGround
    last_day: date
    reply_by: date | None
    is_answered: bool
    """The supplier has said what it thinks of it."""
    is_agreed: bool
    """The supplier agrees that the contract ends."""


def before_finishing(heard: Heard, work: Sequence[MilestoneState], today: date) -> None:
    """Refuses to end a contract before its last day, before the supplier has agreed or was heard,
    and while finished work waits to be accepted."""
    if heard.ground is EndGround.AGREEMENT and not heard.is_agreed:
        raise Refusal("The supplier has not agreed yet. Until it does, the contract goes on.")
    is_heard = heard.is_answered or heard.is_agreed
    if heard.reply_by is not None and today <= heard.reply_by and not is_heard:
        raise Refusal(
            f"The supplier can answer until {heard.reply_by:%-d %B %Y}. Until then, or until it has "
            "answered, the contract goes on."
        )
    if today < heard.last_day:
        raise Refusal(f"Its last day is {heard.last_day:%-d %B %Y}. Record the end from then on.")
    refuse_claimed_work(work)


def refuse_claimed_work(work: Sequence[MilestoneState]) -> None:
    """Nobody's finished work is left without an answer."""
    if MilestoneState.CLAIMED in work:
        raise Refusal(
            "Work that the supplier calls finished waits for you. Accept it or send it back first."
        )


def before_completing(state: ContractState, *, has_open_change: bool) -> None:
    """Refuses to call a contract completed that is not in force, or that is about to change."""
    refuse_unless_in_force(state)
    if has_open_change:
        raise Refusal("A change waits to be signed. Withdraw it, or sign it, first.")


def refuse_undone_work(work: Sequence[MilestoneState]) -> None:
    """Refuses to call a contract completed whose work is not all accepted."""
    refuse_claimed_work(work)
    if not is_delivered(work):
        raise Refusal(
            "Not all of its work is accepted. Where some of it is not wanted any more, change the "
            "contract first, or end it early."
        )
