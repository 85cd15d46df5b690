"""How long does a page of the notice search take, against one indexed query and a bare page?

    python benchmarks/bench_search.py [NOTICES]

Notices of invented words, as often as words of a language are (the second half as often as the
first, and so on), taken in over five years one after the other. They are kept in var/bench for the
next run. Both pages are asked for in this run, through the test client. Fails where half the pages
of a kind take more than ``LIMIT`` times as long as the bare page.
"""

import os
import random
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from itertools import accumulate
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID

import psycopg
from flask import Flask, render_template_string
from psycopg.types.json import Jsonb
from sqlalchemy import select
from told import tell

from marketplace import migrate
from marketplace.app import create_app
from marketplace.embedded import Postgres
from marketplace.engine import db
from marketplace.gateways import keys
from marketplace.settings import Settings
from marketplace.tendering.models.notices import Notice
from procurement.ground.words import SHORTEST, pieces, words_in

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 60.0
TIMES = 60
"""Pages asked for of each kind."""
BUYERS, NAMES = 3_000, ("Council", "Trust", "College", "Homes")
STAGES = ("planning", "tender", "award", "contract")
NEWEST = datetime(2026, 11, 1, tzinfo=UTC)
BARE = "<!doctype html><title>Notices</title><ul>{% for row in rows %}<li>{{ row[1] }}</li>{% endfor %}</ul>"

_STARTS = tuple("bcdfghlmnprstvw")
_RESTS = ("a", "e", "i", "o", "u", "ai", "ea", "an", "er", "in", "on", "al")
_SYLLABLES = [start + rest for start in _STARTS for rest in _RESTS]
_chance = random.Random(7)  # noqa: S311 the same words each time


def words() -> list[str]:
    """Sixty thousand, the most common first."""
    made: dict[str, None] = {}
    while len(made) < 60_000:
        word = "".join(_chance.choices(_SYLLABLES, k=_chance.randint(2, 5)))
        if len(word) >= SHORTEST:
            made[word] = None
    return list(made)


WORDS = words()
_OFTEN = list(accumulate(1 / (place + 3) for place in range(len(WORDS))))


@contextmanager
def installed(notices: int) -> Iterator[Flask]:
    """The application over so many notices; they are made the first time."""
    folder = ROOT / "var" / "bench" / f"search-{notices}"
    folder.mkdir(parents=True, exist_ok=True)
    server = Postgres(folder / "pg", Path("/tmp") / f"mp-bench-{os.getpid()}", "benchmark")  # noqa: S108 a short path
    server.start()
    try:
        migrate.upgrade(server.url)
        with psycopg.connect(server.url.replace("+psycopg", "")) as connection:
            known = connection.execute("SELECT count(*) FROM searched_notices").fetchone()
            if known != (notices,):
                fill(connection, notices)
        app = create_app(
            Settings(var=folder, database_url=server.url, demonstration=False, secret_key="x")  # noqa: S106 no secret
        )
        keys.make()
        yield app
        db.session.remove()
        db.session.get_bind().dispose()
    finally:
        server.stop()


def fill(connection: psycopg.Connection, notices: int) -> None:
    """Copy everything into an empty database, and make the index of words after it."""
    connection.execute("DROP INDEX ix_searched_notices_words")
    copy(connection, "organisations (id, name, kind, about, website, street, town, postcode, "
         "contact_email, created_at, revision)",
         ((UUID(int=buyer), buyer_name(buyer), "public_authority", "", "", "", "",
           f"{'B' if buyer % 10 == 0 else 'LS'}{buyer % 9 + 1} 1AA", "", NEWEST, 1)
          for buyer in range(BUYERS)))  # fmt: skip
    stands: set[str] = set()
    step = timedelta(days=5 * 365) / notices
    for begin in range(0, notices, 10_000):
        part = [notice(place, NEWEST - step * (notices - place))
                for place in range(begin, min(notices, begin + 10_000))]  # fmt: skip
        copy(connection, "notices (id, ocid, release_id, released_at, stage, title, description, "
             "buyer_id, cpv, delivery, lots, release, source, imported_at, closes_at, value)",
             (row for row, _ in part))  # fmt: skip
        copy(connection, "searched_notices (notice_id, buyer_id, released_at, marks, closes_at, "
             "value, text)",
             (document for _, document in part))  # fmt: skip
        stands.update(*(words_in(document[-1]) for _, document in part))
    copy(connection, "known_words (word, pieces)",
         ((word, sorted(pieces(word))) for word in stands))  # fmt: skip
    connection.execute("SET maintenance_work_mem TO '512MB'")
    connection.execute("CREATE INDEX ix_searched_notices_words ON searched_notices "
                       "USING gin (words, marks) WITH (fastupdate=false)")  # fmt: skip
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM ANALYZE")


def copy(connection: psycopg.Connection, into: str, rows: Iterator[Sequence[object]]) -> None:
    with connection.cursor().copy(f"COPY {into} FROM STDIN") as told:
        for row in rows:
            told.write_row(row)


def buyer_name(buyer: int) -> str:
    return f"{WORDS[5_000 + buyer].title()} {NAMES[buyer % len(NAMES)]}"


def notice(place: int, released_at: datetime) -> tuple[Sequence[object], Sequence[object]]:
    """A notice and its document."""
    key = UUID(int=(1 << 100) + place)
    buyer, stage = _chance.randrange(BUYERS), _chance.choice(STAGES)
    said = _chance.choices(WORDS, cum_weights=_OFTEN, k=_chance.randint(20, 110))
    title, description = " ".join(said[:7]), " ".join(said[7:])
    cpv = f"{_chance.randint(10, 98)}{_chance.randint(0, 9)}00000"
    closes_at, value = released_at + timedelta(days=place % 90), place % 997 * 100_000
    marks = [f"stage:{stage}", *(f"cpv:{cpv[:length]}" for length in range(1, 9))]
    row = (key, f"ocds-bench-{place}", "1", released_at, stage, title, description,
           UUID(int=buyer), [cpv], "", Jsonb([]), Jsonb({}), "", released_at, closes_at, value)  # fmt: skip
    text = "\n".join((title, description, buyer_name(buyer), cpv))
    return row, (key, UUID(int=buyer), released_at, sorted(marks), closes_at, value, text)


def two_words() -> str:
    return "text=" + "+".join(_chance.sample(WORDS[100:3_000], 2))


def common_word() -> str:
    return f"text={_chance.choice(WORDS[:5])}"


def typo() -> str:
    word = _chance.choice([word for word in WORDS[20:2_000] if len(word) > 6])
    at = _chance.randrange(1, len(word) - 1)
    return f"text={word[:at]}q{word[at + 1 :]}"


def filters() -> str:
    return (f"text={_chance.choice(WORDS[:200])}&stage={_chance.choice(STAGES)}"
            f"&cpv={_chance.randint(10, 98)}&place=west-midlands")  # fmt: skip


def twentieth(client: object) -> Callable[[], str]:
    """The twentieth page of what the most common words find, reached as a reader reaches it."""
    asked: list[str] = []
    for word in WORDS[:5]:
        address = f"text={word}"
        for _ in range(19):
            answer = client.get(f"/notices?{address}").text
            address = unescape(re.search(r'href="/notices\?([^"]*)" rel="next"', answer)[1])
        asked.append(address)
    return lambda: _chance.choice(asked)


def timed(ask: Callable[[], object]) -> float:
    began = perf_counter()
    ask()
    return (perf_counter() - began) * 1000


def measured(client: object, queries: Sequence[str]) -> list[float]:
    def ask(query: str) -> None:
        answer = client.get(f"/notices?{query}")
        assert answer.status_code == 200, query
        answer.close()

    ask(queries[0])
    return [timed(lambda query=query: ask(query)) for query in queries]


def bare(app: Flask) -> list[float]:
    """One query by a key, and a page of twenty lines."""
    small = Flask("bare")
    ids = [UUID(int=(1 << 100) + place) for place in range(20)]

    @small.get("/")
    def _() -> str:
        rows = db.session.execute(select(Notice.id, Notice.title).where(Notice.id.in_(ids))).all()
        db.session.rollback()
        return render_template_string(BARE, rows=rows)

    client = small.test_client()
    client.get("/")
    return [timed(lambda: client.get("/")) for _ in range(TIMES)]


def main(notices: int) -> int:
    with installed(notices) as app:
        client = app.test_client()
        base = bare(app)
        ground = median(base)
        print(f"search: {notices:,} notices, load {os.getloadavg()[0]:.1f}; "
              f"bare page p50 {ground:.1f} ms, p95 {quantiles(base, n=20)[-1]:.1f} ms")  # fmt: skip
        ratios = {}
        for name, asked in (
            ("all of them", lambda: "made=anew"),  # without a query it is kept
            ("two words", two_words),
            ("a very common word", common_word),
            ("a word typed wrongly", typo),
            ("filters combined", filters),
            ("the twentieth page", twentieth(client)),
        ):
            took = measured(client, [asked() for _ in range(TIMES)])
            ratios[name] = median(took) / ground
            tell(f"search {name} {notices}", quantiles(took, n=20)[-1])
            print(f"  {name}: p50 {median(took):.1f} ms ({ratios[name]:.1f} times the bare page), "
                  f"p95 {quantiles(took, n=20)[-1]:.1f} ms")  # fmt: skip
    return 0 if max(ratios.values()) <= LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000))
