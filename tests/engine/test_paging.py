"""A long list comes in pages that neither repeat a row nor leave one out, whatever is added meanwhile."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import Integer, Select, column, select, text

from marketplace.engine import db, paging
from marketplace.engine.paging import Beside, Stretch, beyond, counted, stretch_of
from marketplace.engine.security_events import EventKind, SecurityEvent
from marketplace.engine.shown import counted as said
from tests.conftest import NOW

_ORDER = (SecurityEvent.at, SecurityEvent.id)


def events(*minutes: int) -> Select[SecurityEvent]:
    with db.transaction():
        for minute in minutes:
            at = NOW + timedelta(minutes=minute)
            db.session.add(
                SecurityEvent(kind=EventKind.NOT_ALLOWED, at=at, network="", device="", detail="")
            )
            db.session.flush()
    return select(SecurityEvent)


def page(wanted: Select[SecurityEvent], beside: Beside = Beside()) -> Stretch[int]:
    listed = stretch_of(wanted, _ORDER, beside, descending=True, size=3)
    minutes = [(row.at - NOW) // timedelta(minutes=1) for (row,) in listed.rows]
    return Stretch(minutes, listed.before, listed.after)


def test_a_list_is_read_forth_and_back(app: Flask) -> None:
    wanted = events(*range(8))
    first = page(wanted)
    second = page(wanted, Beside(first.after))
    third = page(wanted, Beside(second.after))
    assert [stretch.rows for stretch in (first, second, third)] == [[7, 6, 5], [4, 3, 2], [1, 0]]
    assert (first.before, third.after) == ("", "")
    assert page(wanted, Beside(third.before, is_before=True)) == second
    assert page(wanted, Beside(second.before, is_before=True)) == first


def test_what_is_added_meanwhile_moves_nothing(app: Flask) -> None:
    first = page(events(*range(5)))
    wanted = events(9, 10)
    second = page(wanted, Beside(first.after))
    assert second.rows == [1, 0]
    assert page(wanted, Beside(second.before, is_before=True)).rows == [4, 3, 2]


def test_rows_of_the_same_moment_stand_on_one_page_each(app: Flask) -> None:
    wanted = events(*[1] * 5)
    first = stretch_of(wanted, _ORDER, Beside(), size=3)
    second = stretch_of(wanted, _ORDER, Beside(first.after), size=3)
    assert len({row.id for (row,) in [*first.rows, *second.rows]}) == 5


def test_beyond_the_end_stands_the_first_page(app: Flask) -> None:
    wanted = events(0, 1)
    long_ago = f'["{datetime(1990, 1, 1, tzinfo=UTC).isoformat()}","{"0" * 32}"]'
    assert page(wanted, Beside(long_ago)).rows == [1, 0]


def test_what_fits_one_of_several_conditions_is_read_forth_and_back_once_each(app: Flask) -> None:
    wanted = events(*range(8))
    early = select(SecurityEvent.id).where(SecurityEvent.at < NOW + timedelta(minutes=6))
    late = select(SecurityEvent.id).where(SecurityEvent.at > NOW + timedelta(minutes=3))

    def listed(beside: Beside) -> Stretch[int]:
        stretch = stretch_of(
            wanted, (SecurityEvent.id,), beside, descending=True, size=3, among=[early, late]
        )
        minutes = [(row.at - NOW) // timedelta(minutes=1) for (row,) in stretch.rows]
        return Stretch(minutes, stretch.before, stretch.after)

    first = listed(Beside())
    second = listed(Beside(first.after))
    third = listed(Beside(second.after))
    assert [stretch.rows for stretch in (first, second, third)] == [[7, 6, 5], [4, 3, 2], [1, 0]]
    assert (first.before, third.after) == ("", "")
    assert listed(Beside(third.before, is_before=True)) == second
    assert listed(Beside(second.before, is_before=True)) == first
    assert listed(Beside(f'["{UUID(int=0)}"]')) == first


@pytest.mark.parametrize("is_before", [True, False])
@given(
    mark=st.text(max_size=60)
    | st.lists(st.text() | st.integers() | st.floats(), max_size=3).map(json.dumps)
)
@example(mark='[1e999,"x"]')
def test_a_mark_that_nobody_gave_leads_to_the_first_page(is_before: bool, mark: str) -> None:
    assert paging._values(_ORDER, mark) is None


def test_a_far_page_within_days_is_read_where_it_begins(app: Flask) -> None:
    for statement in (
        "CREATE TEMP TABLE lines ON COMMIT DROP AS "
        "SELECT n AS day, n AS id FROM generate_series(1, 50000) AS n",
        "CREATE INDEX ON lines (day, id)",
        "ANALYZE lines",
    ):
        db.session.execute(text(statement))
    order = (column("day", Integer), column("id", Integer))
    wanted = select(*order).select_from(text("lines")).where(order[0] <= 10**6)
    far = wanted.where(beyond(order, Beside("[100, 100]"), descending=True))
    ordered = far.order_by(*(key.desc() for key in order)).limit(50)
    asked = str(ordered.compile(compile_kwargs={"literal_binds": True}))
    (told,) = db.session.execute(text(f"EXPLAIN (ANALYZE, FORMAT JSON) {asked}")).scalar_one()
    assert told["Plan"]["Local Hit Blocks"] + told["Plan"]["Local Read Blocks"] < 10


def test_rows_are_counted_up_to_a_number(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = events(*range(6))
    assert counted(wanted) == 6
    monkeypatch.setattr(paging, "MOST_COUNTED", 4)
    assert counted(wanted) == 5


def test_more_than_are_counted_are_said_to_be_more() -> None:
    assert said(1000, "event") == "1,000 events"
    assert said(1001, "event") == "more than 1,000 events"
