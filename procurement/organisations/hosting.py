"""May a registered organisation stand in contracts for a group that stands in no register?

A group without a legal form of its own cannot be held to a contract. A host that stands in a
register signs for it, is paid for it, and forwards the money. Both sides agree to that.
"""

from dataclasses import dataclass
from enum import StrEnum

from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


class HostingState(StrEnum):
    """Where the word of both sides stands."""

    ASKED = "asked"
    AGREED = "agreed"
    DECLINED = "declined"
    ENDED = "ended"


HOSTING: Transitions[HostingState] = Transitions(
    "hosting",
    {
        "agree": ({HostingState.ASKED}, HostingState.AGREED),
        "decline": ({HostingState.ASKED}, HostingState.DECLINED),
        "end": ({HostingState.ASKED, HostingState.AGREED}, HostingState.ENDED),
    },
)
"""``end`` by either side: what is under contract goes on, nothing new is made for the group."""

STANDING = (HostingState.ASKED, HostingState.AGREED)


@dataclass(frozen=True, slots=True)
class Hosted:
    """Who would host whom; ``is_registered``: stands in a register outside this marketplace."""

    group_is_registered: bool
    group_supplies: bool
    host_is_registered: bool
    host_supplies: bool
    is_one: bool
    """Whether group and host are the same organisation."""
    are_here: bool
    """Whether neither is closed, dissolved or merged into another record."""


def naming_faults(*, are_several: bool, is_hosted: bool, field: str) -> list[Refusal]:
    """What keeps an organisation from bidding, offering or signing for a group."""
    if are_several:
        sentence = "Several are in this together. A host stands in for a group alone."
        return [Refusal(sentence, field=field)]
    if not is_hosted:
        sentence = (
            "Your organisation does not host this group, or not any more. Choose one that it hosts, "
            "or your organisation itself."
        )
        return [Refusal(sentence, field=field)]
    return []


def check_hosting(facts: Hosted) -> None:
    """Refuses a host for who needs none, and one that is no more registered than the group."""
    faults = []
    if not facts.are_here:
        faults.append(Refusal("One of the two is closed, dissolved or merged into another record."))
    if facts.is_one:
        faults.append(Refusal("A group is not its own host."))
    if facts.group_is_registered:
        faults.append(Refusal("This organisation stands in a register, and signs for itself."))
    if not facts.group_supplies:
        faults.append(Refusal("Only who supplies needs a host for its contracts."))
    if not facts.host_is_registered:
        faults.append(Refusal("The host has to stand in a register itself. Choose another."))
    if not facts.host_supplies:
        faults.append(Refusal("The host has to be an organisation that supplies here."))
    refuse_if_any(faults)
