"""What a consortium agrees is kept encrypted."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from marketplace.gateways import keys

revision = "0010"
down_revision = "0009"

SEALED = {"consortia": {"name": "varchar", "why_together": "varchar"},
          "consortium_members": {"work": "varchar", "share": "numeric"}}  # fmt: skip


def upgrade() -> None:
    for table, columns in SEALED.items():
        for column in columns:
            kept = kept_in(table, f"{column}::text")
            op.execute(f"ALTER TABLE {table} ALTER {column} TYPE bytea USING ''::bytea")
            write(table, column, "bytea", {key: sealed(value) for key, value in kept.items()})


def downgrade() -> None:
    for table, columns in SEALED.items():
        for column, kind in columns.items():
            kept = kept_in(table, column)
            op.execute(f"ALTER TABLE {table} ALTER {column} TYPE {kind} USING '0'::{kind}")
            write(table, column, kind, {key: opened(value) for key, value in kept.items()})


def kept_in(table: str, column: str) -> dict[UUID, Any]:
    rows = op.get_bind().execute(sa.text(f"SELECT id, {column} FROM {table}"))  # noqa: S608
    return {row.id: row[1] for row in rows}


def write(table: str, column: str, kind: str, values: dict[UUID, Any]) -> None:
    said = sa.text(f"UPDATE {table} SET {column} = CAST(:value AS {kind}) WHERE id = :key")  # noqa: S608
    for key, value in values.items():
        op.get_bind().execute(said, {"key": key, "value": value})


def sealed(value: str) -> bytes:
    plain = value.encode()
    return keys.encrypt("agreement", plain + b"\0" * (-len(plain) % 64))


def opened(value: bytes) -> str:
    plain = keys.decrypt("agreement", value)
    assert plain is not None, "This database belongs to another installation's keys."
    return plain.rstrip(b"\0").decode()
