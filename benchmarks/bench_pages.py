"""How many public pages a second, against a bare Flask page on the same server program?

    python benchmarks/bench_pages.py [SIZE…]

Size 1 is the demonstration; 10 and 100 hold each of its organisations, tenders, notices and
payments so many times. Each is made once and stays under ``var/bench``. Sixteen connections ask
without a cookie; the bare page is measured right before and after each of ours. Fails where a
page stays below its limit.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from sqlalchemy import Table
from told import tell

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.load import answers_a_second  # noqa: E402 the path is set above
from marketplace import chapters  # noqa: E402
from marketplace.embedded import Postgres, own_postgres  # noqa: E402
from marketplace.engine import db  # noqa: E402
from marketplace.settings import Settings  # noqa: E402

CONNECTIONS, SIZES = 16, (1, 100)
LIMIT, LIMIT_OF_BOARD = 0.6, 0.3
BIN = Path(sys.executable).parent
COPIED = (
    "organisations", "organisation_identifiers", "trading_addresses", "verifications", "notices",
    "tenders", "lots", "questions", "clauses", "tender_versions", "clarifications", "consortia",
    "consortium_members", "bids", "bid_prices", "awards", "contracts", "contract_shares",
    "milestones", "invoices", "subcontract_deductions", "payments", "allocations",
    "fundings", "ledger_entries",
    "searched_notices", "searched_tenders",
)  # fmt: skip
NUMBERED = {("organisation_identifiers", "identifier"), ("notices", "ocid"), ("tenders", "ocid")}
"""Columns that must differ between copies, beside ids."""
BARE_ROWS = """
CREATE TABLE IF NOT EXISTS bare_page_rows (id integer PRIMARY KEY, title text, body text);
INSERT INTO bare_page_rows SELECT n, 'Row ' || n, repeat('words ', 20)
FROM generate_series(1, 10000) AS n ON CONFLICT DO NOTHING
"""
ADDRESSES = """
SELECT '/tenders/' || (SELECT id FROM tenders WHERE state = 'published' LIMIT 1),
       '/notices/' || (SELECT id FROM notices LIMIT 1),
       '/organisations/' || (SELECT id FROM organisations WHERE approved_at IS NOT NULL LIMIT 1)
"""


def made(size: int) -> Settings:
    """The installation of a size."""
    settings = Settings(var=ROOT / "var" / "bench" / str(size))
    if not (settings.var / "made").exists():
        told = os.environ | {"MARKETPLACE_VAR": str(settings.var), "DEMONSTRATION": "yes"}
        subprocess.run([BIN / "marketplace", "demo"], env=told, check=True, capture_output=True)
        with running(own_postgres(settings)) as server, connected(server) as connection:
            connection.execute(BARE_ROWS)
            connection.execute("SET session_replication_role = replica")
            for name in COPIED:
                connection.execute(f"CREATE TEMP TABLE first_{name} AS TABLE {name}")
                for number in range(1, size):
                    connection.execute(copying(db.Base.metadata.tables[name], number))
            connection.execute("ANALYZE")
        subprocess.run([BIN / "marketplace", "recount"], env=told, check=True, capture_output=True)
        (settings.var / "made").touch()
    return settings


def copying(table: Table, number: int) -> str:
    """The first rows of a table once more, with other ids, also of what they refer to."""
    names, values = [], []
    for column in (column for column in table.columns if column.computed is None):
        refers = {key.column.table.name for key in column.foreign_keys}
        value = f'"{column.name}"'
        if column.primary_key or refers & set(COPIED):
            value = f"md5({value} || '{number}')::uuid"
        elif (table.name, column.name) in NUMBERED:
            value = f"{value} || '-{number}'"
        names.append(f'"{column.name}"')
        values.append(value)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) "  # noqa: S608 our own names
        f"SELECT {', '.join(values)} FROM first_{table.name}"
    )


@contextmanager
def running(server: Postgres) -> Iterator[Postgres]:
    server.start()
    try:
        yield server
    finally:
        server.stop()


def connected(server: Postgres) -> psycopg.Connection[tuple[str, ...]]:
    return psycopg.connect(plain(server.url), autocommit=True)


def plain(url: str) -> str:
    return url.replace("+psycopg", "")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@contextmanager
def ours(settings: Settings) -> Iterator[int]:
    """The port of the marketplace, as it is for real: no demonstration."""
    port, told = free_port(), {"MARKETPLACE_VAR": str(settings.var), "DEMONSTRATION": "no"}
    command = [str(BIN / "marketplace"), "serve", "--json", "--port", str(port)]
    with subprocess.Popen(command, env=os.environ | told, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdout is not None
            assert json.loads(process.stdout.readline())["address"]
            yield port
        finally:
            process.terminate()


@contextmanager
def bare(server: Postgres) -> Iterator[int]:
    """The port of the bare page, over the same database."""
    port, told = free_port(), {"BARE_DATABASE": plain(server.url)}
    command = [
        str(BIN / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--http", "1", "--workers", "2", "--blocking-threads", "1", "--no-ws", "--log-level",
        "error", "--backlog", "4096", "benchmarks.bare_page:app",
    ]  # fmt: skip
    with subprocess.Popen(command, env=os.environ | told, cwd=ROOT) as process:
        try:
            for _ in range(100):
                time.sleep(0.1)
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
            yield port
        finally:
            process.terminate()


def measured(size: int, seconds: float = 4.0) -> bool:
    """Whether every page reached its limit."""
    settings = made(size)
    server, low = own_postgres(settings), []
    with ours(settings) as port, bare(server) as bare_port:
        with connected(server) as connection:
            things = connection.execute(ADDRESSES).fetchone()
        assert things is not None
        names = dict(zip(things, ("a tender", "a notice", "an organisation"), strict=True))
        lists = ("/", "/about", "/tenders", "/notices", "/organisations")
        for path in (*lists, *things, "/board", "/accessibility?made=anew"):
            answers_a_second(port, path, CONNECTIONS, 1)
            before = answers_a_second(bare_port, "/bare/77", CONNECTIONS, seconds / 2)
            rate = answers_a_second(port, path, CONNECTIONS, seconds)
            after = answers_a_second(bare_port, "/bare/77", CONNECTIONS, seconds / 2)
            ratio = rate / ((before + after) / 2)
            print(f"size {size}: {path[:30]:<30} {rate:6,.0f}/s, {ratio:.2f} of bare "
                  f"({before:,.0f}, {after:,.0f}); load {os.getloadavg()[0]:.1f}", flush=True)  # fmt: skip
            tell(f"pages {names.get(path, path)} {size}", ratio)
            if "?" not in path and ratio < (LIMIT_OF_BOARD if path == "/board" else LIMIT):
                low.append(path)
    return not low


if __name__ == "__main__":
    chapters.load()
    reached = [measured(size) for size in map(int, sys.argv[1:] or SIZES)]
    sys.exit(not all(reached))
