"""How much of what a host was paid for a group may it say to have forwarded?

Money that is forwarded was received once, by the host: it is no further money received.
"""

from datetime import date
from enum import StrEnum

from procurement.ground.money import Money
from procurement.ground.refusal import Refusal, refuse_if_any
from procurement.ground.transitions import Transitions


class ForwardingState(StrEnum):
    """Whose word it is that the money came."""

    SAID = "said"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    TAKEN_BACK = "taken_back"


FORWARDING: Transitions[ForwardingState] = Transitions(
    "forwarded sum",
    {
        "confirm": ({ForwardingState.SAID, ForwardingState.DENIED}, ForwardingState.CONFIRMED),
        "deny": ({ForwardingState.SAID}, ForwardingState.DENIED),
        "take back": ({ForwardingState.SAID, ForwardingState.DENIED}, ForwardingState.TAKEN_BACK),
    },
)
"""``confirm`` also after ``deny``: it may come late, or have been overlooked. ``take back`` is the
host’s, for a slip or for what never went out, until the group has confirmed."""


def check_forwarding(amount: Money | None, on: date | None, left: Money, today: date) -> None:
    """Refuses more than is left of what was paid, nothing at all, and a day still to come."""
    faults = []
    if not left:
        sentence = "Nothing of what was paid is left to forward."
        faults.append(Refusal(sentence, field="amount"))
    elif amount is None or not Money(0) < amount <= left:
        faults.append(
            Refusal(
                f"Enter more than £0.00 and not more than the {left} that is left of what was paid.",
                field="amount",
            )
        )
    if on is None:
        faults.append(Refusal("Enter the day on which it was forwarded.", field="forwarded_on"))
    elif on > today:
        faults.append(Refusal("This day is still to come.", field="forwarded_on"))
    refuse_if_any(faults)
