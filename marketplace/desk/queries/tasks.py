"""What is one thing that waits for a person, and which is the most urgent?"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Integer,
    Select,
    Uuid,
    bindparam,
    func,
    select,
    true,
)
from sqlalchemy.sql.visitors import cloned_traverse

from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.engine.paging import MOST_COUNTED
from marketplace.engine.shown import counted
from marketplace.organisations.models.organisations import Organisation
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


class _Reader(Actor):
    """Whoever asks, before it is known who: what is selected for it is built once, and asked with
    ``values_of`` somebody."""

    @property
    def organisations(self) -> Any:
        return self.organisations_as(*Role)

    def organisations_as(self, *roles: Role) -> Any:
        return bindparam(_named(roles), type_=Uuid(), expanding=True)


def _named(roles: Iterable[Role]) -> str:
    return "_or_".join(sorted(roles))


_PERSON: Any = bindparam("person_id", type_=Uuid())
READER = _Reader(_PERSON)
NOW: Any = bindparam("now", type_=DateTime(timezone=True))
TODAY: Any = bindparam("today", type_=Date())

_TOGETHER = (
    *((role,) for role in Role),
    (Role.BUYER, Role.EVALUATOR),
    (Role.BUYER, Role.BID_WRITER),
    (Role.BUYER, Role.FINANCE),
    (Role.FINANCE, Role.BID_WRITER),
    tuple(Role),
)
"""The roles any of which a kind of task may want."""

Values = dict[str, Any]


def values_of(actor: Actor, now: datetime) -> Values:
    """What stands for ``READER``, ``NOW`` and ``TODAY`` in a statement."""
    return {
        **{_named(roles): sorted(actor.organisations_as(*roles)) for roles in _TOGETHER},
        "person_id": actor.person_id,
        "now": now,
        "today": london_day(now),
        "shown": SHOWN,
        "counted": MOST_COUNTED + SHOWN + 1,
    }


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the database for one kind of task, and how a row of it is told.

    The first column of a row is the organisation, one of the reader’s; of the rest a task is made.
    """

    wanted: Select[UUID, *tuple[Any, ...]]
    kind: Kind
    told: Callable[..., Task]

    def tasks(self, values: Values) -> Iterator[Owned]:
        """A task for each of the first rows, and one in each organisation for all the others, which
        leads to their list: one query, and one more where there are many."""
        rows = db.session.execute(the_first(self.wanted), values).all()
        for row in rows:
            yield row[0], self.told(*row[1:])
        for organisation_id, count in beyond(self.wanted, values, [row[0] for row in rows]):
            title, kind = f"{counted(count)} more", self.kind
            yield (
                organisation_id,
                Task(kind.who, kind.words, title, kind.listed, organisation_id, count=count),
            )


@cache
def the_first(wanted: Select[*Ts]) -> Select[*Ts]:
    """As many as stand on the page."""
    return wanted.limit(bindparam("shown", type_=Integer()))


def with_states(wanted: Select[UUID, *Ts]) -> Select[UUID, *Ts]:
    """The same with its states written out, so that PostgreSQL knows how rare each is when it
    plans for everybody."""

    def write_out(bound: BindParameter[Any]) -> None:
        if isinstance(bound.type, Enum):
            bound.literal_execute = True

    return cloned_traverse(wanted, {}, {"bindparam": write_out})


def is_any(wanted: Select[UUID, *Ts]) -> ColumnElement[bool]:
    """Whether there is one at all."""
    return _owners(wanted).exists()


def beyond(
    wanted: Select[UUID, *Ts], values: Values, shown: Collection[UUID]
) -> Iterator[tuple[UUID, int]]:
    """How many more there are in each organisation, counted to one beyond ``MOST_COUNTED``; only
    where as many are shown as may be. ``shown`` are the organisations of the rows shown."""
    if len(shown) < SHOWN:
        return
    already = Counter(shown)
    for organisation_id, count in db.session.execute(_counts(wanted), values):
        if more := count - already[organisation_id]:
            yield organisation_id, min(more, MOST_COUNTED + 1)


@cache
def _counts(wanted: Select[UUID, *Ts]) -> Select[UUID, int]:
    each = select(Organisation.id).where(Organisation.id.in_(READER.organisations)).subquery()
    owner = wanted.selected_columns[0]
    some = _owners(wanted).where(owner == each.c.id).limit(bindparam("counted", type_=Integer()))
    return select(each.c.id, func.count()).join(some.lateral(), true()).group_by(each.c.id)


def _owners(wanted: Select[UUID, *Ts]) -> Select[UUID]:
    """The organisation of each, in no order."""
    owner = wanted.selected_columns[0]
    return wanted.order_by(None).with_only_columns(owner, maintain_column_froms=True)


def standstill_note(last: date | None) -> str:
    """Until when nobody signs, and from when; nothing where there is no standstill."""
    if last is None:
        return ""
    first = signable_from(last)
    return f"Standstill to {last:%-d %B %Y}: it can be signed from {first:%-d %B %Y}"
