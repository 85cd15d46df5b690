"""May this thing move from the state it is in, and to which?

One table per thing: verb, from, to. The table is the diagram, the buttons and
the test; an action writes a state only through it.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Generic, TypeVar

from procurement.ground.refusal import Refusal

State = TypeVar("State", bound=StrEnum)


class Transitions(Generic[State]):
    """The moves of one kind of thing.

    ``rows`` maps each verb to the states it may start from and the one it leads
    to; ``noun`` is what a person calls the thing ("tender").
    """

    def __init__(self, noun: str, rows: Mapping[str, tuple[set[State], State]]) -> None:
        self.noun = noun
        self.rows = rows

    def after(self, state: State, verb: str) -> State:
        """The state that ``verb`` leads to, or a Refusal naming where the thing stands."""
        sources, target = self.rows[verb]
        if state not in sources:
            said = str(state).replace("_", " ")
            raise Refusal(f"This {self.noun} is {said}, so it cannot be {_done(verb)} now.")
        return target

    def verbs(self, state: State) -> list[str]:
        """The verbs open to a thing in this state, in the order of the table."""
        return [verb for verb, (sources, _) in self.rows.items() if state in sources]


_IRREGULAR = {
    "withdraw": "withdrawn",
    "pay": "paid",
    "send": "sent",
    "begin": "begun",
    "take back": "taken back",
    "make": "made",
    "choose": "chosen",
    "leave out": "left out",
}


def _done(verb: str) -> str:
    """The past participle: ``publish`` → ``published``."""
    if verb in _IRREGULAR:
        return _IRREGULAR[verb]
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    if verb in {"submit", "cancel"}:
        return verb + verb[-1] + "ed"
    return verb + "ed"
