"""Is the database as the code expects it? Alembic, from ``migrations/``."""

from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text

from marketplace import chapters
from marketplace.engine.db import Base
from marketplace.settings import ROOT

chapters.load()
_LOCK = 7_230_117
"""The advisory lock under which a database is migrated."""


def upgrade(url: str) -> None:
    """Bring a database to the newest version; where several processes try, one after the other."""
    engine = create_engine(url, hide_parameters=True)
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(_config(connection), "head")
    engine.dispose()


def downgrade(url: str, version: str = "base") -> None:
    """Take a database back to a version."""
    engine = create_engine(url, hide_parameters=True)
    with engine.begin() as connection:
        command.downgrade(_config(connection), version)
    engine.dispose()


def differences(engine: Engine) -> list[Any]:
    """What the models hold that a migrated database does not, or the reverse."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def is_current(connection: Connection) -> bool:
    """Whether a database has every migration that this code knows."""
    script = ScriptDirectory.from_config(_config(connection))
    return set(MigrationContext.configure(connection).get_current_heads()) == set(
        script.get_heads()
    )


def _config(connection: Any) -> Config:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["connection"] = connection
    return config
