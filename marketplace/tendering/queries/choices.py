"""How many tenders or notices would somebody find with each value of what a search can be narrowed by?"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, any_, func, select
from sqlalchemy.dialects.postgresql import ARRAY, TEXT, array
from sqlalchemy.sql.expression import cast

from marketplace.engine.paging import MOST_COUNTED
from marketplace.engine.sought import TOTAL, Choice, Sought
from marketplace.tendering.queries.wanted import (
    AHEAD,
    MARKS,
    WEST_MIDLANDS,
    WITHIN,
    Searched,
    Wanted,
    deadlines,
    in_place,
    wanted_in,
)
from procurement.open_data.region import REGIONS


def by_mark(name: str) -> Callable[[Searched], Select[str, int]]:
    """How many documents have each value of a choice that stands among the marks."""
    mark, values = MARKS[name]
    prefix = len(mark(""))
    return lambda document: _each_mark(document, [mark(value) for value in values], prefix)


def by_deadline(today: date) -> Callable[[Searched], Select[str, int]]:
    """How many documents close within so many days, and on any day to come."""

    def parted(document: Searched) -> Select[str, int]:
        asked = {value: wanted_in({"due": value}, today)[0] for value in (AHEAD, *WITHIN)}
        return _each(document, {key: deadlines(document, due) for key, due in asked.items()})

    return parted


def by_place(places: Iterable[str]) -> Callable[[Searched], Select[str, int]]:
    """How many documents belong to each region, and to each of these places."""
    slugs = [WEST_MIDLANDS, *places]
    marked = [slug for slug in REGIONS if slug != WEST_MIDLANDS]

    def parted(document: Searched) -> Select[str, int]:
        in_places = _each(document, {slug: [in_place(document, slug)] for slug in slugs})
        return in_places.union_all(_each_mark(document, marked))  # type: ignore[return-value]

    return parted


def _each_mark(document: Searched, marks: Sequence[str], prefix: int = 0) -> Select[str, int]:
    """How many documents have each of these marks, which is named without its prefix."""
    mark = func.unnest(document.marks).table_valued("mark").render_derived("marked")
    is_one = mark.c.mark == any_(cast(list(marks), ARRAY(TEXT)))
    value = func.substr(mark.c.mark, prefix + 1)
    return select(value, func.count()).select_from(document).join(mark, is_one).group_by(value)


def _each(
    document: Searched, fulfilled: Mapping[str, Sequence[ColumnElement[bool]]]
) -> Select[str, int]:
    """How many documents fulfil each of these: they are read once."""
    counts = [func.count().filter(*conditions) for conditions in fulfilled.values()]
    values = cast(list(fulfilled), ARRAY(TEXT))
    return select(func.unnest(values), func.unnest(array(counts))).select_from(document)


def numbers_of(
    wanted: Wanted,
    count: int,
    choices: Mapping[str, Callable[[Any], Select[str, int]]],
    sought: Callable[[Wanted], Sought[Any]],
) -> dict[str, dict[str, int]]:
    """How many would fit with each value of each choice (``sought.numbers``), where so few fit now
    that they can be counted."""
    if count > MOST_COUNTED:
        return {name: {TOTAL: count} for name in choices}
    others = {name: wanted.without(name) for name in choices}
    return sought(wanted).numbers(
        {
            name: Choice(sought(others[name]).fitting, parted, is_made=others[name] != wanted)
            for name, parted in choices.items()
        }
    )
