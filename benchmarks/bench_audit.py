"""How much do eight writers get done at once, against one, and against bare SQL of the same work?

Each writer is a process that changes an organisation of its own through the action
``organisation.update``, for some seconds, on a database that keeps what it commits (fsync).
The bare SQL holds the row, changes it, and adds one row of an act's size; nothing is hashed.
Computing alone says how much more the machine does at once than one at a time, where nobody waits
for anything: an act is mostly that.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from uuid import UUID

from sqlalchemy import event, text
from told import tell

from marketplace import migrate
from marketplace.embedded import Postgres
from marketplace.engine import db
from marketplace.engine.access import Actor, Role
from marketplace.gateways import keys
from marketplace.organisations.actions.organisations import (
    OrganisationProfile,
    update_organisation,
)
from marketplace.settings import Settings
from marketplace.wiring import wire
from procurement.organisations.organisation import Kind

SECONDS, WRITERS, ROUNDS = 3.0, 8, 3
_IDS = [UUID(int=1_000 + place) for place in range(WRITERS)]


@contextmanager
def database() -> Iterator[Settings]:
    """A server of its own with eight organisations."""
    folder = Path(tempfile.mkdtemp(prefix="mp-"))
    folder.chmod(0o755)
    server = Postgres(folder / "pg", folder / "sql", "for a benchmark")
    server.start()
    try:
        settings = Settings(
            var=folder,
            database_url=server.url,
            demonstration=False,
            secret_key="x",  # noqa: S106 no secret
        )
        migrate.upgrade(server.url)
        begin(settings)
        with db.transaction():
            for place, key in enumerate(_IDS):
                db.session.connection().execute(
                    text(
                        "INSERT INTO organisations (id, name, kind, about, website, street, town, "
                        "postcode, contact_email, created_at, revision) VALUES (:id, :name, :kind, "
                        "'', '', '', '', '', 'office@example.org', now(), 1)"
                    ),
                    {"id": key, "name": f"Organisation {place}", "kind": Kind.CIC.value},
                )
            db.session.connection().execute(
                text("CREATE TABLE bare (id bigserial PRIMARY KEY, body text)")
            )
        db.session.remove()
        yield settings
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def begin(settings: Settings) -> None:
    wire(settings)
    keys.make()


def by_action(place: int, number: int) -> None:
    """One act, as a person of the organisation does it."""
    who = Actor(person_id=UUID(int=1), roles=frozenset({(_IDS[place], Role.OWNER)}))
    profile = OrganisationProfile(
        name=f"Organisation {place}",
        contact_email="office@example.org",
        about=f"What we do, {number}",
        website="",
        vat_number="",
        gln="",
        employees=number % 100,
    )
    update_organisation(who, _IDS[place], profile=profile)


def bare(place: int, number: int) -> None:
    """The same in the fewest words that the database needs."""
    with db.transaction():
        run, which = db.session.connection().execute, {"id": _IDS[place], "n": number}
        run(text("SELECT * FROM organisations WHERE id = :id FOR UPDATE"), which)
        run(text("UPDATE organisations SET employees = :n WHERE id = :id"), which)
        run(text("INSERT INTO bare (body) VALUES (:body)"), {"body": "x" * 600})


def computing(place: int, number: int) -> None:
    """About as long as an act, in Python alone."""
    sum(n * n for n in range(100_000))


def written(settings: Settings, work: Callable[[int, int], None], writers: int) -> float:
    """Acts a second, all writers together."""
    context = get_context("spawn")
    ready, done = context.Barrier(writers), context.Queue()
    processes = [
        context.Process(target=_write, args=(settings, work, place, ready, done))
        for place in range(writers)
    ]
    for process in processes:
        process.start()
    counts = [done.get() for _ in processes]
    for process in processes:
        process.join()
    return sum(counts) / SECONDS


def _write(settings: Settings, work: Callable[[int, int], None], place: int, ready, done) -> None:
    begin(settings)
    for number in range(5):
        work(place, number)
    ready.wait()
    until, number = perf_counter() + SECONDS, 0
    while perf_counter() < until:
        number += 1
        work(place, number)
    done.put(number)


def statements(settings: Settings) -> int:
    """How many statements one act takes, its commit not counted."""
    begin(settings)
    counted: list[str] = []
    by_action(0, -1)
    event.listen(
        db.session.get_bind(), "before_cursor_execute", lambda *told: counted.append(told[2])
    )
    by_action(0, -2)
    db.session.remove()
    db.session.get_bind().dispose()
    return len(counted)


def main() -> None:
    with database() as settings:
        print(f"statements of one act: {statements(settings)}")
        for _ in range(ROUNDS):
            alone, together = (written(settings, by_action, writers) for writers in (1, WRITERS))
            bare_alone, bare_together = (
                written(settings, bare, writers) for writers in (1, WRITERS)
            )
            one, many = (written(settings, computing, writers) for writers in (1, WRITERS))
            tell(f"{WRITERS} writers", together / alone)
            print(
                f"one writer {alone:,.0f} acts/s ({alone / bare_alone:.2f} of bare SQL); "
                f"{WRITERS} writers {together:,.0f} acts/s, {together / alone:.2f} times one "
                f"(bare SQL {bare_together / bare_alone:.2f} times, "
                f"computing alone {many / one:.2f} times)"
            )


if __name__ == "__main__":
    main()
