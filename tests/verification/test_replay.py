"""Whatever is changed in the database behind the record is named, by table and by column."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import (
    ARRAY,
    Column,
    Enum,
    Table,
    func,
    insert,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

from marketplace.bidding.models.sealed_columns import Sealed
from marketplace.engine import db, recorded, trail
from marketplace.engine.db import Base
from marketplace.verification import replay
from procurement.ground.compared import Compared
from tests.owner import Owner

pytestmark = pytest.mark.usefixtures("whole_story")


LEFT_EMPTY = {
    "development_links": "tender_id",
    "work_tips": "package_id",
    "sole_scorers": "clause_id",
    "threads": "contract_id",
}
"""Of two columns one is empty in every row: the database sees to it."""


@contextmanager
def unguarded(owner: Owner) -> Iterator[None]:
    """Changes that neither keys to other tables nor the database's guards see; then undone."""
    with owner.meddling():
        _drop_checks()
        yield


def _drop_checks() -> None:
    for table, check in db.session.execute(
        text(
            "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid > 0"
        )
    ).all():
        db.session.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {check}"))


@pytest.fixture
def rows(whole_story: None, owner: Owner) -> None:
    """A row in each table on record: the story's own, else one made up."""
    with owner.meddling():
        for table in recorded.tables():
            if db.session.scalar(select(func.count()).select_from(table)) == 0:
                left = LEFT_EMPTY.get(table.name)
                made_up = {
                    column.name: _made_up(column) for column in table.columns if column.name != left
                }
                db.session.execute(insert(table).values(made_up))
        db.session.commit()
    assert named() == []


def named() -> list[Compared]:
    return [compared for compared in replay.rows() if not compared.agrees]


def _kind(column: Column[Any]) -> type:
    kind = column.type.item_type if isinstance(column.type, ARRAY) else recorded.kept(column).type
    return dict if isinstance(kind, JSONB) else kind.python_type


def _made_up(column: Column[Any]) -> Any:
    """A value that the column takes."""
    if isinstance(column.type, Enum):
        return column.type.enums[0]
    values = {UUID: uuid4(), str: "a", int: 1, bool: True, date: date(2026, 1, 1),
              datetime: datetime(2026, 1, 1, tzinfo=UTC), Decimal: Decimal("1.5"), bytes: b"a",
              dict: {"a": 1}}  # fmt: skip
    if isinstance(column.type, Sealed):
        return values[column.type.kind]
    value = values[_kind(column)]
    if isinstance(column.type, TypeDecorator):
        return column.type.process_result_value(value, db.session.get_bind().dialect)
    return [value] if isinstance(column.type, ARRAY) else value


def _other(column: Column[Any]) -> Any:
    """Another value than the one that stands in the column."""
    name = column.compile(dialect=db.session.get_bind().dialect)
    if isinstance(column.type, ARRAY):
        return literal_column(f"array_append({name}, '2026-01-01')")
    return literal_column(
        {
            UUID: "gen_random_uuid()",
            str: f"coalesce({name}, '') || 'x'",
            int: f"coalesce({name}, 0) + 1000",
            bool: f"NOT coalesce({name}, false)",
            date: f"coalesce({name}, '2026-01-01') + 1",
            datetime: f"coalesce({name}, '2026-01-01') + interval '1 second'",
            Decimal: f"coalesce({name}, 0) + 1000",
            bytes: f"coalesce({name}, '') || 'x'::bytea",
            dict: """'{"other": 1}'::jsonb""",
        }[_kind(column)]
    )


def _first_key(table: Table) -> Any:
    columns = table.primary_key.columns
    return [*db.session.execute(select(*columns).order_by(*columns).limit(1)).one()]


def _is(table: Table, key: list[Any]) -> list[Any]:
    return [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]


def test_every_column_is_on_record_or_has_its_reason() -> None:
    known = {table.name for table in Base.metadata.tables.values()}
    known |= {f"{column.table.name}.{column.name}"
              for table in Base.metadata.tables.values() for column in table.columns}  # fmt: skip
    assert set(recorded.NOT_RECORDED) - known == set()
    assert all(reason.endswith(".") for reason in recorded.NOT_RECORDED.values())
    stands = {f"{column.table.name}.{column.name}"
              for table in recorded.tables() for column in recorded.columns(table)}  # fmt: skip
    keys = {f"{table.name}.{column.name}"
            for table in recorded.tables() for column in table.primary_key.columns}  # fmt: skip
    reasons = recorded.NOT_RECORDED
    left_out = {name for name in known if name.split(".")[0] in reasons or name in reasons}
    assert known - stands - keys - left_out - {table.name for table in recorded.tables()} == set()


def test_each_altered_column_is_named_with_who_wrote_it(rows: None, owner: Owner) -> None:
    columns_of_all = [recorded.columns(table) for table in recorded.tables()]
    seen = 0
    for columns in zip_longest(*columns_of_all):  # the first column of each table, then the second
        altered = [column for column in columns if column is not None]
        with unguarded(owner):
            keys = {}
            for column in altered:
                keys[column.table.name] = key = _first_key(column.table)
                db.session.connection().execute(
                    column.table.update()
                    .where(*_is(column.table, key))
                    .values({column: _other(column)})
                )
            found = named()
        wanted = [
            f"{recorded.key_of(keys[column.table.name])} of table {column.table.name}: "
            f"column {column.name}, written by "
            for column in altered
        ]
        assert len(found) == len(wanted)
        assert [part for part, one in zip(wanted, found, strict=True) if part not in one.what] == []
        assert [one for one in found if "(record " not in one.what] == []
        seen += len(found)
    assert seen > 400


def test_a_row_taken_from_each_table_is_named(rows: None, owner: Owner) -> None:
    with unguarded(owner):
        keys = {table: _first_key(table) for table in recorded.tables()}
        for table, key in keys.items():
            db.session.connection().execute(table.delete().where(*_is(table, key)))
        found = named()
    assert len(found) == len(keys)
    for (table, key), one in zip(keys.items(), found, strict=True):
        assert f"{recorded.key_of(key)} of table {table.name}, last written by" in one.what
        assert (one.expected, one.kept) == ("a row", "nothing")


def test_a_row_slipped_into_each_table_is_named(rows: None, owner: Owner) -> None:
    with unguarded(owner):
        for table in recorded.tables():
            held = select(*(_other(column) for column in table.columns)).select_from(table)
            db.session.connection().execute(
                table.insert().from_select(list(table.columns), held.limit(1))
            )
        found = named()
    assert len(found) == len(recorded.tables())
    for table, one in zip(recorded.tables(), found, strict=True):
        assert f"of table {table.name}, made by no act on record" in one.what
        assert (one.expected, one.kept) == ("nothing", "a row")


LAST = "(SELECT max(number) FROM audit_records)"
MIDDLE = "(SELECT max(number) / 2 FROM audit_records)"
BACK = (
    "UPDATE audit_lines SET (place, hash) = (SELECT place, hash FROM audit_records AS record "
    "WHERE record.line = audit_lines.line ORDER BY place DESC LIMIT 1) WHERE line IN "
    "(SELECT line FROM audit_records)"
)
RECORDS = [
    ("some were cut off", "", f"DELETE FROM audit_records WHERE number = {LAST}"),
    ("", "made by no act on record", f"DELETE FROM audit_records WHERE number > {MIDDLE}; {BACK}"),
    ("", "made by no act on record",
     f"DELETE FROM audit_records; UPDATE audit_lines SET place = 0, hash = '{trail.GENESIS}'"),
    ("lost the row", "", "DELETE FROM audit_lines WHERE line = 1"),
    ("was changed after", "", f"UPDATE audit_records SET at = at + interval '1 s' WHERE number = {MIDDLE}"),
    ("was changed after", "",
     "UPDATE audit_records SET rows = jsonb_build_object('persons', '{}'::jsonb) "
     f"WHERE number = {MIDDLE}"),
    ("was changed after", "",
     "UPDATE audit_records SET person_id = NULL, hash = encode(sha256(convert_to(number || verb || "
     f"rows::text || previous_hash, 'UTF8')), 'hex') WHERE number = {LAST}; {BACK}"),
    ("does not follow", "", f"DELETE FROM audit_records WHERE number = {MIDDLE}"),
    ("does not follow", "",
     f"UPDATE audit_records SET line = 16, place = 1 WHERE number = {MIDDLE}"),
]  # fmt: skip


@pytest.mark.parametrize(("in_the_record", "in_the_rows", "change"), RECORDS)
def test_a_record_that_is_altered_cut_or_made_up_is_named(
    owner: Owner, in_the_record: str, in_the_rows: str, change: str
) -> None:
    assert list(trail.breaks()) == []
    with unguarded(owner):
        for statement in change.split("; "):
            db.session.execute(text(statement))
        breaks, rows = list(trail.breaks()), [one.what for one in named()]
    assert bool(breaks) == bool(in_the_record)
    assert all(in_the_record in sentence for sentence in breaks[:1])
    assert not in_the_rows or any(in_the_rows in what for what in rows)
