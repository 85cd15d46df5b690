"""What a machine that looks after the installation asks: does it live, is it ready?"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace import migrate, readiness
from marketplace.commands.working import _need_the_key
from marketplace.embedded import CannotStart
from marketplace.engine import db, installation
from marketplace.gateways import keys
from marketplace.settings import Settings
from tests.cast import client_of
from tests.owner import Owner


@pytest.fixture
def away(settings: Settings) -> Iterator[None]:
    """The database does not answer: nothing listens at its address."""
    url = settings.database_url or ""
    db.connect("postgresql+psycopg://app:secret@127.0.0.1:1/away")
    yield
    db.connect(url)


def test_it_lives_and_is_ready(app: Flask) -> None:
    browser = client_of(app, None)
    assert browser.get("/healthz").json == {"alive": True}
    answer = browser.get("/readyz")
    assert (answer.status_code, answer.json) == (200, {"ready": True, "faults": {}})


def test_without_its_database_it_lives_and_is_not_ready(app: Flask, away: None) -> None:
    browser = client_of(app, None)
    browser.set_cookie("sign_in", "somebody")
    assert browser.get("/healthz").status_code == 200
    answer = browser.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["faults"]["database"] == "The database does not answer."
    assert "secret" not in answer.text


def test_a_database_of_another_version_is_not_ready(
    app: Flask, settings: Settings, owner: Owner
) -> None:
    with owner.meddling():
        db.session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        assert set(readiness.faults(settings)) == {"migrations"}


def test_migrations_that_are_not_there_are_said(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(migrate, "_MIGRATIONS", tmp_path)
    answer = client_of(app, None).get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    said = {"migrations": "The database has other migrations than this version needs."}
    assert answer.json["faults"] == said


def test_a_queue_that_is_away_is_said(app: Flask, settings: Settings, tmp_path: Path) -> None:
    told = replace(settings, redis_url=f"unix://{tmp_path}/nothing.sock")
    assert set(readiness.faults(told)) == {"queue"}


def test_another_machine_s_key_is_said_and_nothing_starts_with_it(
    app: Flask, settings: Settings, tmp_path: Path
) -> None:
    installation.bind_to_key()
    keys.use(tmp_path)
    keys.make()
    try:
        assert "not the one that the database belongs to" in readiness.faults(settings)["keys"]
        with pytest.raises(CannotStart, match="not the one this database belongs to"):
            _need_the_key(settings)
    finally:
        keys.use(settings.keys)
    installation.bind_to_key()  # what stands there stays
    assert installation.has_its_key()


def test_lost_keys_are_said(app: Flask, settings: Settings, tmp_path: Path) -> None:
    keys.use(tmp_path)
    try:
        assert set(readiness.faults(settings)) == {"keys"}
    finally:
        keys.use(settings.keys)


def test_a_full_disk_is_said(
    app: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(readiness, "LEAST_FREE", 2**60)
    assert "MB are free" in readiness.faults(settings)["disk"]
    assert "is not there" in readiness.faults(replace(settings, var=tmp_path / "gone"))["disk"]
