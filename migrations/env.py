"""How a migration runs: on the connection it is given, with a lock time-out."""

from alembic import context
from sqlalchemy import text

from marketplace.engine.db import Base

connection = context.config.attributes["connection"]
connection.execute(text("SET lock_timeout TO '10s'"))
context.configure(connection=connection, target_metadata=Base.metadata, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
