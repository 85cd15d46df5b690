"""A connection that fell while nobody used it, and one that is used again."""

import gc

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from tests.cast import Cast, client_of
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


def test_a_page_leaves_its_statements_ready_for_the_next(app: Flask, cast: Cast) -> None:
    browser = client_of(app, cast.finance)
    db.session.remove()
    for _ in range(8):
        assert browser.get("/invoices").status_code == 200
    ready = select(func.count()).select_from(text("pg_prepared_statements"))
    assert db.session.scalar(ready.where(text("statement LIKE '%FROM invoices%'"))) > 0


def test_what_is_changed_where_only_reading_was_meant_is_not_kept(cast: Cast) -> None:
    name = cast.bakery.name
    db.session.remove()
    db.read_only()
    db.session.get_one(Organisation, cast.bakery.id).name = "Another name"
    db.let_go()
    assert db.session.get_one(Organisation, cast.bakery.id).name == name


def test_what_is_not_committed_is_undone_at_the_end(cast: Cast) -> None:
    name = cast.bakery.name
    db.session.remove()
    db.session.get_one(Organisation, cast.bakery.id).name = "Another name"
    db.session.flush()
    db.let_go()
    assert db.session.get_one(Organisation, cast.bakery.id).name == name
