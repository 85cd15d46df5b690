"""What does a command stand on that needs the database?"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from marketplace import embedded, migrate
from marketplace.desk.actions.records import ensure_recorded
from marketplace.engine import db
from marketplace.engine.audit import AuditRecord
from marketplace.engine.installation import bind_to_key, has_its_key
from marketplace.engine.planned import ensure_planned
from marketplace.gateways import keys
from marketplace.organisations.actions.places import ensure_places
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
    """Bring the database up to date, wire everything, record it, name places, plan the nights."""
    keys.use(settings.keys)
    migrate.bring_up_to_date(settings)
    wire(settings)
    _need_the_key(settings)
    ensure_recorded()
    ensure_places()
    for daily in ("erase_kept", "plan_finds", "remind_of_ends"):
        ensure_planned(daily)


def _need_the_key(settings: Settings) -> None:
    """A new installation gets its key; one that has lost it must not go on with another."""
    if keys.is_there():
        bind_to_key()
        if not has_its_key():
            raise embedded.CannotStart(
                f"The master key {settings.keys / 'master.key'} is not the one this database "
                "belongs to. Put the right one in its place, or name another database."
            )
        return
    if db.session.scalar(select(AuditRecord.number).limit(1)) is not None:
        raise embedded.CannotStart(
            f"The master key {settings.keys / 'master.key'} is missing. Without it no sealed bid, "
            "bank account or document can be read. Put it back from a backup: see marketplace "
            "restore."
        )
    keys.make()
    bind_to_key()
