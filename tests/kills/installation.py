"""`marketplace serve` from a folder of its own: its parts, and what a service manager does for it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from marketplace.embedded import own_postgres
from marketplace.settings import Settings

PATIENCE = 300.0
"""Seconds after which something that should come back by itself is said to be gone."""

KINDS = ("web", "worker", "serve", "queue", "database", "connection", "granian")
"""What is killed: one web process, the worker, what looks after all, the queue, the database as
a whole, what serves one connection to it, and the parent of the web processes."""
_ALWAYS = set(KINDS) - {"connection"}


@dataclass
class Installation:
    """Served on a port of its own; ``begin`` starts it again whatever became of it."""

    var: Path
    smtp_url: str
    port: int = field(default_factory=lambda: _free_port())
    process: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start it as a service manager does: once more, a second later, where it did not begin."""
        until = time.monotonic() + 2 * PATIENCE
        while not self._began():
            assert time.monotonic() < until, f"It does not begin.\n{self.said()}"
            time.sleep(1)

    def end(self) -> None:
        """Stop it in order."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait()

    def parts(self) -> dict[str, set[int]]:
        """The processes that make it up, by kind."""
        assert self.process is not None
        parts: dict[str, set[int]] = {kind: set() for kind in KINDS}
        parts["serve"] = {self.process.pid}
        table = _processes()
        for pid, (parent, command) in table.items():
            grandparent, above = table.get(parent, (0, ""))
            if self.process.pid == parent and (kind := _kind(command)):
                parts[kind].add(pid)
            elif self.process.pid == grandparent and _kind(above) == "granian":
                parts["web"].add(pid)
            elif self.process.pid == grandparent and command.startswith("postgres: pages"):
                parts["connection"].add(pid)
        return parts

    def kill(self, kind: str, choose: Callable[[list[int]], int]) -> set[int]:
        """Kill one process of a kind; what of the installation ran before."""
        until = time.monotonic() + PATIENCE
        while not (before := self.parts())[kind]:  # a connection is there while somebody asks
            assert time.monotonic() < until, f"There is no {kind} to kill.\n{self.said()}"
            time.sleep(0.05)
        pid = choose(sorted(before[kind]))
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if kind == "serve":
            assert self.process is not None
            self.process.wait()
            self.begin()
            return set.union(*before.values())
        return {pid}

    def is_back(self, gone: set[int]) -> bool:
        """Whether everything runs and answers, and nothing of what has to be gone is left."""
        parts = self.parts()
        is_whole = all(parts[kind] for kind in _ALWAYS) and len(parts["web"]) == 2
        return is_whole and gone.isdisjoint(_processes()) and self._is_ready()

    def asked(self, query: str, **values: Any) -> list[Any]:
        """What the database answers, as its owner."""
        url = own_postgres(Settings(var=self.var)).url.replace("+psycopg", "")
        with psycopg.connect(url) as connection:
            return connection.execute(query, values).fetchall()  # type: ignore[arg-type]

    def verified(self) -> dict[str, Any]:
        """What ``marketplace verify`` says."""
        done = subprocess.run(
            [_program(), "verify", "--json"], env=self._told(), stdout=subprocess.PIPE, check=True
        )
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def said(self) -> str:
        """The last of what the installation said about itself."""
        return (self.var / "serve.log").read_text()[-6_000:]

    def _began(self) -> bool:
        with (self.var / "serve.log").open("ab") as log:
            self.process = subprocess.Popen(
                [_program(), "serve", "--json", "--port", str(self.port)],
                env=self._told(), stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self.process.stdout is not None
        with self.process.stdout as told:
            if told.readline():
                return True
        self.process.wait()
        return False

    def _told(self) -> dict[str, str]:
        servers = {"DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "BASE_URL"}
        kept = {name: value for name, value in os.environ.items() if name not in servers}
        own = {"MARKETPLACE_VAR": str(self.var), "SMTP_URL": self.smtp_url, "DEMONSTRATION": "yes"}
        return kept | own

    def _is_ready(self) -> bool:
        with suppress(OSError):
            return bool(
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=10).status
                == 200
            )
        return False


@contextmanager
def installed(var: Path, smtp_url: str) -> Iterator[Installation]:
    """A new installation with the demonstration in an empty folder; it is stopped at the end."""
    var.chmod(0o755)
    installation = Installation(var, smtp_url)
    try:
        installation.begin()
        yield installation
    finally:
        installation.end()


def _kind(command: str) -> str | None:
    signs = {
        "marketplace.web_server": "granian",
        "/marketplace worker": "worker",
        "valkey-server": "queue",
        "bin/postgres -D": "database",
    }
    return next((kind for sign, kind in signs.items() if sign in command), None)


def _processes() -> dict[int, tuple[int, str]]:
    """Parent and command of every process that runs; one that ended and was not buried does not."""
    listed = subprocess.run(
        ["ps", "-ewwo", "pid=,ppid=,stat=,args="], stdout=subprocess.PIPE, text=True, check=True
    )
    rows = [line.split(None, 3) for line in listed.stdout.splitlines()]
    return {
        int(pid): (int(parent), *command)
        for pid, parent, state, *command in rows
        if state[0] != "Z"
    }  # type: ignore[misc]


def _program() -> str:
    return str(Path(sys.executable).parent / "marketplace")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
