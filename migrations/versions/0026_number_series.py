"""What an invoice number begins with, and which is the first, is an organisation's own choice."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Series until now begin at 1, after INV or CN."""
    op.add_column("invoice_numbers", sa.Column("prefix", sa.String(), nullable=True))
    op.add_column(
        "invoice_numbers", sa.Column("first", sa.Integer(), server_default="1", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("invoice_numbers", "first")
    op.drop_column("invoice_numbers", "prefix")
