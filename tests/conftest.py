"""What every test stands on: a real PostgreSQL, made once a run, empty for each test."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Connection, create_engine, make_url, text

from marketplace import migrate
from marketplace.app import create_app
from marketplace.desk.actions.records import ensure_recorded
from marketplace.embedded import Postgres
from marketplace.engine import changes, clock, db
from marketplace.gateways import keys
from marketplace.organisations.actions import people
from marketplace.settings import Settings
from tests import by_hand
from tests.cast import Cast, Make
from tests.examples import Examples
from tests.owner import Owner
from tests.states import States
from tests.stripe_server import Stripe, keep_readable, local_stripe
from tests.whole_story import told

hypothesis_settings.register_profile(
    "suite", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("suite")  # a busy machine is no fault of the code

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning on which every test begins, unless it says otherwise."""

changes.unrecorded = by_hand.record
people.hasher = lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


def pytest_configure(config: pytest.Config) -> None:
    """One server for the whole run: the first process starts it, the others are told where it is."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    folder.chmod(0o755)
    server = Postgres(folder / "pg", folder / "sql", "for tests", fast=True)
    os.environ["TEST_SERVER"] = os.environ.get("TEST_DATABASE_URL") or server.url
    config.stash[_SERVER] = (server, folder)
    if "TEST_DATABASE_URL" not in os.environ:
        server.start()
    with _admin() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS marketplace_template WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE marketplace_template"))
        if not connection.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = 'pages'")):
            connection.execute(text("CREATE ROLE pages LOGIN PASSWORD 'for tests'"))
    migrate.upgrade(_url_of("marketplace_template"))
    migrate.give_rights(_url_of("marketplace_template"), "pages")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith("tests/journeys/"))


def pytest_unconfigure(config: pytest.Config) -> None:
    if _SERVER in config.stash:
        server, folder = config.stash[_SERVER]
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


_SERVER: pytest.StashKey[tuple[Postgres, Path]] = pytest.StashKey()


@contextmanager
def _admin() -> Iterator[Connection]:
    engine = create_engine(os.environ["TEST_SERVER"], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _url_of(name: str) -> str:
    head, _, tail = os.environ["TEST_SERVER"].rpartition("/postgres")
    return f"{head}/{name}{tail}"


def _as_pages(url: str) -> str:
    """The same database as the role of pages and jobs, which owns nothing."""
    pages = make_url(url).set(username="pages", password="for tests")
    return pages.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def _database(worker_id: str) -> str:
    name = f"marketplace_{worker_id}"
    with _admin() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE marketplace_template"))
    return _url_of(name)


@pytest.fixture(scope="session")
def _app(_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = Settings(
        var=tmp_path_factory.mktemp("var"),
        database_url=_as_pages(_database),
        owner_url=_database,
        demonstration=True,
        reply_address="answers@market.example",
        secret_key="for tests",
    )
    app = create_app(settings)
    keys.make()
    app.config["WTF_CSRF_ENABLED"] = False
    app.config["TESTING"] = True
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    db.session.remove()
    db.session.get_bind().dispose()


@pytest.fixture(scope="session")
def _states(_app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[States]:
    settings = _app.config["SETTINGS"]
    owner = Owner(settings.url_of_owner)
    states = States(settings.files, tmp_path_factory.mktemp("aside"), owner)
    states.clear()  # what migrations leave to be done is no test's
    yield states
    owner.engine.dispose()


@pytest.fixture
def app(_app: Flask, _states: States) -> Iterator[Flask]:
    """The application over an empty database and no files, its clock stopped at NOW."""
    clock.set_to(NOW, stopped=True)
    _app.extensions["kept_pages"].memory.forget()
    yield _app
    db.session.remove()
    _states.clear()
    db.session.remove()


@pytest.fixture
def owner(_states: States) -> Owner:
    """Whoever owns the database and can do to it what pages cannot."""
    return _states.owner


@pytest.fixture
def restored_key(settings: Settings) -> Iterator[None]:
    """The master key is as before once the test is over."""
    path = settings.keys / "master.key"
    kept = path.read_text()
    yield
    path.write_text(kept)


@pytest.fixture
def make(app: Flask) -> Make:
    """Makes things in one line: ``make.person("Ada")``, ``make.organisation(Kind.CIC)``."""
    return Make()


@pytest.fixture
def cast(make: Make, _states: States) -> Cast:
    """The standing cast: who plays in every test about who may do what."""
    if make.count:
        _states.leave()

    def made() -> tuple[Cast, int]:
        ensure_recorded()
        return Cast(make), make.count

    cast, make.count = _states.begin("cast", made)
    return cast


@pytest.fixture
def examples(make: Make, cast: Cast, _states: States) -> Examples:
    """One example of everything, and the cast signed in; a test asks for it before all else."""
    examples, make.count = _states.begin(
        "examples", lambda: (Examples.of(make, cast), make.count), over="cast"
    )
    return examples


@pytest.fixture
def whole_story(make: Make, cast: Cast, _states: States) -> None:
    """One contract from a tender to money on the board; a test asks for it before all else."""
    make.count = _states.begin(
        "whole story", lambda: (told(make, cast), make.count)[1], over="cast"
    )


@pytest.fixture
def settings(app: Flask) -> Settings:
    found: Settings = app.config["SETTINGS"]
    return found


@pytest.fixture
def local(app: Flask, cast: Cast, settings: Settings) -> Iterator[Stripe]:
    """Stripe on this machine, with what it needs to know of the cast."""
    keep_readable(cast)
    with local_stripe(app, settings) as running:
        yield running
