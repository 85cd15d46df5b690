"""A connection that fell while nobody used it."""

import gc

import pytest
from sqlalchemy import text

from marketplace.engine import db
from tests.owner import Owner


@pytest.mark.usefixtures("app")
def test_a_connection_of_ones_own_leaves_nothing_once_it_is_closed() -> None:
    for _ in range(3):
        db.own_connection().close()
    gc.collect()
    assert len(db._own) <= 1  # that of the pages that are kept


@pytest.mark.usefixtures("app")
def test_a_connection_that_fell_while_it_rested_is_not_used_again(
    owner: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_RESTED", 0.0)
    number = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.remove()
    with owner.unguarded() as connection:
        connection.execute(text("SELECT pg_terminate_backend(:number)"), {"number": number})
    assert db.session.scalar(text("SELECT pg_backend_pid()")) != number
