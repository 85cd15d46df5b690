"""What is one thing that waits for a person, and which is the most urgent?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from marketplace.engine.access import Role
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.standstill import signable_from


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: whose it is, its words, the verb that does it to which thing, and by when.

    ``until`` is a moment or a day; ``is_late`` says that it has passed; ``note`` is what
    else to know, such as how long a standstill lasts.
    """

    who: Role
    words: str
    title: str
    verb: str
    thing_id: UUID
    until: datetime | date | None = None
    is_late: bool = False
    amount: Money | None = None
    note: str = ""

    @property
    def for_whom(self) -> str:
        """Who of the organisation takes this step."""
        return _FOR_WHOM[self.who]


_FOR_WHOM = {
    Role.OWNER: "For an owner",
    Role.BUYER: "For a buyer",
    Role.EVALUATOR: "For the evaluators",
    Role.FINANCE: "For finance",
    Role.BID_WRITER: "For a bid writer",
}


def urgency(task: Task) -> tuple[bool, bool, date, str]:
    """Late first, then by deadline, then what has none."""
    until = london_day(task.until) if isinstance(task.until, datetime) else task.until
    return not task.is_late, until is None, until or date.max, task.words


def standstill_note(last: date | None) -> str:
    """Until when nobody signs, and from when; nothing where there is no standstill."""
    if last is None:
        return ""
    first = signable_from(last)
    return f"Standstill to {last:%-d %B %Y}: it can be signed from {first:%-d %B %Y}"
