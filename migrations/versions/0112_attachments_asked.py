"""A question may ask for documents with its answer."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0112"
down_revision = "0111"


def upgrade() -> None:
    for table in ("questions", "bank_questions"):
        op.add_column(
            table,
            sa.Column("attachments", JSONB, nullable=False, server_default=sa.text("'[]'::jsonb")),
        )
        op.alter_column(table, "attachments", server_default=None)


def downgrade() -> None:
    op.drop_column("bank_questions", "attachments")
    op.drop_column("questions", "attachments")
