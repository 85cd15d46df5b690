"""What do acts through the pages cost, against bare SQL of the same work?

    python benchmarks/bench_acts.py [SECONDS]

Two pieces of work. An invoice is sent: one POST, by one client and by four, each a process of
its own. A tender is drafted and published, five bids are written and submitted, and all are
opened: forty-six POSTs by one client, again and again; the first five invoices and the first two
tenders, which meet an application that has just begun, are not counted. Workers are paused: the
jobs that are asked for stay in the outbox. The database keeps what it commits (fsync). Bare SQL
writes rows of the same number and size in the same transactions, with nothing read, checked or
hashed.
"""

import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid4

import psycopg
from flask import Flask
from sqlalchemy import event, select
from told import tell

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from marketplace import migrate  # noqa: E402 the path is set above
from marketplace.app import create_app  # noqa: E402
from marketplace.contracts.models.contracts import Milestone  # noqa: E402
from marketplace.embedded import Postgres  # noqa: E402
from marketplace.engine import changes, clock, db  # noqa: E402
from marketplace.engine.access import Role  # noqa: E402
from marketplace.gateways import keys  # noqa: E402
from marketplace.settings import Settings  # noqa: E402
from marketplace.tendering.models.tenders import Tender  # noqa: E402
from marketplace.tendering.queries.tenders import parts_of  # noqa: E402
from procurement.organisations.organisation import Kind  # noqa: E402
from tests import by_hand  # noqa: E402
from tests.cast import Cast, Make, client_of  # noqa: E402

SECONDS, CLIENTS, ROUNDS, BIDS = 2.0, 4, 3, 5
NOON = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_CHAIN = 600
"""Bytes of an audit record with the rows that it names."""


@contextmanager
def database() -> Iterator[Settings]:
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    folder.chmod(0o755)
    server = Postgres(folder / "pg", folder / "sql", "benchmark")
    server.start()
    try:
        settings = Settings(
            var=folder,
            database_url=server.url,
            demonstration=True,  # so that a deadline can pass
            secret_key="x",  # noqa: S106 no secret
        )
        migrate.upgrade(server.url)
        yield settings
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def at_work(settings: Settings) -> Settings:
    """As where no clock can be set: invoices need none."""
    return replace(settings, demonstration=False)


def begun(settings: Settings) -> Flask:
    app = create_app(settings)
    keys.make()
    changes.unrecorded = by_hand.record
    app.config["WTF_CSRF_ENABLED"] = False
    return app


Work = list[tuple[str, str]]
"""For each milestone that can be invoiced: its contract and itself."""


def prepared(make: Make, cast: Cast, clients: int, each: int) -> tuple[list[object], list[Work]]:
    """Suppliers, and for each of them milestones of contracts of its own."""
    sellers, work = [], []
    for _ in range(clients):
        seller = make.organisation(Kind.CIC)
        sellers.append(make.member(seller, Role.OWNER, Role.FINANCE))
        contracts = [make.contract(cast.council, seller, "120.00") for _ in range(each)]
        rows = db.session.execute(
            select(Milestone.contract_id, Milestone.id).where(
                Milestone.contract_id.in_([contract.id for contract in contracts])
            )
        )
        work.append([(str(row[0]), str(row[1])) for row in rows])
    return sellers, work


def invoiced(settings: Settings, sellers: list[object], work: list[Work]) -> float:
    """Invoices a second, all clients together."""
    context = get_context("spawn")
    ready, done = context.Barrier(len(work)), context.Queue()
    processes = [
        context.Process(target=_invoice, args=(settings, seller, part, ready, done))
        for seller, part in zip(sellers, work, strict=True)
    ]
    for process in processes:
        process.start()
    rates = [done.get() for _ in processes]
    for process in processes:
        process.join()
    return sum(rates)


def _invoice(settings: Settings, seller, part: Work, ready, done) -> None:
    client = client_of(begun(settings), seller)
    for pair in part[:5]:
        _sent(client, pair)
    ready.wait()
    began = perf_counter()
    for pair in part[5:]:
        _sent(client, pair)
    done.put((len(part) - 5) / (perf_counter() - began))


def _sent(client, pair: tuple[str, str]) -> None:
    path = "/contracts/{}/milestones/{}/invoice".format(*pair)
    answer = client.post(path, data={"once": str(uuid4()), "vat": "standard"})
    assert answer.status_code == 302, answer.text


def statements(settings: Settings, seller: object, part: Work) -> tuple[int, int]:
    """How many statements one POST takes, and how many commits."""
    client = client_of(begun(settings), seller)
    for pair in part[:3]:
        _sent(client, pair)
    said: list[str] = []
    engine = db.session.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *told: said.append("statement"))
    event.listen(engine, "commit", lambda _: said.append("commit"))
    _sent(client, part[3])
    return said.count("statement"), said.count("commit")


def tendered(client_for: Callable[[object], object], cast: Cast, bidders: list[object]) -> int:
    """A tender drafted, published, bid for and opened through the pages; how many POSTs it took."""
    sent = 0
    clock.set_to(NOON)

    def post(who: object, path: str, **typed: str) -> str:
        nonlocal sent
        sent += 1
        answer = client_for(who).post(path, data={"once": str(uuid4()), **typed})
        assert answer.status_code == 302, (path, answer.text)
        return str(answer.location)

    buyer = cast.buyer
    draft = post(buyer, "/tenders/new", buyer_id=str(cast.council.id), title="Hot meals")
    tender = draft.removesuffix("/draft")
    for revision, (slug, typed) in enumerate(_DRAFT.items(), start=1):
        path = f"{tender}/draft/{slug}"
        planned = _FIELD.findall(client_for(buyer).get(path).text) if slug == "timetable" else ()
        post(buyer, path, **{**dict(planned), "revision": str(revision), **typed})
    post(buyer, tender.replace("/tenders/", "/evaluations/") + "/declare", interest="none")
    post(buyer, f"{tender}/publish", revision=str(len(_DRAFT) + 1))
    key = UUID(tender.rpartition("/")[2])
    with db.transaction():  # after a ROLLBACK the connection would have no statement ready
        parts = parts_of(key)
    (question,), (clause,) = parts.questions, parts.clauses
    lot = parts.lots[0]
    for bidder in bidders:
        (own,) = bidder.organisations
        bid = post(bidder, f"{tender}/begin-bid", how="alone", organisation_id=str(own))
        post(bidder, f"{bid}/answers/{question.id}", revision="1", text="With great care.")
        prices = {f"prices-{lot.id}": "41,000.00", f"vat-{lot.id}": "standard"}
        post(bidder, f"{bid}/prices", revision="2", **prices)
        promised = {f"commitments-{clause.id}": "4", f"method-{clause.id}": "With the job centre."}
        post(bidder, f"{bid}/commitments", revision="3", **promised)
        exclusion = {f"exclusion-{own}": "none"}
        post(bidder, f"{bid}/assurances", seen="4", revision="4", **exclusion, **_ASSURED)
        post(bidder, f"{bid}/submit", revision="5")
    closes_at = db.session.scalars(select(Tender.closes_at).where(Tender.id == key)).one()
    clock.set_to(closes_at + timedelta(minutes=1))
    post(buyer, tender.replace("/tenders/", "/evaluations/") + "/open")
    return sent


def tenders_a_second(
    clients: dict[UUID, object], cast: Cast, bidders: list[object], seconds: float
) -> tuple[int, float]:
    """The POSTs of a tender, and how many tenders go through in a second after the first two."""

    def one() -> int:
        return tendered(lambda who: clients[who.person_id], cast, bidders)

    for _ in range(2):
        posts = one()
    began, count = perf_counter(), 0
    while perf_counter() - began < seconds:
        one()
        count += 1
    return posts, count / (perf_counter() - began)


_ASSURED = {
    "is_independent": "y", "takes_terms": "y", "has_conflict": "no", "uses_others": "no",
}  # fmt: skip

_FIELD = re.compile(r'name="([a-z_]+-(?:day|month|year|time))"[^>]* value="([^"]*)"')

_DRAFT = {
    "about": {
        "title": "Hot meals", "description": "Two a day.", "delivery": "Ladywood", "theme": "food",
        "subject": "services", "ordering": "at_once", "cpv": "55520000",
    },
    "lots": {
        "lots-0-title": "Meals", "lots-0-estimate": "50,000.00", "lots-0-options_estimate": "0",
        "lots-0-extension_months": "0", "no_lots_reason": "One.",
    },
    "conditions": {},
    "criteria": {
        "price_weight": "50", "quality_weight": "30", "social_value_weight": "20",
        "price_formula": "lowest_over_this", "tie_rule": "quality_first",
    },
    "scale": {"scale_words-0": "Nothing.", "scale_words-1": "Some.", "scale_words-2": "All."},
    "questions": {"questions-0-text": "How will you cook?", "questions-0-weight": "100"},
    "clauses": {
        "clauses-0-text": "Paid placements", "clauses-0-unit": "placements",
        "clauses-0-target": "4", "clauses-0-weight": "100", "clauses-0-quantity_share": "70",
    },
    "plan": {
        "from_what": "publication", "from_on-day": "24", "from_on-month": "11",
        "from_on-year": "2026", "tendering_days": "30",
    },
    "timetable": {"ends_on-day": "31", "ends_on-month": "3", "ends_on-year": "2028"},
    "payment": {"payment_days": "7"},
    "notice": {
        "suits_sme": "yes", "suits_vcse": "yes", "risks": "None known.",
        "after_expiry": "Yes.", "engagement": "None: it is simple.",
        "agreements": "none",
    },
    "central": {
        "central_notice": "012345-2026", "central_notice_at-day": "23",
        "central_notice_at-month": "11", "central_notice_at-year": "2026",
        "central_notice_at-time": "08:00",
    },
}  # fmt: skip


def bare(url: str, seconds: float) -> tuple[float, float]:
    """Bare SQL: invoices a second, and tenders with their bids a second."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE bare (id bigserial PRIMARY KEY, body text)")
        connection.execute("INSERT INTO bare (body) SELECT 'x' FROM generate_series(1, 100)")
        connection.commit()

        def act(rows: int) -> None:
            connection.execute("SELECT * FROM bare WHERE id = 1 FOR UPDATE")
            connection.execute("UPDATE bare SET body = 'y' WHERE id = 2")
            with connection.cursor() as cursor:
                cursor.executemany("INSERT INTO bare (body) VALUES (%s)", [("x" * 400,)] * rows)
            connection.execute("INSERT INTO bare (body) VALUES (%s)", ("x" * _CHAIN,))
            connection.execute("UPDATE bare SET body = 'z' WHERE id = 3")
            connection.commit()

        def rate(work: Callable[[], object]) -> float:
            began, count = perf_counter(), 0
            while perf_counter() - began < seconds:
                work()
                count += 1
            return count / (perf_counter() - began)

        return rate(lambda: act(8)), rate(lambda: [act(2) for _ in range(40)])


def main(seconds: float) -> None:
    each = int(seconds * 60) + 5
    with database() as settings:
        app = begun(settings)
        with app.app_context():
            clock.set_to(NOON)
            make = Make()
            cast = Cast(make)
            rounds = [
                prepared(make, cast, clients, each)
                for _ in range(ROUNDS)
                for clients in (1, CLIENTS)
            ]
            bidders = [
                make.member(make.organisation(Kind.CIC, f"Bidder {number}"), Role.OWNER)
                for number in range(BIDS)
            ]
            sellers, ((*work,),) = prepared(make, cast, 1, 4)
            clients = {who.person_id: client_of(app, who) for who in (cast.buyer, *bidders)}
            db.session.remove()
        bare_invoices, bare_tenders = bare(settings.database_url or "", 2.0)
        for number in range(ROUNDS):
            alone = invoiced(at_work(settings), *rounds[2 * number])
            together = invoiced(at_work(settings), *rounds[2 * number + 1])
            posts, tenders = tenders_a_second(clients, cast, bidders, 2 * seconds)
            for what, figure in (
                ("invoices 1", alone),
                (f"invoices {CLIENTS}", together),
                ("tenders", tenders),
            ):
                tell(what, figure)
            print(
                f"invoices: one client {alone:,.0f}/s ({alone / bare_invoices:.3f} of bare SQL), "
                f"{CLIENTS} clients {together:,.0f}/s ({together / alone:.2f} times one); "
                f"a tender, {BIDS} bids, opened ({posts} POSTs): {tenders:,.2f}/s "
                f"({tenders / bare_tenders:.3f} of bare SQL)"
            )
        count, commits = statements(at_work(settings), sellers[0], work)
        tell("invoice statements", count)
        tell("invoice commits", commits)
        print(f"an invoice: {count} statements, {commits} commits")


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS)
