"""A row that somebody else holds for too long: a page that says try again, with what was typed."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, select, text

from marketplace.engine import db
from marketplace.organisations.models.organisations import Organisation
from tests.cast import Cast, client_of


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Connections that wait for 300 ms instead of seconds."""
    assert db.PATIENCE == "5s"
    monkeypatch.setattr(db, "PATIENCE", "300ms")
    db.session.remove()
    db.session.get_bind().dispose()
    yield
    db.session.remove()
    db.session.get_bind().dispose()


def test_what_was_typed_is_kept_and_can_be_sent_again(
    app: Flask, cast: Cast, impatient: None
) -> None:
    path, address = f"/organisations/{cast.bakery.id}/edit", "bread@example.org"
    browser = client_of(app, cast.baker)
    other = create_engine(db.session.get_bind().url)
    for held in ("organisations", "audit_lines"):
        with other.connect() as connection:
            connection.execute(text(f"SELECT FROM {held} FOR UPDATE"))
            answer = browser.post(
                path, data={"name": "Harbour Bakery CIC", "contact_email": address}
            )
        assert answer.status_code == 503
        assert "Nothing was changed, and what you typed is kept." in answer.text
    other.dispose()
    again = answer.text.split('govuk-button" href="')[1].split('"')[0]
    assert address in browser.get(again).text
    assert db.session.scalars(
        select(Organisation.contact_email).where(Organisation.id == cast.bakery.id)
    ).one() != address  # fmt: skip


def test_what_took_too_long_says_so_and_keeps_what_was_typed(app: Flask, cast: Cast) -> None:
    path, address = f"/organisations/{cast.bakery.id}/edit", "bread@example.org"
    browser = client_of(app, cast.baker)
    other = create_engine(db.session.get_bind().url)
    with other.connect() as connection:
        connection.execute(text("SELECT FROM organisations FOR UPDATE"))
        with _statements_end_after("400ms"):
            answer = browser.post(
                path, data={"name": "Harbour Bakery CIC", "contact_email": address}
            )
    other.dispose()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "This took too long" in answer.text
    again = answer.text.split('govuk-button" href="')[1].split('"')[0]
    assert address in browser.get(again).text


@contextmanager
def _statements_end_after(patience: str) -> Iterator[None]:
    """New connections of the pages give a statement up after so long."""
    set_up = db._set_up

    def impatient(connection: Any, record: Any) -> None:
        set_up(connection, record)
        connection.execute(f"SET statement_timeout TO '{patience}'")
        connection.commit()

    engine = db.session.get_bind()
    db.session.remove()
    engine.dispose()
    event.listen(engine, "connect", impatient)
    try:
        yield
    finally:
        event.remove(engine, "connect", impatient)
        db.session.remove()
        engine.dispose()


@pytest.fixture
def away(app: Flask) -> Callable[[], AbstractContextManager[None]]:
    """The database cannot be reached: nothing listens there."""

    @contextmanager
    def gone() -> Iterator[None]:
        here = db.session.get_bind()
        db.session.remove()
        db.session.configure(bind=create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none"))
        try:
            yield
        finally:
            db.session.remove()
            db.session.configure(bind=here)

    return gone


def test_where_the_database_is_away_the_page_holds_what_was_typed_until_it_is_back(
    app: Flask, cast: Cast, away: Callable[[], AbstractContextManager[None]]
) -> None:
    path = f"/organisations/{cast.bakery.id}/edit"
    browser = client_of(app, cast.baker)
    form = dict(_fields(browser.get(path).text))
    form |= {"contact_email": "new@example.org", "current_password": "never shown"}
    with away():
        answer = browser.post(path, data=form)
        shown = browser.get(path)
    for page in (answer, shown):
        assert (page.status_code, page.headers["Retry-After"]) == (503, "10")
        assert "We cannot reach our records" in page.text
    assert "never shown" not in answer.text
    assert 'name="csrf_token"' in answer.text
    held = dict(_fields(answer.text))
    assert held["contact_email"] == "new@example.org"
    assert held["once"] == form["once"]
    assert browser.post(path, data=held).status_code == 302
    assert db.session.scalars(
        select(Organisation.contact_email).where(Organisation.id == cast.bakery.id)
    ).one() == "new@example.org"  # fmt: skip


def test_a_form_of_another_site_is_not_handed_back(
    app: Flask,
    cast: Cast,
    away: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browser = client_of(app, cast.baker)
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    with away():
        answer = browser.post("/account/details", data={"name": "Mallory"})
    assert answer.status_code == 503
    assert "Mallory" not in answer.text


def _fields(page: str) -> list[tuple[str, str]]:
    """The names and values of a page's fields with a value, without those of the menu."""
    main = page.split('id="main-content"')[1]
    tags = re.findall(r"<input[^>]*>", main)
    named = [(re.search('name="(.*?)"', tag), re.search('value="(.*?)"', tag)) for tag in tags]
    return [(name[1], unescape(value[1])) for name, value in named if name and value]
