"""Somebody looks after the installation, and finds the jobs that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("persons", sa.Column("operator_since", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_outbox_failed",
        "outbox",
        ["created_at"],
        postgresql_where=sa.text("done_at IS NULL AND last_error IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_outbox_failed", "outbox")
    op.drop_column("persons", "operator_since")
