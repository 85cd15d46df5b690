"""A row that somebody else holds for too long: a page that says try again, with what was typed."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text

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
