"""Is nothing kept longer than it holds, and no more than there is room for?"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from marketplace.engine import clock, db, reading
from marketplace.engine.audit import AuditRecord
from marketplace.engine.memory import Memory
from marketplace.engine.stamps import Look
from marketplace.tendering.models.notices import Notice
from marketplace.tendering.models.tenders import Tender
from procurement.organisations.organisation import Kind
from tests.cast import Cast, Make


@pytest.fixture
def memory(app: Flask) -> Iterator[Memory]:
    look = Look()
    yield Memory(look, largest=100)
    look.close()


def keep(memory: Memory, key: str, *, size: int = 10, only: str | None = None, **how: Any) -> None:
    """Something made of all tenders, or of what is said."""
    making = memory.making()
    with reading.noted() as read:
        how.get("of", lambda: db.session.scalars(select(Tender)).all())()
    how.get("meanwhile", lambda: None)()
    memory.put(making, key, f"made: {key}", size, read, only)


def is_kept(memory: Memory, key: str) -> bool:
    memory.look()
    return memory.get(key) is not None


def test_it_is_kept_until_its_table_changes(memory: Memory, cast: Cast, make: Make) -> None:
    memory.look()
    keep(memory, "tenders")
    keep(memory, "notices", of=lambda: db.session.scalars(select(Notice)).all())
    make.organisation(Kind.CIC)
    assert is_kept(memory, "tenders")
    make.tender(cast.council)
    assert (is_kept(memory, "tenders"), is_kept(memory, "notices")) == (False, True)


def test_what_is_of_one_tender_is_kept_while_only_others_change(
    memory: Memory, cast: Cast, make: Make
) -> None:
    one, other = make.tender(cast.council), make.tender(cast.council)
    for tender in (one, other):
        keep(memory, str(tender.id), only=f"tender_id={tender.id}")
    with db.transaction():
        db.session.get_one(Tender, one.id).title = "Another"
    assert (is_kept(memory, str(one.id)), is_kept(memory, str(other.id))) == (False, True)


def test_what_changes_while_it_is_made_is_not_kept(memory: Memory, cast: Cast, make: Make) -> None:
    def another_looks() -> None:
        make.tender(cast.council)
        memory.look()

    keep(memory, "made meanwhile", meanwhile=another_looks)
    assert not is_kept(memory, "made meanwhile")
    keep(memory, "made meanwhile", meanwhile=lambda: make.tender(cast.council))
    assert not is_kept(memory, "made meanwhile")


@pytest.mark.parametrize(
    "of",
    [
        clock.now,
        lambda: db.session.execute(text("SELECT 1")),
        lambda: db.session.scalars(select(AuditRecord)).all(),
    ],
)
def test_what_cannot_be_known_is_not_kept(memory: Memory, of: Any) -> None:
    """It asked for the moment and did not say until when; nobody knows what it read; no stamp."""
    keep(memory, "unknown", of=of)
    assert not is_kept(memory, "unknown")


def test_todays_date_holds_to_midnight_in_london(app: Flask) -> None:
    with reading.noted() as read:
        clock.today()
    assert read.is_known
    assert f"{read.until:%d %H:%M}" == "24 00:00"


def test_what_asks_the_clock_ends_when_that_is_set_though_it_was_read_before(
    memory: Memory,
) -> None:
    clock.now()  # in the transaction of what is made
    keep(memory, "today", of=lambda: (db.session.scalars(select(Tender)).all(), clock.today()))
    assert is_kept(memory, "today")
    clock.set_to(clock.now() + timedelta(days=3))
    assert not is_kept(memory, "today")


def test_it_is_kept_until_its_moment_comes_by_the_clock_of_the_demonstration(
    memory: Memory,
) -> None:
    clock.set_to(clock.now())
    soon = clock.now() + timedelta(hours=1)
    keep(memory, "an hour", of=lambda: reading.holds_until(soon))
    keep(memory, "a second ago", of=lambda: reading.holds_until(clock.now() - timedelta(seconds=1)))
    assert (is_kept(memory, "an hour"), is_kept(memory, "a second ago")) == (True, False)


def test_what_was_not_asked_for_goes_first_where_there_is_no_room(memory: Memory) -> None:
    memory.look()
    for key in ("one", "two"):
        keep(memory, key, size=40)
    assert is_kept(memory, "one")
    keep(memory, "three", size=40)
    assert [is_kept(memory, key) for key in ("one", "two", "three")] == [True, False, True]
    keep(memory, "too large", size=101)
    assert [is_kept(memory, key) for key in ("one", "three", "too large")] == [True, True, False]


def test_forgotten_while_it_is_made_it_is_not_kept(memory: Memory) -> None:
    keep(memory, "forgotten", meanwhile=memory.forget)
    assert not is_kept(memory, "forgotten")
