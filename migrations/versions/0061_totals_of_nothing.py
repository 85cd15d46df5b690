"""Totals that have come to nothing are found, and removed with the names in them, at each fold."""

import sqlalchemy as sa
from alembic import op

revision = "0061"
down_revision = "0060"

_NOTHING = {"money_totals": "lines = 0 AND pence = 0", "payment_days": "invoices = 0 AND pence = 0"}


def upgrade() -> None:
    for table, nothing in _NOTHING.items():
        op.create_index(f"ix_{table}_nothing", table, ["place"], postgresql_where=sa.text(nothing))


def downgrade() -> None:
    for table in _NOTHING:
        op.drop_index(f"ix_{table}_nothing", table)
