"""How long do the board, the front page and the ledger take, with 10 thousand to 10 million payments?

Each payment is one ledger line, and settles one invoice. A database for each size is kept under
``var/bench``; its totals are counted from the lines. Each page is made anew, and measured against
one query by an index and a bare page of the same process: it may take so many times that, however
much is kept.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID

from flask import Flask, render_template_string
from sqlalchemy import create_engine, text
from told import tell

from marketplace import migrate
from marketplace.app import create_app
from marketplace.economy.actions.totals import mended_totals
from marketplace.economy.queries.board import Period, board_of, headline
from marketplace.economy.queries.ledger import WantedLines, ledger_page
from marketplace.embedded import Postgres
from marketplace.engine import clock, db
from marketplace.engine.access import SYSTEM, Actor, PlaceRole
from marketplace.engine.paging import Beside
from marketplace.gateways import keys
from marketplace.organisations.actions.places import ensure_places
from marketplace.settings import ROOT, Settings
from procurement.organisations.place import PLACES

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
BUYERS, ENTERPRISES, CONTRACTS, DAYS = 60, 400, 2_000, 1_500
TIMES = 60
LIMIT = 60.0
"""How many times the bare page the slowest one may take, at any size."""

ANEW = "made=anew"
"""A query that says nothing: with one, a page is made and not taken from what is kept."""

PLACE = PLACES["greater-icknield"]
WARDS = sorted(PLACE.ward_codes)

_FIXED = [
    "INSERT INTO persons (id, created_at) VALUES ('{someone}', now()) ON CONFLICT DO NOTHING",
    "INSERT INTO organisations (id, name, kind, about, website, street, town, postcode, "
    "contact_email, created_at, claimed_at, revision, employees) "
    "SELECT pg_temp.key(1, n), 'Organisation ' || n, CASE WHEN n <= {buyers} THEN 'council' "
    "ELSE 'cic' END, '', '', '', '', '', 'office@example.org', now(), now(), 1, n % 90 "
    "FROM generate_series(1, {buyers} + {enterprises}) AS n",
    "INSERT INTO verifications (id, organisation_id, evidence, reference, verified_by, verified_on, "
    "expires_on) SELECT pg_temp.key(2, n), pg_temp.key(1, n), 'cic_register', '', '{someone}', "
    "'2020-01-01', '2040-01-01' FROM generate_series({buyers} + 1, {buyers} + {enterprises}) AS n",
    "INSERT INTO trading_addresses (id, organisation_id, postcode, ward_code, from_on) "
    "SELECT pg_temp.key(3, n), pg_temp.key(1, n), 'B16 8TP', "
    "('{wards}'::text[])[1 + n % {ward_count}], '2020-01-01' "
    "FROM generate_series({buyers} + 1, {buyers} + {enterprises}) AS n",
    "INSERT INTO contracts (id, kind, state, buyer_id, supplier_id, title, value, theme, regime, "
    "payment_days, order_number, starts_on, ends_on, terms, prepared_at, buyer_signed_at, "
    "supplier_signed_at, revision) SELECT pg_temp.key(4, n), 'contract', 'signed', "
    "pg_temp.key(1, 1 + n % {buyers}), pg_temp.key(1, {buyers} + 1 + n % {enterprises}), "
    "'Contract ' || n, 5000000, "
    "('{{food,tourism,built_environment,other}}'::text[])[1 + n % 4], 'below', 7, '', "
    "'{first}', '2040-01-01', '', now(), day, day, 1 "
    "FROM generate_series(1, {contracts}) AS n, "
    "LATERAL (SELECT '{first}'::timestamptz + n % {days} * interval '1 day' AS day) AS signed",
    "INSERT INTO contract_shares (id, contract_id, organisation_id, position, share, work) "
    "SELECT pg_temp.key(5, n), pg_temp.key(4, n), pg_temp.key(1, {buyers} + 1 + n % {enterprises}), "
    "1, 100, '' FROM generate_series(1, {contracts}) AS n",
]
_EACH = [
    "INSERT INTO invoices (id, kind, state, number, supplier_id, buyer_id, contract_id, version, "
    "issued_on, received_at, net, vat, gross, document, due_on, latest_on, regime, "
    "payment_reference, paid_on) "
    "SELECT pg_temp.key(6, n), 'invoice', CASE WHEN n % 50 = 0 THEN 'sent' ELSE 'paid' END, "
    "'INV-' || n, contract.supplier_id, contract.buyer_id, contract.id, n, day, day, 10000 + n % 977, "
    "0, 10000 + n % 977, '{{}}', day + 7, day + 30, 'below', '', "
    "CASE WHEN n % 50 > 0 THEN day + (n * 7) % 40 END "
    "FROM generate_series(1, {size}) AS n "
    "JOIN contracts AS contract ON contract.id = pg_temp.key(4, 1 + n % {contracts}), "
    "LATERAL (SELECT '{first}'::date + (n * 13 % {days}) AS day) AS came",
    "INSERT INTO payments (id, payer_id, payee_id, amount, method, outside_reference, paid_on, "
    "recorded_at, recorded_by, state, ward_code, places, is_counted) "
    "SELECT pg_temp.key(7, n), buyer_id, supplier_id, gross, 'bank_transfer', n::text, "
    "coalesce(paid_on, issued_on), now(), '{someone}', "
    "CASE WHEN n % 3 = 0 THEN 'said' ELSE 'confirmed' END, ('{wards}'::text[])[1 + n % {ward_count}], "
    "'{places}', true "
    "FROM (SELECT *, substr(number, 5)::integer AS n FROM invoices) AS invoice",
    "INSERT INTO allocations (id, payment_id, invoice_id, amount, counts_on, made_at, not_known) "
    "SELECT pg_temp.key(8, n), pg_temp.key(7, n), id, CASE WHEN n % 50 = 0 THEN 5000 ELSE gross END, "
    "coalesce(paid_on, issued_on), now(), 0 "
    "FROM (SELECT *, substr(number, 5)::integer AS n FROM invoices) AS invoice",
    "INSERT INTO ledger_entries (id, organisation_id, buyer_id, allocation_id, source, evidence, "
    "amount, received_on, theme, ward_code, places) "
    "SELECT pg_temp.key(9, n), invoice.supplier_id, invoice.buyer_id, pg_temp.key(8, n), 'contract', "
    "'platform_verified', CASE WHEN n % 50 = 0 THEN 5000 ELSE gross END, "
    "coalesce(paid_on, issued_on), theme, ('{wards}'::text[])[1 + n % {ward_count}], '{places}' "
    "FROM (SELECT *, substr(number, 5)::integer AS n FROM invoices) AS invoice "
    "JOIN contracts ON contracts.id = contract_id",
    "ANALYZE",
    "INSERT INTO payer_records SELECT invoice_id, buyer_id, places, received_on, due_on, paid_on, "
    "is_small, owed, owed_after_quarter, owed_after_year FROM payer_records_now",
    "INSERT INTO committed_lines SELECT contract_id, place, signed_on, theme, pence "
    "FROM committed_now",
]


def load(url: str, size: int) -> None:
    """Fill an empty database: rows alone, with no trigger at work."""
    words = {
        "buyers": BUYERS,
        "enterprises": ENTERPRISES,
        "contracts": CONTRACTS,
        "days": DAYS,
        "size": size,
        "first": "2023-01-01",
        "someone": SYSTEM.person_id,
        "wards": "{" + ",".join(WARDS) + "}",
        "ward_count": len(WARDS),
        "places": "{birmingham,birmingham-and-sandwell,greater-icknield}",
    }
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        connection.execute(
            text(
                "CREATE FUNCTION pg_temp.key(kind bigint, n bigint) RETURNS uuid LANGUAGE sql "
                "IMMUTABLE AS $$ SELECT (lpad(to_hex(kind), 8, '0') || lpad(to_hex(n), 24, '0'))"
                "::uuid $$"
            )
        )
        for statement in (*_FIXED, *_EACH):
            connection.execute(text(statement.format(**words)))
    engine.dispose()
    _settle(url)


def fill(url: str) -> float:
    """Seconds in which every total is counted from the lines, where there was none."""
    began = perf_counter()
    with db.transaction():
        mended_totals()
    db.session.remove()
    _settle(url)
    return perf_counter() - began


def _settle(url: str) -> None:
    engine = create_engine(url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    engine.dispose()


def timed(work: Callable[[], object]) -> float:
    """Milliseconds."""
    began = perf_counter()
    work()
    db.session.remove()
    return (perf_counter() - began) * 1000


def compared(name: str, size: int, work: Callable[[], object]) -> float:
    """Print how long it takes, in turn with the bare page; how many times as long, by medians."""
    work()
    bare, ours = zip(*((timed(_bare), timed(work)) for _ in range(TIMES)), strict=True)
    ratio = median(ours) / median(bare)
    tell(f"{name} {size}", quantiles(ours, n=20)[-1])
    print(
        f"  {name}: median {median(ours):.1f} ms, p95 {quantiles(ours, n=20)[-1]:.1f} ms, "
        f"{ratio:.1f} times the bare {median(bare):.2f} ms"
    )
    return ratio


def measured(app: Flask, size: int) -> float:
    """Each page against the bare one; the greatest ratio."""
    client = app.test_client()
    reader = Actor(
        person_id=UUID(int=1),
        place_roles=frozenset({(_place_id(), PlaceRole.BOARD_MEMBER)}),
    )
    wanted = WantedLines(PLACE.slug, Period())
    today = clock.today()
    far = Beside('["2024-01-01","00000009-0000-0000-0000-000000000000"]')
    works: dict[str, Callable[[], object]] = {
        "board, figures": lambda: board_of(PLACE, Period(), today),
        "board of a quarter, figures": lambda: board_of(PLACE, Period(2025, 2), today),
        "board, page": lambda: client.get(f"/board?{ANEW}").get_data(),
        "home, figures": lambda: headline(PLACE),
        "home, page": lambda: client.get(f"/?{ANEW}").get_data(),
        "ledger, first page": lambda: ledger_page(reader, wanted, Beside()),
        "ledger, far page": lambda: ledger_page(reader, wanted, far),
        "ledger of one enterprise": lambda: ledger_page(
            reader,
            WantedLines(PLACE.slug, Period(), theme="food", enterprise=UUID(int=(1 << 96) + 100)),
            Beside(),
        ),
    }
    with app.test_request_context():
        return max(compared(name, size, work) for name, work in works.items())


def _bare() -> str:
    row = db.session.execute(
        text("SELECT name FROM organisations WHERE id = :id"), {"id": UUID(int=(1 << 96) + 7)}
    ).one()
    return render_template_string("<h1>{{ name }}</h1>", name=row.name)


def _place_id() -> UUID:
    found: UUID = db.session.execute(
        text("SELECT id FROM places WHERE slug = :slug"), {"slug": PLACE.slug}
    ).scalar_one()
    db.session.remove()
    return found


def run(size: int) -> float:
    folder = ROOT / "var" / "bench" / f"totals-{size}"
    is_new = not (folder / "loaded").exists()
    folder.mkdir(parents=True, exist_ok=True)
    socket = Path("/tmp") / f"mp-bench-{os.getpid()}"  # noqa: S108 a short path
    server = Postgres(folder / "pg", socket, "for a benchmark", fast=True)
    server.start()
    try:
        migrate.upgrade(server.url)
        settings = Settings(
            var=folder,
            database_url=server.url,
            demonstration=False,
            secret_key="x",  # noqa: S106 no secret
        )
        app = create_app(settings)
        if is_new:
            keys.make()
            ensure_places()
            load(server.url, size)
            print(f"{size:,} payments: totals filled in {fill(server.url):.1f} s")
            (folder / "loaded").touch()
        print(f"{size:,} payments")
        return measured(app, size)
    finally:
        db.session.remove()
        server.stop()


def main() -> None:
    ratios = {size: run(size) for size in SIZES[: int(sys.argv[1]) if sys.argv[1:] else 3]}
    if max(ratios.values()) > LIMIT:
        sys.exit(f"A page takes {max(ratios.values()):.0f} times the bare one, over {LIMIT:.0f}.")


if __name__ == "__main__":
    main()
