"""A bid and an offer name the group that its host makes it for."""

import sqlalchemy as sa
from alembic import op

revision = "0093"
down_revision = "0092"

_TABLES = ("bids", "offer_rounds")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(
            table,
            sa.Column("for_group_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=True),
        )
        op.create_index(
            f"ix_{table}_group",
            table,
            ["for_group_id"],
            postgresql_where=sa.text("for_group_id IS NOT NULL"),
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"ix_{table}_group", table)
        op.drop_column(table, "for_group_id")
