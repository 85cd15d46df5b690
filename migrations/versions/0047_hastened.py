"""Both sides may say that a new bank account need not wait."""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"

COLUMNS = ("hastened_by", "hastened_by_broker")


def upgrade() -> None:
    for column in COLUMNS:
        op.add_column("bank_accounts", sa.Column(column, sa.Uuid()))
        op.create_foreign_key(
            op.f(f"fk_bank_accounts_{column}_persons"), "bank_accounts", "persons", [column], ["id"]
        )


def downgrade() -> None:
    for column in COLUMNS:
        op.drop_column("bank_accounts", column)
