"""Pages for everybody are read from a copy that follows the database; everything else is not."""

import os
import shutil
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from marketplace import migrate
from marketplace.embedded import Postgres, _give_away
from tests.jobs.conftest import until
from tests.web.test_front import GRANIAN, free_port, listening

_ADDED = """
WITH added AS (
    INSERT INTO organisations (id, name, kind, about, website, street, town, postcode,
        contact_email, created_at, revision)
    VALUES (gen_random_uuid(), 'Fresh Council', 'council', '', '', '', '', '', '', now(), 1)
    RETURNING id, name
), found AS (
    INSERT INTO searched_organisations (organisation_id, sorted_name, text, marks, is_public)
    SELECT id, lower(name), name, '{}', true FROM added
)
INSERT INTO stamps (changed) VALUES ('{"searched_organisations": ["tender_id=?", "buyer_id=?"]}')
"""


@dataclass
class Site:
    """A web process over a database and its copy."""

    port: int
    original: Postgres
    copy: Postgres

    def directory(self, *, cookie: str = "") -> str:
        """The page of all organisations, as nobody or as somebody with a cookie of ours."""
        address = f"http://127.0.0.1:{self.port}/organisations"
        request = urllib.request.Request(address, headers={"Cookie": cookie} if cookie else {})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return str(answer.read().decode())


@contextmanager
def connected(server: Postgres) -> Iterator[psycopg.Connection]:
    with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
        yield connection


def told(server: Postgres, statement: str) -> None:
    with connected(server) as connection:
        connection.execute(statement)


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    with ExitStack() as ended:
        folder = Path(tempfile.mkdtemp(prefix="mp-"))
        folder.chmod(0o755)
        ended.callback(shutil.rmtree, folder, ignore_errors=True)
        original = Postgres(folder / "original", folder / "a", "secret")
        copy = Postgres(folder / "copy", folder / "b", "secret")
        original.start()
        ended.callback(original.stop)
        migrate.upgrade(original.url)
        copy.data.mkdir(mode=0o700)
        _give_away(copy.data)
        followed = original._run(
            "pg_basebackup", "-D", str(copy.data), "-R", "-X", "stream", "-c", "fast",
            "-d", f"user=app password=secret host={original.sockets}",
        )  # fmt: skip
        assert followed.returncode == 0, followed.stdout
        copy.start()
        ended.callback(copy.stop)
        port = free_port()
        environment = os.environ | {
            "DATABASE_URL": original.url,
            "DATABASE_READ_URL": copy.url,
            "MARKETPLACE_VAR": str(app.config["SETTINGS"].var),  # its keys
            "DEMONSTRATION": "yes",
        }
        command = [
            str(GRANIAN), "--interface", "rsgi", "--port", str(port), "--no-ws",
            "--log-level", "warning", "marketplace.served:app",
        ]  # fmt: skip
        process = ended.enter_context(subprocess.Popen(command, env=environment))
        ended.callback(process.terminate)
        listening(process, port)
        yield Site(port, original, copy)


def test_pages_for_everybody_are_read_from_the_copy_and_kept_by_its_stamps(site: Site) -> None:
    for _ in range(2):
        assert "Fresh Council" not in site.directory()
    told(site.copy, "SELECT pg_wal_replay_pause()")
    told(site.original, _ADDED)
    assert "Fresh Council" not in site.directory()
    assert "Fresh Council" in site.directory(cookie="session=none")
    told(site.copy, "SELECT pg_wal_replay_resume()")
    until(lambda: "Fresh Council" in site.directory())


def test_what_was_at_work_at_the_last_look_is_seen_once_it_is_committed(site: Site) -> None:
    with connected(site.original) as late:
        with late.transaction():
            late.execute(_ADDED)
            told(site.original, "INSERT INTO stamps (changed) VALUES ('{}')")
            follows(site)
            for _ in range(3):
                assert "Fresh Council" not in site.directory()
        follows(site)
    assert "Fresh Council" in site.directory()


def test_while_the_copy_is_away_pages_are_read_from_the_original(site: Site) -> None:
    assert "Fresh Council" not in site.directory()
    site.copy.stop()
    told(site.original, _ADDED)
    for _ in range(2):
        assert "Fresh Council" in site.directory()


def follows(site: Site) -> None:
    """The copy has what is committed by now."""
    with connected(site.original) as original, connected(site.copy) as copy:
        where = original.execute("SELECT pg_current_wal_flush_lsn()").fetchone()
        assert where
        until(
            lambda: (
                copy.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", where).fetchone()
                == (True,)
            )
        )
