"""Many at the same moment, each in its own thread and session; and one held where it has written."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier, Thread
from typing import Any

from sqlalchemy import Engine, create_engine, event, text

from marketplace.engine import db


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment; what each gave, or the error it ended with."""
    start, given = Barrier(len(jobs)), [None] * len(jobs)

    def run(place: int, job: Callable[[], Any]) -> None:
        start.wait(30)
        try:
            given[place] = job()
        except Exception as error:  # noqa: BLE001 the test looks at what went wrong
            given[place] = error
        finally:
            db.session.remove()

    threads = [Thread(target=run, args=(place, job)) for place, job in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    db.session.expire_all()
    return given


@contextmanager
def at_the_insert(table: str, do: Callable[[Any], None]) -> Iterator[None]:
    """Once, right after a row of a table was inserted and before anything is committed."""
    with at_the_statement(f"INSERT INTO {table} ", do):
        yield


@contextmanager
def at_the_statement(beginning: str, do: Callable[[Any], None]) -> Iterator[None]:
    """Once, right after the first statement that begins so, and before anything is committed."""
    engine: Engine = db.session.get_bind()
    done = []

    def hook(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith(beginning) and not done:
            done.append(statement)
            do(connection)

    event.listen(engine, "after_cursor_execute", hook)
    try:
        yield
    finally:
        event.remove(engine, "after_cursor_execute", hook)
    assert done


def until_somebody_waits(_: Any = None) -> None:
    """Go on once somebody waits for a lock, or after some seconds."""
    other = create_engine(db.session.get_bind().url, isolation_level="AUTOCOMMIT")
    with other.connect() as second:
        for _ in range(200):
            if second.execute(text("SELECT count(*) FROM pg_locks WHERE NOT granted")).scalar():
                break
            time.sleep(0.02)
    other.dispose()
