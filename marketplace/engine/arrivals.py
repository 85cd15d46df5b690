"""Is every submission that came before a moment answered, in every web process?

Each web process keeps one connection open and says on it, in its application name, before
which moment everything that came to it is answered. A process that ends takes its word with
it. So nothing is written, and nothing is left of a process that was killed.
"""

import time
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy import StaticPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from marketplace.engine import clock, db

_SAID = "answered before "
_SAY = text("SELECT set_config('application_name', :name, false)")
_WAIT = 20.0
"""Seconds for which an opening waits."""


class Mark:
    """The word of one web process, on a connection that nothing else uses."""

    def __init__(self, database_url: str) -> None:
        self._engine = create_engine(
            database_url, isolation_level="AUTOCOMMIT", poolclass=StaticPool, pool_pre_ping=True
        )

    def __call__(self, moment: datetime) -> None:
        """Say before which moment everything is answered; a lost connection is opened again."""
        name = f"{_SAID}{moment.timestamp():.6f}"
        with suppress(SQLAlchemyError), self._engine.connect() as connection:
            connection.execute(_SAY, {"name": name})

    def close(self) -> None:
        """Take the word back: the process ends."""
        self._engine.dispose()


def are_answered(moment: datetime) -> bool:
    """Whether every web process has answered all that came before a moment of our clock."""
    names = db.session.scalars(
        text(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name LIKE :said"
        ),
        {"said": f"{_SAID}%"},
    )
    marks = [datetime.fromtimestamp(float(name.removeprefix(_SAID)), UTC) for name in names]
    return not marks or min(marks) >= clock.real_at(moment)


def wait_for(moment: datetime) -> None:
    """Wait until all that came before a moment is answered, but not for ever."""
    until = time.monotonic() + _WAIT
    while not are_answered(moment) and time.monotonic() < until:
        db.session.rollback()
        time.sleep(0.1)
