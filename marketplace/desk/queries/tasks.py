"""What is one thing that waits for a person, and which is the most urgent?"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVarTuple
from uuid import UUID

from sqlalchemy import ARRAY, Select, SQLColumnExpression, Uuid, func, literal, select, true

from marketplace.engine import db
from marketplace.engine.access import Role
from marketplace.engine.paging import MOST_COUNTED
from marketplace.engine.shown import counted
from procurement.ground.calendar import london_day
from procurement.ground.money import Money
from procurement.ground.standstill import signable_from

SHOWN = 50
"""The most of a kind that stand on the page; how many more there are is said."""


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
    count: int = 1
    """How many things it stands for."""

    @property
    def for_whom(self) -> str:
        """Who of the organisation takes this step."""
        return _FOR_WHOM[self.who]


_FOR_WHOM = {
    Role.OWNER: "For an owner",
    Role.BUYER: "For a buyer",
    Role.EVALUATOR: "For the evaluators",
    Role.FINANCE: "For finance",
    Role.BID_WRITER: "For whoever writes bids and offers",
}


def urgency(task: Task) -> tuple[bool, bool, date, str]:
    """Late first, then by deadline, then what has none."""
    until = london_day(task.until) if isinstance(task.until, datetime) else task.until
    return not task.is_late, until is None, until or date.max, task.words


Owned = tuple[UUID, Task]
"""A task, after the organisation in which it waits."""

Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task: who does it, in which words, by which verb, and which list has the rest."""

    who: Role
    words: str
    verb: str
    listed: str

    def task(
        self,
        title: str,
        thing_id: UUID,
        until: datetime | date | None = None,
        *,
        is_late: bool = False,
        amount: Money | None = None,
        note: str = "",
    ) -> Task:
        """One of the kind."""
        return Task(self.who, self.words, title, self.verb, thing_id, until, is_late, amount, note)


def tasks_of(
    wanted: Select[UUID, *Ts], mine: Collection[UUID], kind: Kind, told: Callable[[*Ts], Task]
) -> Iterator[Owned]:
    """A task for each of the first rows, and one in each organisation for all the others: one query,
    and one more where there are many.

    The first column of a row is the organisation, one of ``mine``; of the rest a task is made.
    """
    rows = db.session.execute(the_first(wanted)).all()
    for row in rows:
        yield row[0], told(*row[1:])
    owner = wanted.selected_columns[0]
    yield from rest(
        wanted, owner, mine, [row[0] for row in rows],
        who=kind.who, words=kind.words, verb=kind.listed,
    )  # fmt: skip


def the_first(wanted: Select[*Ts]) -> Select[*Ts]:
    """As many as stand on the page."""
    return wanted.limit(SHOWN)


def beyond(
    wanted: Select[*Ts],
    owner: SQLColumnExpression[UUID],
    mine: Collection[UUID],
    shown: Iterable[UUID],
) -> Iterator[tuple[UUID, int]]:
    """How many more there are in each organisation, counted to one beyond ``MOST_COUNTED``; only
    where as many are shown as may be.

    ``owner`` is the organisation of a row that is wanted, one of ``mine``; ``shown`` those of the
    rows shown.
    """
    already = Counter(shown)
    if already.total() < SHOWN:
        return
    each = select(func.unnest(literal(sorted(mine), ARRAY(Uuid()))).label("id")).subquery()
    some = (
        wanted.order_by(None)
        .with_only_columns(owner, maintain_column_froms=True)
        .where(owner == each.c.id)
        .limit(MOST_COUNTED + SHOWN + 1)
        .lateral()
    )
    counts = select(each.c.id, func.count()).join(some, true()).group_by(each.c.id)
    for organisation_id, count in db.session.execute(counts):
        if more := count - already[organisation_id]:
            yield organisation_id, min(more, MOST_COUNTED + 1)


def rest(
    wanted: Select[*Ts],
    owner: SQLColumnExpression[UUID],
    mine: Collection[UUID],
    shown: Iterable[UUID],
    *,
    who: Role,
    words: str,
    verb: str,
) -> Iterator[Owned]:
    """One task for all the others of a kind in each organisation, which leads to their list."""
    for organisation_id, count in beyond(wanted, owner, mine, shown):
        title = f"{counted(count)} more"
        yield organisation_id, Task(who, words, title, verb, organisation_id, count=count)


def standstill_note(last: date | None) -> str:
    """Until when nobody signs, and from when; nothing where there is no standstill."""
    if last is None:
        return ""
    first = signable_from(last)
    return f"Standstill to {last:%-d %B %Y}: it can be signed from {first:%-d %B %Y}"
