"""A supplier answers a dispute."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("invoices", sa.Column("dispute_answer", sa.String(), nullable=True))
    op.add_column(
        "invoices", sa.Column("dispute_answered_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("invoices", "dispute_answered_at")
    op.drop_column("invoices", "dispute_answer")
