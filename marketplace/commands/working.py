"""What does a command stand on that needs the database?"""

from collections.abc import Iterator
from contextlib import contextmanager

from marketplace import embedded, migrate
from marketplace.actions.places import ensure_places
from marketplace.settings import Settings, from_environment
from marketplace.wiring import wire


@contextmanager
def working_database() -> Iterator[Settings]:
    """The settings with a migrated database, everything wired; what was started is stopped.

    Without ``DATABASE_URL`` the embedded one is started where none is running.
    """
    with embedded.database(from_environment()) as settings:
        prepare(settings)
        yield settings


def prepare(settings: Settings) -> None:
    """Bring the database up to date, wire everything to it, and name the places."""
    migrate.upgrade(settings.database_url or "")
    wire(settings)
    ensure_places()
