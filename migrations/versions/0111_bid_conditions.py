"""An opened bid holds how it meets the conditions, and what it assures the buyer of."""

import sqlalchemy as sa
from alembic import op

revision = "0111"
down_revision = "0110"


def upgrade() -> None:
    op.add_column("bids", sa.Column("assurances", sa.String, nullable=False, server_default=""))
    op.alter_column("bids", "assurances", server_default=None)
    op.create_table(
        "bid_conditions",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("bid_id", sa.Uuid, sa.ForeignKey("bids.id"), nullable=False),
        sa.Column("condition_id", sa.Uuid, sa.ForeignKey("conditions.id"), nullable=False),
        sa.Column("met_by_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=True),
        sa.Column("relied_on", sa.String, nullable=False),
        sa.Column("how", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("bid_id", "condition_id"),
    )


def downgrade() -> None:
    op.drop_table("bid_conditions")
    op.drop_column("bids", "assurances")
