"""Whether the migrations, run from empty, make what the models describe; and can be undone."""

import sys
import tempfile
from pathlib import Path

import click
from sqlalchemy import create_engine

from marketplace import migrate
from marketplace.embedded import Postgres


@click.command()
def check_migrations() -> None:
    """Run all migrations on an empty database of their own, compare, and undo them."""
    with tempfile.TemporaryDirectory(prefix="mp-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = Postgres(folder / "sql-data", folder / "sql", "only for this check", fast=True)
        server.start()
        try:
            migrate.upgrade(server.url)
            engine = create_engine(server.url)
            differences = migrate.differences(engine)
            engine.dispose()
            migrate.downgrade(server.url)
            migrate.upgrade(server.url)
        finally:
            server.stop()
    for difference in differences:
        click.echo(f"The models and the migrations differ: {difference}", err=True)
    if differences:
        sys.exit(1)
    click.echo("The migrations make what the models describe.")
