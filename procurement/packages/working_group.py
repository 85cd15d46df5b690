"""Is a meeting of a working group noted so that everybody knows what was agreed, and who does it?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic

from procurement.ground.ids import Id
from procurement.ground.refusal import Refusal, refuse_if_any


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided; everybody reads it where ``is_public``, else the group alone."""

    text: str
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class AgreedAction(Generic[Id]):
    """What a member of the group has taken on, with the last day for it."""

    what: str
    member: Id
    due_on: date


@dataclass(frozen=True, slots=True)
class Meeting(Generic[Id]):
    """One meeting with all that came of it."""

    held_on: date
    notes: str
    decisions: Sequence[Decision] = ()
    actions: Sequence[AgreedAction[Id]] = ()


def check_meeting(meeting: Meeting[Id], members: frozenset[Id], today: date) -> None:
    """Refuses a meeting still to come, one of which nothing is noted, and an action without words,
    of nobody in the group, or due before the meeting."""
    faults = []
    if meeting.held_on > today:
        faults.append(Refusal("This day is still to come.", field="held_on"))
    if not (meeting.notes.strip() or meeting.decisions or meeting.actions):
        faults.append(Refusal("Note what was said, decided or agreed.", field="notes"))
    for action in meeting.actions:
        if not action.what.strip():
            faults.append(Refusal("Say what is to be done.", field="actions"))
        elif action.member not in members:
            faults.append(Refusal(f"Say who does “{action.what}”.", field="actions"))
        elif action.due_on < meeting.held_on:
            faults.append(Refusal(f"“{action.what}” is due before the meeting.", field="actions"))
    refuse_if_any(faults)
