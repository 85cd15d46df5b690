"""A database of its own for a test of migrations."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, make_url, text

from marketplace.settings import Settings


@pytest.fixture
def url(app: Flask, settings: Settings) -> Iterator[str]:
    """A database of its own, at the newest version."""
    server = make_url(settings.url_of_owner)
    admin = create_engine(server.set(database="postgres"), isolation_level="AUTOCOMMIT")
    name = f"{server.database}_migrated"
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE marketplace_template"))
        yield server.set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()
