"""Which stretch of a long list stands on one page, and what stands before it and after it?

A page begins beside a row, told by the values that the list is ordered by, and not after so many
rows: the last page costs what the first one costs, and a row that is added meanwhile shows none
twice. How many there are is counted up to ``MOST_COUNTED``, where no total is kept.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar, TypeVarTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    asc,
    desc,
    func,
    literal,
    select,
    true,
    tuple_,
    union_all,
)

from marketplace.engine.db import session
from marketplace.engine.plain import plain

ON_A_PAGE = 50
"""How many rows stand on one page."""

MOST_COUNTED = 1000
"""Where more rows fit than these, it is said that there are more."""

_READ: dict[type, Callable[[Any], Any]] = {
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
    int: int,
    str: str,
    UUID: UUID,
}
_TOO_LONG = 2**63

R = TypeVar("R")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True, slots=True)
class Beside:
    """The row, by its mark, after which a page begins, or before which it ends; none: the first page."""

    mark: str = ""
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class Stretch(Generic[R]):
    """The rows of one page, and the marks of its ends; empty where nothing is beyond."""

    rows: Sequence[R]
    before: str = ""
    after: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether everything stands on this page."""
        return not (self.before or self.after)


def stretch_of(
    wanted: Select[*Ts],
    order: Sequence[SQLColumnExpression[Any]],
    beside: Beside,
    *,
    descending: bool = False,
    size: int = ON_A_PAGE,
    among: Sequence[Select[UUID]] = (),
) -> Stretch[tuple[*Ts]]:
    """The page beside a row, in one query.

    ``order`` holds columns that are never empty, and together differ from row to row; all rise
    or all fall. An index on them serves the page wherever it begins. A mark that cannot be read,
    and one beyond which nothing stands, lead to the first page. Where the rows fit one of several
    conditions no index serves their order: ``among`` then selects, for each, the one column of
    ``order``, and each is read by an index of its own.
    """
    values = _values(order, beside.mark)
    falls = descending != beside.is_before
    chosen: Any = wanted.add_columns(*order).order_by(None)
    chosen = chosen.where(beyond(order, beside, descending=descending))
    if among:
        nearest = (_nearest(part, beside, descending, size) for part in among)
        chosen = chosen.where(order[0].in_(union_all(*nearest)))
    ordered = chosen.order_by(*(desc(key) if falls else asc(key) for key in order))
    rows = list(session.execute(ordered.limit(size + 1)))
    if values is None:
        goes_on = (False, len(rows) > size)
    elif not rows:
        return stretch_of(wanted, order, Beside(), descending=descending, size=size, among=among)
    else:
        goes_on = (len(rows) > size, True) if beside.is_before else (True, len(rows) > size)
    rows = rows[:size][:: -1 if values is not None and beside.is_before else 1]
    width = len(order)
    return Stretch(
        [tuple(row[:-width]) for row in rows],
        _mark(rows[0][-width:]) if goes_on[0] else "",
        _mark(rows[-1][-width:]) if goes_on[1] else "",
    )


def beyond(
    order: Sequence[SQLColumnExpression[Any]], beside: Beside, *, descending: bool = False
) -> ColumnElement[bool]:
    """What stands on the side of a row to which the page lies; where there is no row, everything.

    The first column is compared by itself as well: beside another condition on it, PostgreSQL
    begins to read the index at one of the two, and would read all that lies between.
    """
    values = _values(order, beside.mark)
    if values is None:
        return true()
    falls = descending != beside.is_before
    least: Any = order[0]
    if len(order) == 1:
        return least < values[0] if falls else least > values[0]  # type: ignore[no-any-return]
    first = least <= values[0] if falls else least >= values[0]
    columns, at = tuple_(*order), tuple_(*values)
    return and_(first, columns < at if falls else columns > at)


def _nearest(part: Select[UUID], beside: Beside, descending: bool, size: int) -> Select[UUID]:
    """The keys of one condition that can stand on the page, or tell that there is more."""
    (key,) = part.selected_columns
    falls = descending != beside.is_before
    return (
        part.where(beyond((key,), beside, descending=descending))
        .order_by(desc(key) if falls else asc(key))
        .limit(size + 1)
    )


def counted(wanted: Select[*Ts]) -> int:
    """How many rows fit, but never more than one beyond ``MOST_COUNTED``."""
    return session.scalar(select(count_of(wanted))) or 0


def count_of(wanted: Select[*Ts]) -> ScalarSelect[int]:
    """The same as part of a query that counts several things."""
    some = wanted.order_by(None).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _mark(values: Sequence[Any]) -> str:
    return json.dumps(plain(tuple(values)), ensure_ascii=False, separators=(",", ":"))


def _values(order: Sequence[Any], mark: str) -> list[Any] | None:
    """The values of a mark, each bound as its column; None where they are not such values."""
    kinds = [column.type for column in order]
    with suppress(ValueError, TypeError, OverflowError, RecursionError):
        said = json.loads(mark)
        if isinstance(said, list) and len(said) == len(kinds) and _can_be_kept(said):
            values = [
                _READ[kind.python_type](value) for kind, value in zip(kinds, said, strict=True)
            ]
            return [literal(value, kind) for kind, value in zip(kinds, values, strict=True)]
    return None


def _can_be_kept(said: list[Any]) -> bool:
    """Whether the database takes such values: UTF-8 without a zero byte; no number too long."""
    return all(
        b"\0" not in value.encode() if isinstance(value, str) else abs(int(value)) < _TOO_LONG
        for value in said
    )
