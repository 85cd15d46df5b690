"""How long do the lists of one busy buyer take, with 100 to 10 thousand rows in each?

Its invoices, its tenders, its contracts, and the work that waits for its people; signed in, through
the test client, against a bare page of the same process. Fails where a page takes more than
``LIMIT`` times as long as the bare one, or is longer than ``MOST_BYTES``.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from bench_acts import NOON, begun, database
from flask.testing import FlaskClient
from sqlalchemy import Table, text
from told import tell

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from marketplace.economy.actions.totals import mended_totals  # noqa: E402 the path is set above
from marketplace.engine import clock, db  # noqa: E402 the path is set above
from marketplace.engine.access import Role  # noqa: E402
from tests.cast import Cast, Make, client_of  # noqa: E402
from tests.paid_rows import sent  # noqa: E402

SIZES, TIMES, LIMIT, MOST_BYTES = (100, 1_000, 10_000), 40, 60.0, 100_000
PAGES = ("/invoices", "/my", "/tenders/mine", "/contracts")
COPIED = ("tenders", "contracts", "contract_shares", "milestones", "invoices")
BARE = "SELECT name FROM organisations ORDER BY id LIMIT 1"


def multiplied(table: Table, first: int, last: int) -> str:
    """Each row of a table once more for each number, with other ids, also of what it refers to."""
    names, values = [], []
    for column in (column for column in table.columns if column.computed is None):
        names.append(f'"{column.name}"')
        value = f'"{column.name}"'
        if column.primary_key or {key.column.table.name for key in column.foreign_keys} & {*COPIED}:
            value = f"CASE WHEN {value} IS NOT NULL THEN md5({value} || '-' || n)::uuid END"
        elif (table.name, column.name) in {("tenders", "ocid"), ("invoices", "number")}:
            value = f"{value} || '-' || n"
        values.append(value)
    return (
        f"INSERT INTO {table.name} ({', '.join(names)}) SELECT {', '.join(values)} "  # noqa: S608
        f"FROM first_{table.name}, generate_series({first}, {last}) AS n"
    )


def grown(first: int, last: int) -> None:
    with db.transaction():
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        for name in COPIED:
            db.session.execute(text(multiplied(db.Base.metadata.tables[name], first, last)))
        mended_totals()
    with db.transaction():
        db.session.execute(text("ANALYZE"))


def begin(make: Make, cast: Cast) -> object:
    """One row of each list, and who reads them."""
    reader = make.member(cast.council, Role.OWNER, Role.BUYER, Role.FINANCE)
    make.tender(cast.council)
    sent(make.contract(cast.council, cast.bakery, "120.00"))
    with db.transaction():
        for name in COPIED:
            db.session.execute(text(f"CREATE TABLE first_{name} AS TABLE {name}"))
    return reader


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = perf_counter()
    work()
    return (perf_counter() - began) * 1000


def bare() -> None:
    db.session.execute(text(BARE)).one()
    db.session.commit()  # as a page ends: after a ROLLBACK the connection has no statement ready


def measured(client: FlaskClient, path: str, size: int) -> float:
    """Print how long a page takes, in turn with the bare one; how many times as long."""
    length = len(client.get(path).get_data())
    plain, ours = zip(
        *((timed(bare), timed(lambda: client.get(path).get_data())) for _ in range(TIMES)),
        strict=True,
    )
    ratio, late = median(ours) / median(plain), quantiles(ours, n=20)[-1]
    print(
        f"  {path}: median {median(ours):.1f} ms, p95 {late:.1f} ms, {length / 1000:.0f} kB, "
        f"{ratio:.1f} times the bare query {median(plain):.2f} ms"
    )
    tell(f"list {path} {size}", late)
    tell(f"bytes {path} {size}", length / 1000)
    return ratio if length <= MOST_BYTES else float("inf")


def main() -> None:
    with database() as settings:
        app = begun(settings)
        with app.app_context():
            clock.set_to(NOON)
            make = Make()
            reader = begin(make, Cast(make))
            client = client_of(app, reader)
            db.session.remove()
            worst, before = 0.0, 0
            for size in SIZES:
                grown(before + 1, size)
                before = size
                print(f"{size:,} of each")
                worst = max(worst, *(measured(client, path, size) for path in PAGES))
    if worst > LIMIT:
        sys.exit(
            f"A list takes {worst:.0f} times the bare query, over {LIMIT:.0f}, or is too long."
        )


if __name__ == "__main__":
    main()
