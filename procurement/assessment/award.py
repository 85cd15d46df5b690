"""From decision to contract: what must have happened before the next step?

An award is made per lot, in four states: decided, summaries sent, standstill,
signed; a claim notified during the standstill suspends it. Procurement Act 2023,
s50 (assessment summaries go to every supplier whose tender was assessed before
the contract award notice is published; its publication starts the standstill),
s51 (no contract before standstill ends) and s101 (none while a claim suspends it).
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from procurement.ground.holidays import SHIPPED, Holidays
from procurement.ground.refusal import Refusal
from procurement.ground.standstill import earliest_signing, standstill_ends
from procurement.ground.transitions import Transitions
from procurement.tendering.tie_rule import TieRule


class AwardState(StrEnum):
    DECIDED = "decided"
    SUMMARIES_SENT = "summaries_sent"
    STANDSTILL = "standstill"
    SUSPENDED = "suspended"
    SIGNED = "signed"
    CANCELLED = "cancelled"


AWARD = Transitions(
    "award",
    {
        "send": ({AwardState.DECIDED}, AwardState.SUMMARIES_SENT),
        "publish": ({AwardState.SUMMARIES_SENT}, AwardState.STANDSTILL),
        "suspend": ({AwardState.STANDSTILL}, AwardState.SUSPENDED),
        "resume": ({AwardState.SUSPENDED}, AwardState.STANDSTILL),
        "sign": ({AwardState.STANDSTILL}, AwardState.SIGNED),
        "cancel": (
            {
                AwardState.DECIDED,
                AwardState.SUMMARIES_SENT,
                AwardState.STANDSTILL,
                AwardState.SUSPENDED,
            },
            AwardState.CANCELLED,
        ),
    },
)
"""send: the assessment summaries. publish: the contract award notice (UK6). suspend: a claim was
notified (s101). resume: it has ended. sign: the contract."""


@dataclass(frozen=True, slots=True)
class AwardFacts:
    """What the guards look at.

    ``assessed`` and ``summaries_sent_to`` hold the ids of bids; ``published_on``
    is the London date of the contract award notice, ``working_days`` the length
    of the standstill (None where the law asks for none and none was promised),
    ``claim_notified`` whether a claim notified during the standstill has not ended.
    """

    assessed: frozenset[Hashable]
    summaries_sent_to: frozenset[Hashable] = frozenset()
    published_on: date | None = None
    working_days: int | None = 8
    claim_notified: bool = False
    claims_suspend: bool = True
    """Whether a claim in the standstill stops the signature by itself (``regime.claims_suspend``)."""
    holidays: Holidays = SHIPPED


def before_awarding(
    bid: Hashable, first: Collection[Hashable], reason: str, rule: TieRule | None
) -> None:
    """Refuses an award to a bid that the published method does not put first (s19), or unexplained.

    ``first`` holds the ids of the bids that the ranking puts first: several where nothing parts
    them yet. ``rule`` is what the tender published about that; without one the buyer chooses.
    """
    if rule is not None and len(first) > 1:
        raise Refusal(
            f"{len(first)} bids are equal by every step of the published rule but the last. Draw "
            "between them, in the presence of two people, and record it first."
        )
    if bid not in first:
        raise Refusal(
            "The contract goes to the bid that the published method puts first. If that bid may "
            "not be considered, disregard it with a reason and work out the ranking again."
        )
    if not reason.strip():
        raise Refusal("Give the reason for the award in a sentence or two.", field="reason")


def before_taking_back(state: AwardState) -> None:
    """Refuses to take back an award of which bidders were told (s50)."""
    if state is not AwardState.DECIDED:
        raise Refusal(
            "The bidders have been told of this award, so it is not taken back. The lot can be "
            "cancelled, with a reason that is published."
        )


def before_preparing(state: AwardState, *, is_prepared: bool) -> None:
    """Refuses a contract that is written before the bidders know the result (s50), too late, or a
    second time."""
    if is_prepared:
        raise Refusal("The contract of this award is prepared already.")
    if state not in {AwardState.SUMMARIES_SENT, AwardState.STANDSTILL, AwardState.SUSPENDED}:
        raise Refusal("Send the assessment summaries before you prepare the contract.")


def before_sending(undecided: Collection[int]) -> None:
    """Refuses summaries while a lot is open: all of a procurement are given at the same time.

    ``undecided`` holds the numbers of the lots neither awarded nor cancelled.
    Source: Procurement Regulations 2024, reg 31.
    """
    if undecided:
        lots = ", ".join(str(number) for number in sorted(undecided))
        raise Refusal(
            "All assessment summaries of a tender are given at the same time. First award or "
            f"cancel {'lot' if len(undecided) == 1 else 'lots'} {lots}."
        )


def before_promising(state: AwardState) -> None:
    """Refuses a standstill that is chosen or changed once the award is public."""
    if state not in {AwardState.DECIDED, AwardState.SUMMARIES_SENT}:
        raise Refusal(
            "The award is published, and with it until when nobody signs. That can no longer be "
            "changed."
        )


def before_publishing(facts: AwardFacts) -> None:
    """Refuses the contract award notice while a summary is owed (s50(3))."""
    owed = facts.assessed - facts.summaries_sent_to
    if owed:
        raise Refusal(
            "Send the assessment summary to every supplier whose bid was assessed before you "
            f"publish the award: {_count(len(owed), 'summary is', 'summaries are')} still to send."
        )


def standstill_of(facts: AwardFacts) -> tuple[date, date] | None:
    """The first and the last day of the standstill; None before it, and where there is none."""
    if facts.published_on is None or facts.working_days is None:
        return None
    return facts.published_on, standstill_ends(
        facts.published_on, facts.working_days, facts.holidays
    )


def may_sign_from(facts: AwardFacts) -> date | None:
    """The first London date on which the contract may be signed; None before publication."""
    if facts.published_on is None:
        return None
    if facts.working_days is None:
        return facts.published_on
    return earliest_signing(facts.published_on, facts.working_days, facts.holidays)


def before_signing_award(state: AwardState) -> None:
    """Refuses the contract of an award that the buyer has ended (s55)."""
    if state is AwardState.CANCELLED:
        raise Refusal("The buyer ended this lot without a contract, so there is nothing to sign.")


def before_signing(facts: AwardFacts, today: date) -> None:
    """Refuses a signature before the standstill has ended, or while a claim suspends it.

    ``today`` is the London date. Source: s51 (standstill), s101 (a claim notified
    during the standstill suspends the award until it is decided or lifted).
    """
    first = may_sign_from(facts)
    if first is None:
        raise Refusal("Publish the contract award notice before the contract is signed.")
    if facts.claim_notified:
        raise Refusal(
            "A claim was made during the standstill. The contract cannot be signed until the "
            "claim is withdrawn or decided, or the court lifts the suspension."
        )
    if today < first:
        raise Refusal(
            f"The standstill has not ended. The contract can be signed from {first:%-d %B %Y}."
        )


def _count(number: int, singular: str, plural: str) -> str:
    return f"{number} {singular if number == 1 else plural}"
