"""Is the database as the code expects it? Alembic, from ``migrations/``.

Alembic is imported by who migrates or compares: every start asks whether it is needed.
"""

from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, insert, make_url, text
from sqlalchemy.pool import NullPool

from marketplace import chapters
from marketplace.engine import stamps
from marketplace.engine.db import Base
from marketplace.settings import ROOT, Settings

chapters.load()
VIEWS = ("committed_now", "payer_records_now")
"""What triggers read to follow other tables: they write as the role that changed those."""

_MIGRATIONS = ROOT / "migrations"
_LOCK = 7_230_117
"""The advisory lock under which a database is migrated."""


def bring_up_to_date(settings: Settings) -> None:
    """Migrate the database of an installation, and let the role of pages do what it needs."""
    upgrade(settings.url_of_owner)
    role = make_url(settings.database_url or "").username
    if settings.owner_url and role:
        give_rights(settings.owner_url, role)


def upgrade(url: str) -> None:
    """Bring a database to the newest version; where several processes try, one after the other.

    What a migration changes no act notes, so whoever keeps pages is told that all may be another.
    """
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        if not is_current(connection):
            _move("upgrade", connection, "head")
            connection.execute(insert(stamps.Stamp).values(changed=stamps.everything()))


def give_rights(owner_url: str, role: str) -> None:
    """Let a role do what pages and jobs need, and no more: it owns no table, and can neither
    change nor remove what is only ever added, nor switch off what guards it.
    """
    engine = create_engine(owner_url, hide_parameters=True)
    quoted = engine.dialect.identifier_preparer.quote(role)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        for statement in (
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
            f"GRANT USAGE ON SCHEMA public TO {quoted}",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
            f"GRANT SELECT ON alembic_version, {', '.join(VIEWS)} TO {quoted}",
            *(
                f"GRANT {rights_on(table)} ON {table.name} TO {quoted}"
                for table in Base.metadata.sorted_tables
            ),
        ):
            connection.execute(text(statement))
    engine.dispose()


def rights_on(table: Table) -> str:
    """What the role of pages may do to a table: read and add; change, unless it is kept as it
    was; remove, only where removing is part of the work.
    """
    rights = ["SELECT", "INSERT"]
    if not table.info.get("kept"):
        rights.append("UPDATE")
    if table.info.get("removed"):
        rights.append("DELETE")
    return ", ".join(rights)


def downgrade(url: str, version: str = "base") -> None:
    """Take a database back to a version."""
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool)
    with engine.begin() as connection:
        _move("downgrade", connection, version)


def differences(engine: Engine) -> list[Any]:
    """What the models hold that a migrated database does not, or the reverse."""
    from alembic.autogenerate import compare_metadata  # noqa: PLC0415 see above
    from alembic.migration import MigrationContext  # noqa: PLC0415 see above

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def is_current(connection: Connection) -> bool:
    """Whether a database has every migration that this code knows, and no other."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return False
    return connection.scalars(text("SELECT version_num FROM alembic_version")).all() == [_newest()]


def _newest() -> str:
    """The last migration: each file is called by its number, and follows the one before."""
    files = _MIGRATIONS.joinpath("versions").glob("*.py")
    return max((path.name for path in files), default="")[:4]


def _move(way: str, connection: Connection, version: str) -> None:
    from alembic import command  # noqa: PLC0415 see above
    from alembic.config import Config  # noqa: PLC0415 see above

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    getattr(command, way)(config, version)
