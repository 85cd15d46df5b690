"""Does every row stand as the acts on record left it, none missing and none beside them?

The acts are gone through in the order of their numbers; what each put into a row's columns is
kept until a later one changes it, and what is left is compared with the row. Both are read in
the order of tables and keys, so that one row at a time is in memory.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Table, Text, cast, func, select, text

from marketplace.engine import db, recorded, shown
from procurement.ground.compared import NOTHING, Compared

_READ_AT_ONCE = 500

_CHANGES = text(
    """
    SELECT changed.key AS "table", line.key AS "key", line.value AS "values",
        record.at, record.verb, record.line || '-' || record.place AS name
    FROM audit_records AS record
    CROSS JOIN LATERAL jsonb_each(record.rows) AS changed
    CROSS JOIN LATERAL jsonb_each(changed.value) AS line
    ORDER BY changed.key COLLATE "C", line.key COLLATE "C", record.number
    """
)


@dataclass
class _Recorded:
    """One row as the acts on record left it."""

    key: str
    values: dict[str, Any] = field(default_factory=dict)
    by: dict[str, str] = field(default_factory=dict)
    """The act that put the value there, by column."""
    removed: str = ""
    last: str = ""
    """The act that removed it, and the last one about it, in words."""

    def follow(self, change: Any) -> None:
        act = f"by {change.verb} on {shown.moment(change.at)} (record {change.name})"
        self.last, self.removed = act, ""
        if change.values is None:
            self.values, self.by, self.removed = {}, {}, act
        else:
            self.values |= change.values
            self.by |= dict.fromkeys(change.values, act)


def rows() -> Iterator[Compared]:
    """Each row of each recorded table: every column, that it is there, and that an act made it."""
    by_table = groupby(_recorded_rows(), key=lambda pair: pair[0])
    table_name, recorded_rows = next(by_table, (None, iter(())))
    for table in recorded.tables():
        while table_name is not None and table_name < table.name:  # a table of former times
            table_name, recorded_rows = next(by_table, (None, iter(())))
        here = recorded_rows if table_name == table.name else iter(())
        yield from _of_table(table, (row for _, row in here))


def _recorded_rows() -> Iterator[tuple[str, _Recorded]]:
    changes = db.session.execute(_CHANGES, execution_options={"yield_per": _READ_AT_ONCE})
    for (table_name, key), of_row in groupby(changes, key=lambda change: (change[0], change[1])):
        row = _Recorded(key)
        for change in of_row:
            row.follow(change)
        yield table_name, row


def _of_table(table: Table, recorded_rows: Iterator[_Recorded]) -> Iterator[Compared]:
    """Both in the order of their keys: what stands on one side alone is missing on the other."""
    rows = _standing_rows(table)
    before, now = next(recorded_rows, None), next(rows, None)
    while before is not None or now is not None:
        if now is None or (before is not None and before.key < now[0]):
            assert before is not None
            yield from _missing(table, before)
            before = next(recorded_rows, None)
        elif before is None or now[0] < before.key:
            yield Compared(f"{_thing(table, now[0])}, made by no act on record", NOTHING, "a row")
            now = next(rows, None)
        else:
            yield from _compared(table, before, now[1])
            before, now = next(recorded_rows, None), next(rows, None)


def _standing_rows(table: Table) -> Iterator[tuple[str, Mapping[str, list[Any]]]]:
    """The key of each row, and how the record may say each of its columns."""
    key = func.concat_ws("/", *(cast(column, Text) for column in table.primary_key.columns))
    columns = recorded.columns(table)
    statement = select(key, *(recorded.kept(column) for column in columns)).order_by(
        key.collate("C")
    )
    for row in db.session.execute(statement, execution_options={"yield_per": _READ_AT_ONCE}):
        yield (
            row[0],
            {
                column.name: recorded.ways_of_kept(column, value)
                for column, value in zip(columns, row[1:], strict=True)
            },
        )


def _missing(table: Table, before: _Recorded) -> Iterator[Compared]:
    if not before.removed:
        yield Compared(f"{_thing(table, before.key)}, last written {before.last}", "a row", NOTHING)


def _compared(
    table: Table, before: _Recorded, values: Mapping[str, list[Any]]
) -> Iterator[Compared]:
    thing = _thing(table, before.key)
    if before.removed:
        yield Compared(f"{thing}, removed {before.removed}", NOTHING, "a row")
        return
    altered = {
        name: ways[0]
        for name, ways in values.items()
        if name not in before.values or before.values[name] not in ways
    }
    if not altered:
        yield Compared(thing, "as recorded", "as recorded")
    for name, value in altered.items():
        by = before.by.get(name, "by no act on record")
        said = _in_words(before.values.get(name))
        yield Compared(f"{thing}: column {name}, written {by}", said, _in_words(value))


def _thing(table: Table, key: str) -> str:
    """The row in words: “Bid version 0192… of table bid_versions”."""
    return f"{_words()[table.name]} {key} of table {table.name}"


@cache
def _words() -> Mapping[str, str]:
    """What a row of each table is called."""
    return {
        mapper.class_.__table__.name: re.sub(
            r"(?<=[a-z])(?=[A-Z])", " ", mapper.class_.__name__
        ).capitalize()
        for mapper in db.Base.registry.mappers
    }


def _in_words(value: Any) -> str:
    if value is None:
        return NOTHING
    text = str(value)
    is_fingerprint = text.startswith("#") and len(text) == 65
    return f"a value with the fingerprint {text[1:17]}…" if is_fingerprint else text
