"""A buyer says since when its own finance system can pay a supplier."""

import sqlalchemy as sa
from alembic import op

revision = "0113"
down_revision = "0112"


def upgrade() -> None:
    op.create_table(
        "set_ups",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("buyer_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("supplier_id", sa.Uuid, sa.ForeignKey("organisations.id"), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("buyer_id", "supplier_id"),
    )


def downgrade() -> None:
    op.drop_table("set_ups")
